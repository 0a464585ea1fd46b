import { definePicture, type PictureOptions, pictureOf } from '../picture.ts';
import { textWidth, wrap } from '../textWidth.ts';
import { type ChartSpec, LINE_HEIGHT } from '../theme.ts';

/** From the top; each step is as wide as its share of the base. */
const STEPS = [
  {
    share: 0.72,
    tier: 'Business outcomes',
    rhythm: 'quarterly',
    metrics: ['time to market', 'feature adoption', 'engineering cost per feature'],
  },
  {
    share: 0.86,
    tier: 'Lagging indicators',
    rhythm: 'monthly',
    metrics: ['delivery predictability', 'change failure rate', 'time to restore service'],
  },
  {
    share: 1,
    tier: 'Leading indicators',
    rhythm: 'weekly',
    metrics: ['cycle time', 'pull request size', 'first review time', 'review coverage'],
  },
] as const;

const INSET = 12;
const GAP = 4;

export default definePicture(picture);

/** The tiers of indicators as steps: the widest and most often read below. */
function picture(options: PictureOptions): ChartSpec {
  const wrapped = STEPS.map((step) => ({
    ...step,
    lines: wrapList(step.metrics, step.share * options.width - 2 * INSET),
  }));
  const most = Math.max(...wrapped.map(({ lines }) => lines.length));
  const values = wrapped.map(({ share, tier, rhythm, lines }, row) => ({
    row,
    x: -share / 2,
    x2: share / 2,
    tier,
    rhythm: `read ${rhythm}`,
    metrics: lines.join('\n'),
  }));
  const x = {
    field: 'x',
    type: 'quantitative' as const,
    scale: { domain: [-0.5, 0.5], nice: false },
    axis: null,
  };
  const step = (most + 2) * LINE_HEIGHT + 2 * INSET + GAP;
  const y = {
    field: 'row',
    type: 'ordinal',
    axis: null,
    scale: { paddingInner: GAP / step, paddingOuter: 0 },
  } as const;
  const text = (field: string, line: number, fontWeight: 400 | 600) => ({
    mark: { type: 'text' as const, fontWeight, dy: INSET + (line + 0.5) * LINE_HEIGHT },
    encoding: { x: { value: { expr: 'width / 2' } }, y: { ...y, bandPosition: 0 }, text: { field } },
  });
  const data = { values };
  return pictureOf(
    'The pyramid of indicators',
    options,
    [
      { data, mark: 'rect', encoding: { x, x2: { field: 'x2' }, y } },
      { data, ...text('tier', 0, 600) },
      { data, ...text('rhythm', 1, 400) },
      { data, ...text('metrics', 2, 400) },
    ],
    { step },
  );
}

/** The names with commas, in lines that break between names where they fit. */
function wrapList(names: readonly string[], room: number): string[] {
  const lines: string[] = [];
  for (const [index, name] of names.entries()) {
    const item = index < names.length - 1 ? `${name},` : name;
    const longer = `${lines.at(-1)} ${item}`;
    if (index > 0 && textWidth(longer) <= room) lines.splice(-1, 1, longer);
    else lines.push(...wrap(item, room));
  }
  return lines;
}
