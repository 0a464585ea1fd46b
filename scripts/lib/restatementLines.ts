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
 * Lines for a terminal: one for each change of settings and one for everything that another ownership restates, with
 * what moved; one for everything that is counted otherwise by the same settings; then one for each figure that is
 * restated for another reason.
 */
export function restatementLines(
  all: readonly Restated[],
  definitions: ReadonlyMap<string, Definition>,
): string[] {
  const isMoved = ({ reasons }: Restatement) => reasons.includes('ownership');
  const moved = all.filter(({ restatements }) => restatements.some(isMoved));
  const figures = moved.flatMap(({ restatements }) => restatements.filter(isMoved));
  // What moves between teams is in the lines of the teams.
  const isListed = ({ seal: { scope } }: Restated, { what }: SettingsChange) =>
    scope !== 'organisation' || what !== 'ownership';
  const settings = all.flatMap((each) =>
    each.settings
      .filter((change) => isListed(each, change))
      .map((change) => ({ ...each, text: `${each.seal.scope}, ${inWords(change)}` })),
  );
  return [
    ...(figures.length === 0
      ? []
      : [
          `${counted(figures.length, 'figure')} in ${counted(moved.length, 'scorecard')}, ${spanOf(moved)} (ownership)`,
        ]),
    ...Array.from(
      Map.groupBy(settings, ({ text }) => text),
      ([text, same]) => `${spanOf(same)} ${text}`,
    ),
    ...Array.from(
      Map.groupBy(
        all.filter((each) => countedOtherwise(each).length > 0),
        ({ conventions }) => conventions.join(', '),
      ),
      ([names, same]) =>
        `${counted(same.flatMap(countedOtherwise).length, 'figure')} in ${counted(same.length, 'scorecard')}, ${spanOf(same)} (settings: ${names})`,
    ),
    ...all.flatMap((each) =>
      each.restatements
        .filter((restatement) => !isMoved(restatement) && !countedOtherwise(each).includes(restatement))
        .map((restatement) => figureLine(each, restatement, definitions)),
    ),
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

/** What counts otherwise changes a figure, or the one that it is compared with. */
function countedOtherwise({ restatements, conventions }: Restated): readonly Restatement[] {
  return conventions.length === 0
    ? []
    : restatements.filter(
        ({ reasons }) =>
          reasons.every((reason) => reason === 'settings' || reason === 'baseline') &&
          reasons.includes('settings'),
      );
}

function inWords({ what, was, now }: SettingsChange): string {
  return `${what}: ${was.join('; ') || 'none'} → ${now.join('; ') || 'none'}`;
}

function spanOf(all: readonly Pick<Restated, 'seal'>[]): string {
  const quarters = all.map(({ seal }) => seal.quarter).sort();
  const [first, last] = [quarters[0], quarters.at(-1)];
  return first === last ? `${first}` : `${first} to ${last}`;
}
