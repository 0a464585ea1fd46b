import { unitOf } from '../handbook/units.ts';
import { formatChange, formatValue, type Scale } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';

type Division = MetricResult['movedBy'][number];

/** What a change is divided by, as the head of a column. */
export const divisionTitles: Record<Division['by'], string> = {
  phase: 'Phase',
  repository: 'Repository',
  size: 'Size',
  kind: 'Kind of work',
};

/** A part of a change in words. */
export interface PartWords {
  name: string;
  effect: string;
  share: string;
  /** Null where the two are not separated. */
  within: string | null;
  mix: string | null;
}

/** The parts of a change in words, in one scale. */
export function partsInWords({ parts }: Division, unit: string, scale: Scale): PartWords[] {
  return parts.map(({ name, effect, share, within, mix }) => ({
    name,
    effect: effectWords(effect, unit, scale),
    share: percent(share),
    within: within === null ? null : effectWords(within, unit, scale),
    mix: mix === null ? null : effectWords(mix, unit, scale),
  }));
}

/** `6.2 h longer`, `3.9 points higher`; `none` for what is none of it but the noise of arithmetic. */
function effectWords(effect: number, unit: string, scale: Scale): string {
  if (Math.abs(effect) < 1e-12) return 'none';
  const { isShare, change: [less, more] = ['lower', 'higher'] } = unitOf(unit);
  if (isShare)
    return formatChange(
      { measure: 'difference', estimate: effect, low: effect, high: effect, relative: null },
      unit,
    );
  return `${formatValue(Math.abs(effect), unit, { scale })} ${effect < 0 ? less : more}`;
}

function percent(share: number): string {
  const text = (Math.abs(share) * 100).toFixed(0);
  return `${share < 0 && text !== '0' ? '−' : ''}${text}\u00a0%`;
}
