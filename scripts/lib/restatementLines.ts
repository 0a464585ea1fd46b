import type { Definition } from '../../src/handbook/definition.ts';
import type { MetricResult } from '../../src/scorecard/schema.ts';
import type { Restatement, Seal, SettingsChange } from '../../src/scorecard/seal.ts';
import { figuresInWords } from '../../src/views/errata.ts';
import { counted } from './counted.ts';

/** What a scorecard says otherwise than its seal. */
export interface Restated {
  seal: Pick<Seal, 'quarter' | 'scope'>;
  restatements: readonly Restatement[];
  /** What the scorecard says now. */
  results: readonly MetricResult[];
  settings: readonly SettingsChange[];
  /** Names of the settings that count its facts otherwise. */
  conventions: readonly string[];
}

/**
 * Lines for a terminal: one for all figures that are restated for the same change of settings, and one for all that are
 * only compared with these; one for what each setting was and is; then one for each figure that is restated for another
 * reason.
 */
export function restatementLines(
  all: readonly Restated[],
  definitions: ReadonlyMap<string, Definition>,
): string[] {
  // What moves between teams is in the lines of the teams.
  const isListed = ({ seal: { scope } }: Restated, { what }: SettingsChange) =>
    scope !== 'organisation' || what !== 'ownership';
  const settings = all.flatMap((each) =>
    each.settings
      .filter((change) => isListed(each, change))
      .map((change) => ({ ...each, text: `${each.seal.scope}, ${inWords(change)}` })),
  );
  const figures = all.flatMap((each) =>
    each.restatements.map((restatement) => ({ ...each, restatement, cause: causeOf(each, restatement) })),
  );
  const hasCause = figures.some(({ cause }) => cause !== null);
  const byCause = Map.groupBy(figures, ({ cause, restatement }) =>
    cause === null && hasCause && isOnlyComparedOtherwise(restatement) ? 'baseline' : cause,
  );
  const alone = byCause.get(null) ?? [];
  byCause.delete(null);
  return [
    ...Array.from(
      byCause,
      ([cause, same]) =>
        `${counted(same.length, 'figure')} in ${counted(new Set(same.map(({ seal }) => seal)).size, 'scorecard')}, ${spanOf(same)} (${cause})`,
    ),
    ...Array.from(
      Map.groupBy(settings, ({ text }) => text),
      ([text, same]) => `${spanOf(same)} ${text}`,
    ),
    ...alone.map((figure) => figureLine(figure, figure.restatement, definitions)),
  ];
}

function figureLine(
  { seal: { quarter, scope }, results }: Restated,
  restatement: Restatement,
  definitions: ReadonlyMap<string, Definition>,
): string {
  const { metric, reasons } = restatement;
  const result = results.find(({ id }) => id === metric);
  const { was, now } = figuresInWords(restatement, definitions.get(metric), result);
  return `${quarter} ${scope} ${metric}: ${was} → ${now} (${reasons.join(', ')})`;
}

/** @returns the change that a figure shares with others; null where it is restated for a reason of its own */
function causeOf({ settings, conventions }: Restated, { reasons, now }: Restatement): string | null {
  if (reasons.includes('ownership')) return 'ownership';
  const isOfSettings =
    reasons.includes('settings') && reasons.every((reason) => reason === 'settings' || reason === 'baseline');
  if (!isOfSettings || now === null) return null;
  if (conventions.length > 0) return `settings: ${conventions.join(', ')}`;
  return settings.length > 0 ? `settings: ${settings.map(({ what }) => what).join(', ')}` : null;
}

const isOnlyComparedOtherwise = ({ reasons }: Restatement): boolean =>
  reasons.every((reason) => reason === 'baseline');

function inWords({ what, was, now }: SettingsChange): string {
  return `${what}: ${was.join('; ') || 'none'} → ${now.join('; ') || 'none'}`;
}

function spanOf(all: readonly Pick<Restated, 'seal'>[]): string {
  const quarters = all.map(({ seal }) => seal.quarter).sort();
  const [first, last] = [quarters[0], quarters.at(-1)];
  return first === last ? `${first}` : `${first} to ${last}`;
}
