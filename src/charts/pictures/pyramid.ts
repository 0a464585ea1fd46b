import { type Area, type ChartSpec, colour, draw, type Frame, type Label } from '../drawing.ts';
import type { PictureOptions } from '../picture.ts';
import { definePicture } from '../picture.ts';
import { LINE_HEIGHT, textWidth, wrap } from '../textWidth.ts';

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
const EDGE = 1;

export default definePicture(picture);

/** The tiers of indicators as steps: the widest and most often read below. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const base = width - 2 * EDGE;
  let top = 0;
  const areas: Area[] = [];
  const labels: Label[] = [];
  for (const { share, tier, rhythm, metrics } of STEPS) {
    const room = share * base - 2 * INSET;
    const lines = wrapList(metrics, room);
    const height = (lines.length + 2) * LINE_HEIGHT + 2 * INSET;
    const half = (share * base) / 2;
    const step: Area = {
      x: base / 2 - half,
      x2: base / 2 + half,
      y: top,
      y2: top + height,
      colour: colour.band,
    };
    areas.push(step);
    const line = (number: number) => top + INSET + (number + 0.5) * LINE_HEIGHT;
    const centred = { x: base / 2, align: 'center' as const };
    labels.push(
      { ...centred, y: line(0), lines: [tier], bold: true, colour: colour.ink },
      { ...centred, y: line(1), lines: [`read ${rhythm}`], colour: colour.muted },
      { ...centred, y: line(2 + (lines.length - 1) / 2), lines, colour: colour.ink },
    );
    top += height + GAP;
  }
  const height = top - GAP;
  const frame: Frame = {
    width: base,
    height,
    padding: { top: EDGE, right: EDGE, bottom: EDGE, left: EDGE },
    x: [0, base],
    y: [height, 0],
  };
  return draw({ title: 'The pyramid of indicators', description }, frame, { areas, labels });
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
