import { formatInterval } from '../../scorecard/format.ts';
import { summariseProportion } from '../../stats/kinds/proportion.ts';
import { axis, definePicture, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

const DEPLOYMENTS = 13;
const MOST_FAILURES = 6;

export default definePicture(picture);

/** What is known of the failure rate after 0…6 failures among thirteen deployments. */
function picture(options: PictureOptions): ChartSpec {
  const values = Array.from({ length: MOST_FAILURES + 1 }, (_, failures) => {
    const { value, interval } = summariseProportion({ hits: failures, total: DEPLOYMENTS });
    const { low, high } = interval ?? { low: 0, high: 1 };
    return {
      name: `${failures} of ${DEPLOYMENTS}`,
      x: value ?? 0,
      low,
      high,
      text: formatInterval({ low, high }, 'share'),
    };
  });
  const x = axis('x', 'share that failed, with its 95\u00a0% interval', [0, 0.8], {
    ...options,
    values: [0, 0.2, 0.4, 0.6, 0.8],
    format: '.0%',
  });
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    axis: { title: null, labelColor: colour.ink },
  } as const;
  const [low, high] = [
    { ...x, field: 'low' },
    { ...x, field: 'high' },
  ];
  const cap = { type: 'tick', orient: 'vertical', size: 8, thickness: 1.5 } as const;
  const data = { values };
  return pictureOf(
    'Thirteen deployments',
    options,
    [
      {
        data,
        mark: { type: 'rule', stroke: colour.series, strokeWidth: 1.5 },
        encoding: { x: { ...low, axis: { ...low.axis, grid: true } }, x2: { field: 'high' }, y },
      },
      { data, mark: cap, encoding: { x: low, y } },
      { data, mark: cap, encoding: { x: high, y } },
      {
        data,
        mark: { type: 'point', fill: colour.series, stroke: colour.series, size: 60 },
        encoding: { x, y },
      },
      {
        data,
        mark: { type: 'text', align: 'left', dx: 8, fill: colour.muted },
        encoding: { x: { value: 'width' }, y, text: { field: 'text' } },
      },
    ],
    { step: 30 },
  );
}
