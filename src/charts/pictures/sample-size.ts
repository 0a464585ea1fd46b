import { formatInterval } from '../../scorecard/format.ts';
import { summariseProportion } from '../../stats/kinds/proportion.ts';
import { type ChartSpec, colour, draw, type Label } from '../drawing.ts';
import { axisFromZero, definePicture, line, type PictureOptions, plot } from '../picture.ts';

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
function picture({ width, description }: PictureOptions): ChartSpec {
  const ten = aroundRate(10);
  const reaches = [ten, ...TOTALS.map(aroundRate)];
  const x = axisFromZero(412, [0, 100, 200, 300, 400], { name: 'deployments' });
  const y = axisFromZero(0.56, [0, 0.15, 0.3, 0.45], {
    name: 'failure rates that the data leave possible, per cent',
    factor: 100,
  });
  const { frame, rules, labels } = plot({ width, x, y, right: 16 });
  const drawn = ({ total }: Reach) =>
    total === ten.total || NAMED.includes(total)
      ? { colour: colour.series, width: 4 }
      : { colour: colour.limit, width: 4 };

  return draw({ title: 'The interval around 15 % by the number of deployments', description }, frame, {
    rules: [
      ...rules,
      ...reaches.map((reach) => line([reach.total, reach.low], [reach.total, reach.high], drawn(reach))),
      line([0, RATE], [x.domain[1], RATE], { width: 1.25 }),
    ],
    labels: [
      ...labels,
      {
        x: ten.total,
        y: ten.high,
        lines: [`1 or 2 of ${ten.total} failed: ${formatInterval(ten, 'share')}`],
        dx: 10,
        dy: 6,
        bold: true,
        colour: colour.ink,
      },
      ...reaches.flatMap((reach): Label[] =>
        NAMED.includes(reach.total)
          ? [
              {
                x: reach.total,
                y: reach.high,
                lines: [
                  `${Math.round(RATE * reach.total)} of ${reach.total}:`,
                  formatInterval(reach, 'share'),
                ],
                dx: -2,
                dy: -20,
                align: 'left',
                bold: true,
                colour: colour.ink,
              },
            ]
          : [],
      ),
    ],
  });
}

/** The Wilson interval at the rate; where no whole number of failures gives it, of the two next to it together. */
function aroundRate(total: number): Reach {
  const failures = RATE * total;
  const low = summariseProportion({ hits: Math.floor(failures), total }).interval?.low ?? 0;
  const high = summariseProportion({ hits: Math.ceil(failures), total }).interval?.high ?? 1;
  return { total, low, high };
}
