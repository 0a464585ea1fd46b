import { formatInterval } from '../../scorecard/format.ts';
import { summariseProportion } from '../../stats/kinds/proportion.ts';
import { type ChartSpec, colour, draw, type Label } from '../drawing.ts';
import { axisFromZero, definePicture, line, type PictureOptions, rowAt, rowPlot } from '../picture.ts';
import { widestOf } from '../textWidth.ts';

const DEPLOYMENTS = 13;
const MOST_FAILURES = 6;
const HALF_CAP = 4;
const GAP = 8;

export default definePicture(picture);

/** What is known of the failure rate after 0…6 failures among thirteen deployments. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const rows = Array.from({ length: MOST_FAILURES + 1 }, (_, failures) => {
    const { value, interval } = summariseProportion({ hits: failures, total: DEPLOYMENTS });
    return { failures, value: value ?? 0, low: interval?.low ?? 0, high: interval?.high ?? 1 };
  });
  const texts = rows.map((interval) => formatInterval(interval, 'share'));
  const x = axisFromZero(Math.max(...rows.map(({ high }) => high)), [0, 0.2, 0.4, 0.6], {
    name: 'share that failed, with its 95\u00a0% interval',
    suffix: '%',
    factor: 100,
  });
  const { frame, rules, labels } = rowPlot({
    width,
    names: rows.map(({ failures }) => `${failures} of ${DEPLOYMENTS}`),
    x,
    right: Math.ceil(widestOf(texts)) + GAP + 2,
  });
  const look = { colour: colour.series, width: 1.5 };

  return draw({ title: 'Thirteen deployments', description }, frame, {
    rules: [
      ...rules,
      ...rows.flatMap(({ failures, low, high }) => {
        const y = rowAt(failures);
        const cap = (end: number) => line([end, y - HALF_CAP], [end, y + HALF_CAP], look);
        return [line([low, y], [high, y], look), cap(low), cap(high)];
      }),
    ],
    points: rows.map(({ failures, value }) => ({
      x: value,
      y: rowAt(failures),
      shape: 'circle',
      size: 60,
      colour: colour.series,
    })),
    labels: [
      ...labels,
      ...rows.map(
        ({ failures, high }, row): Label => ({
          x: high,
          y: rowAt(failures),
          lines: [texts[row] ?? ''],
          dx: GAP,
        }),
      ),
    ],
  });
}
