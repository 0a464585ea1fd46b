import type { WeekChartOptions, WeeklyChart, WeeklyResult } from '../charts/weekChart.ts';
import { isNumber, isText, jsonAs, listOf, objectOf, oneOf, orNull } from './jsonShape.ts';

/** What the weekly chart of a metric is drawn from. */
export interface Explored extends Required<Pick<WeekChartOptions, 'quarter' | 'timeZone' | 'events'>> {
  result: WeeklyResult;
}

const isChart = objectOf<WeeklyChart>({
  weeks: listOf(objectOf({ start: isText, value: orNull(isNumber), n: orNull(isNumber) })),
  quarterFrom: isNumber,
  limits: orNull(
    objectOf({ centre: isNumber, lower: orNull(isNumber), upper: orNull(isNumber), n: isNumber }),
  ),
  signals: listOf(
    objectOf({ rule: oneOf('outside', 'shift'), side: oneOf('above', 'below'), from: isText, to: isText }),
  ),
});
const isSummary = objectOf({ value: orNull(isNumber) });
const isExplored = objectOf<Explored>({
  result: objectOf<WeeklyResult>({
    unit: isText,
    importedFrom: listOf(objectOf({ currency: orNull(isText) })),
    summary: isSummary,
    baseline: orNull(objectOf({ summary: isSummary })),
    chart: orNull(isChart),
  }),
  quarter: isText,
  timeZone: isText,
  events: listOf(objectOf({ letter: isText, name: isText, from: isText })),
});

/**
 * @param text what the page holds, as JSON
 * @throws when it is not that
 */
export function exploredIn(text: string): Explored {
  return jsonAs(text, isExplored);
}
