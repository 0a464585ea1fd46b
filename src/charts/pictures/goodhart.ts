import { numberAt } from '../../facts/numberAt.ts';
import { axis, definePicture, notes, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

/** Invented, by month. */
const REVIEWS = [40, 40, 40, 49, 57, 64];
const DEFECTS = [20, 20, 20, 20, 20, 20];
const GOAL = 60;
/** The first month in which the goal held, counted from 0. */
const GOAL_FROM = 3;

export default definePicture(picture);

/** Reviews that climb towards a goal, and the defects found in them, which do not. */
function picture(options: PictureOptions): ChartSpec {
  const { width } = options;
  const months = REVIEWS.length;
  const x = axis('x', `month, with the goal from month ${GOAL_FROM + 1} on`, [0.6, months + 0.2], {
    width,
    values: REVIEWS.map((_, month) => month + 1),
  });
  const y = axis('y', 'per month, invented', [0, 80], { width });
  const goal = { x: GOAL_FROM + 0.5, x2: months + 0.2, y: GOAL };
  const series = [
    { values: REVIEWS, name: 'reviews', colour: colour.series },
    { values: DEFECTS, name: 'defects found', colour: colour.signal },
  ];
  const values = series.flatMap(({ values, ...look }) =>
    values.map((y, month) => ({ x: month + 1, y, ...look })),
  );
  const stroke = {
    field: 'name',
    scale: { domain: series.map(({ name }) => name), range: series.map(({ colour: tint }) => tint) },
    legend: null,
  };
  return pictureOf('Reviews counted and defects found', options, [
    { data: { values: [goal] }, mark: 'rect', encoding: { x, x2: { field: 'x2' } } },
    {
      data: { values: [goal] },
      mark: { type: 'rule', strokeDash: [4, 3], strokeWidth: 1.5 },
      encoding: { x, x2: { field: 'x2' }, y },
    },
    { data: { values }, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, stroke } },
    {
      data: { values },
      mark: { type: 'point', size: 40, fill: { expr: 'datum.colour' } },
      encoding: { x, y, stroke },
    },
    notes(
      [
        { ...goal, text: `the goal: ${GOAL}`, dx: -6, align: 'right' },
        ...series.flatMap(({ values, name, colour: tint }) => {
          const [first, last] = [numberAt(values, 0), numberAt(values, values.length - 1)];
          return [
            { x: 1, y: first, text: `${first} ${name}`, dx: -6, dy: -14, bold: true, colour: tint },
            {
              x: goal.x2,
              y: last,
              text: `${last} ${name.replace(' ', '\n')}`,
              dx: 6,
              bold: true,
              colour: tint,
            },
          ];
        }),
      ],
      x,
      y,
    ),
  ]);
}
