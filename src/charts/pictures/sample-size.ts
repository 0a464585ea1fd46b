import { formatInterval } from '../../scorecard/format.ts';
import { summariseProportion } from '../../stats/kinds/proportion.ts';
import { axis, definePicture, notes, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

const RATE = 0.15;
/** 15 % of these are whole numbers of failures. */
const TOTALS = Array.from({ length: 20 }, (_, index) => 20 * (index + 1));
const NAMED = [100, 400];

/** What an observation leaves possible. */
interface Reach {
  total: number;
  low: number;
  high: number;
}

export default definePicture(picture);

/** The 95 % interval around one failure rate by the number of deployments. */
function picture(options: PictureOptions): ChartSpec {
  const { width } = options;
  const ten = aroundRate(10);
  const reaches = [ten, ...TOTALS.map(aroundRate)];
  const x = axis('x', 'deployments', [0, 412], { width, values: [0, 100, 200, 300, 400] });
  const y = axis('y', 'failure rates that the data leave possible', [0, 0.56], {
    width,
    values: [0, 0.15, 0.3, 0.45],
    format: '.0%',
  });
  const named = reaches.filter(({ total }) => NAMED.includes(total));
  return pictureOf('The interval around 15 % by the number of deployments', options, [
    {
      data: {
        values: reaches.map((reach) => ({
          x: reach.total,
          y: reach.low,
          y2: reach.high,
          colour: reach === ten || named.includes(reach) ? colour.series : colour.limit,
        })),
      },
      mark: { type: 'rule', strokeWidth: 4, stroke: { expr: 'datum.colour' } },
      encoding: { x, y, y2: { field: 'y2' } },
    },
    { data: { values: [{ y: RATE }] }, mark: { type: 'rule', strokeWidth: 1.25 }, encoding: { y } },
    notes(
      [
        {
          x: ten.total,
          y: ten.high,
          text: `1 or 2 of ${ten.total} failed: ${formatInterval(ten, 'share')}`,
          dx: 10,
          dy: 6,
          bold: true,
        },
        ...named.map((reach) => ({
          x: reach.total,
          y: reach.high,
          text: `${Math.round(RATE * reach.total)} of ${reach.total}:\n${formatInterval(reach, 'share')}`,
          dx: 4,
          dy: -28,
          align: reach.total === Math.max(...NAMED) ? ('right' as const) : ('left' as const),
          bold: true,
        })),
      ],
      x,
      y,
    ),
  ]);
}

/** The Wilson interval at the rate; where no whole number of failures gives it, of the two next to it together. */
function aroundRate(total: number): Reach {
  const failures = RATE * total;
  const low = summariseProportion({ hits: Math.floor(failures), total }).interval?.low ?? 0;
  const high = summariseProportion({ hits: Math.ceil(failures), total }).interval?.high ?? 1;
  return { total, low, high };
}
