import { byQuarter } from '../../src/facts/quarter.ts';
import type { Definition } from '../../src/handbook/definition.ts';
import type { Restatement, Seal } from '../../src/scorecard/seal.ts';
import { shownValue } from '../../src/scorecard/shown.ts';

/** GitHub takes 65,536 characters as the text of a pull request. */
const LIMIT = 60_000;

type Figure = Pick<Seal['metrics'][number], 'state' | 'value' | 'verdict'>;

type Definitions = ReadonlyMap<string, Pick<Definition, 'title' | 'unit' | 'ranges'>>;

/**
 * What a sealing changed, in Markdown for its reviewer: each scorecard that was sealed beside the last quarter
 * sealed before it, newest first, and each restatement that was accepted. Scorecards that do not fit are counted.
 */
export function sealNotes(
  before: readonly Seal[],
  after: readonly Seal[],
  definitions: Definitions,
  limit = LIMIT,
): string {
  const chapters = after
    .toSorted((a, b) => byQuarter(b.quarter, a.quarter) || a.scope.localeCompare(b.scope))
    .flatMap((seal) => {
      const known = before.find((one) => isSame(one, seal));
      if (known !== undefined) return restated(known, seal, definitions);
      return [sealed(seal, previousOf(seal, after), definitions)];
    });
  const shown = chapters.filter(
    (_, index) => chapters.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0) <= limit,
  );
  const rest = chapters.length - shown.length;
  return [
    'Merging this makes the numbers final: what changes in them later is listed as an erratum. A verdict is against the scorecard’s baseline, not against the quarter before.',
    ...shown,
    ...(rest === 0
      ? []
      : [`${rest} more scorecards do not fit in here: see the files of this pull request.`]),
  ].join('\n\n');
}

function isSame(a: Seal, b: Seal): boolean {
  return a.quarter === b.quarter && a.scope === b.scope;
}

/** The last quarter of the same scope before it. */
function previousOf({ quarter, scope }: Seal, seals: readonly Seal[]): Seal | undefined {
  return seals
    .filter((seal) => seal.scope === scope && byQuarter(seal.quarter, quarter) < 0)
    .toSorted((a, b) => byQuarter(a.quarter, b.quarter))
    .at(-1);
}

function sealed(seal: Seal, previous: Seal | undefined, definitions: Definitions): string {
  const rows = seal.metrics.flatMap(({ id, ...now }) => {
    const was = previous?.metrics.find((metric) => metric.id === id);
    if (now.value === null && (was?.value ?? null) === null) return [];
    const [wasText, nowText] = values(id, [was, now], definitions);
    return [[titleOf(id, definitions), wasText, nowText, now.verdict?.replaceAll('-', ' ') ?? 'no verdict']];
  });
  const heading = `### ${seal.quarter} ${seal.scope}: sealed`;
  if (rows.length === 0) return `${heading}\n\nNo metric has a value.`;
  return `${heading}\n\n${table(['Metric', previous?.quarter ?? 'Before', seal.quarter, 'Verdict'], rows)}`;
}

function restated(known: Seal, seal: Seal, definitions: Definitions): string[] {
  return seal.errata.slice(known.errata.length).map(({ why, restatements }) => {
    const rows = restatements.map(({ metric, was, now, reasons }: Restatement) => {
      const [wasText, nowText] = values(metric, [was, now ?? undefined], definitions);
      return [titleOf(metric, definitions), wasText, now === null ? 'gone' : nowText, reasons.join(', ')];
    });
    return `### ${seal.quarter} ${seal.scope}: restated\n\nThe reason given: ${inCell(why)}\n\n${table(['Metric', 'Was', 'Is', 'Changed'], rows)}`;
  });
}

/** In words also what has no value. */
function values(
  id: string,
  figures: readonly [Figure | undefined, Figure | undefined],
  definitions: Definitions,
): [string, string] {
  const definition = definitions.get(id);
  const [was, now] = figures.map((figure) => ({ value: figure?.value ?? null }));
  const shown = {
    unit: definition?.unit ?? '',
    importedFrom: [],
    summary: now ?? { value: null },
    baseline: was === undefined ? null : { summary: was },
  };
  const text = (figure: Figure | undefined) => {
    if (figure === undefined) return 'none';
    return figure.value === null
      ? figure.state.replaceAll('-', ' ')
      : shownValue(figure.value, shown, definition);
  };
  return [text(figures[0]), text(figures[1])];
}

function titleOf(id: string, definitions: Definitions): string {
  return definitions.get(id)?.title ?? id;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inCell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function inCell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
