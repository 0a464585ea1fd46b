import { WEEK } from '../../facts/time.ts';
import { processLimits, signals } from '../../stats/controlChart.ts';
import { definePicture, type PictureOptions } from '../picture.ts';
import type { ChartSpec } from '../theme.ts';
import { type WeeklyChart, weekChart } from '../weekChart.ts';

/** Invented: hours a week, the first twenty without any change. */
const BASELINE = [52, 44, 57, 49, 53, 61, 46, 50, 58, 43, 47, 55, 62, 51, 45, 54, 42, 48, 59, 53];
const LATER = [56, 47, 61, 52, 79, 71, 77, 74, 70, 76];

const FIRST_MONDAY = Date.UTC(2025, 0, 6);

export default definePicture(picture);

/** A control chart of invented weeks that vary, and then shift. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const chart = weekly();
  const spec = weekChart(
    { unit: 'hours', importedFrom: [], chart },
    {
      title: 'Noise, then a signal',
      description,
      width,
      quarter: 'later weeks',
      timeZone: 'UTC',
      unitName: 'hours, invented',
    },
  );
  if (spec === null) throw new RangeError('a control chart without a week');
  return spec;
}

function weekly(): WeeklyChart {
  const values = [...BASELINE, ...LATER];
  const starts = values.map((_, index) => new Date(FIRST_MONDAY + index * WEEK).toISOString());
  const start = (index: number) => starts[index] ?? '';
  const limits = processLimits(BASELINE);
  return {
    weeks: values.map((value, index) => ({ start: start(index), value, n: 1 })),
    quarterFrom: BASELINE.length,
    limits,
    signals:
      limits === null
        ? []
        : signals(LATER, limits).map((signal) => ({
            ...signal,
            from: start(BASELINE.length + signal.from),
            to: start(BASELINE.length + signal.to),
          })),
  };
}
