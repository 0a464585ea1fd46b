import type { Codeowners } from '../../src/facts/codeowners.ts';
import type { Organisation, Ownership } from '../../src/handbook/organisation.ts';
import { resultOf } from '../../src/scorecard/resultOf.ts';
import type { MetricResult, Scorecard } from '../../src/scorecard/schema.ts';

/** A part of the diagnosis, with a line for each finding; none where all is well. */
export interface Finding {
  title: string;
  lines: readonly string[];
}

/** @returns pairs of teams that own the same part of a repository: its items count for both */
export function overlappingTeams({ teams }: Pick<Organisation, 'teams'>): string[] {
  const owners = new Map<string, { team: string; share: string }[]>();
  for (const { id, owns } of teams)
    for (const own of owns.filter(({ until }) => until === undefined))
      owners.set(own.repository, [...(owners.get(own.repository) ?? []), { team: id, share: partOf(own) }]);
  return [...owners].flatMap(([repository, shares]) =>
    [...Map.groupBy(shares, ({ share }) => share)].flatMap(([share, of]) =>
      of.length < 2
        ? []
        : [
            `${share === '' ? repository : `${share} of ${repository}`} belongs to ${of.map(({ team }) => team).join(' and ')}: what is in it counts for each of them. Give one of them a part of it with \`labels\`, \`paths\` or \`environments\`.`,
          ],
    ),
  );
}

/** @returns shares of clones that are divided by what git does not know */
export function inseparableClones({
  teams,
  repositories,
}: Pick<Organisation, 'teams' | 'repositories'>): string[] {
  const clones = new Set(repositories.filter(({ source }) => source === 'git').map(({ name }) => name));
  return teams.flatMap(({ id, owns }) =>
    owns
      .filter(
        ({ repository, labels, environments }) =>
          clones.has(repository) && (labels ?? environments) !== undefined,
      )
      .map(
        (own) =>
          `${id}: ${partOf(own)} of the clone ${own.repository}. Git knows neither labels nor environments, so only what an import adds can have them. Divide a clone by \`paths\` or \`codeowners\`, or read it from GitHub.`,
      ),
  );
}

/** @returns lines of CODEOWNERS that are not used, of repositories that are divided by it */
export function unusedCodeowners(
  stored: readonly { name: string; codeowners: Codeowners | undefined }[],
): string[] {
  return stored.flatMap(({ name, codeowners }) => {
    if (codeowners === undefined) return [];
    if (codeowners.lines.length === 0)
      return [`${name}: CODEOWNERS is missing or names nothing, so that no team owns anything by it.`];
    return codeowners.unused.map((line) => `${name}, CODEOWNERS, ${line}`);
  });
}

function partOf({ labels, paths, exceptPaths, codeowners, environments }: Ownership): string {
  return [
    ...(labels === undefined ? [] : [`labels ${labels.join(', ')}`]),
    ...(paths === undefined ? [] : [`paths ${paths.join(', ')}`]),
    ...(exceptPaths === undefined ? [] : [`without ${exceptPaths.join(', ')}`]),
    ...(codeowners === undefined ? [] : [`what CODEOWNERS gives to ${codeowners.join(', ')}`]),
    ...(environments === undefined ? [] : [`environments ${environments.join(', ')}`]),
  ].join(' and ');
}

/**
 * @param cards the scorecards of teams, or of groups, in one quarter
 * @param kpisOnly whether to look at the KPIs of each alone, or at every other metric
 * @param all what all of them are called
 * @returns what lacks a figure and why, each reason once with those that lack it
 */
export function withoutFigure(
  cards: readonly Scorecard[],
  titles: ReadonlyMap<string, string>,
  kpisOnly: boolean,
  all = 'all teams',
): string[] {
  const lacking = new Map<string, string[]>();
  for (const card of cards) {
    const others = card.metrics.map(({ id }) => id).filter((id) => !card.kpis.includes(id));
    for (const id of kpisOnly ? card.kpis : others) {
      const result = resultOf(card, id);
      const why = result === undefined ? 'it is not computed' : reasonOf(result);
      if (why === null) continue;
      const key = `${titles.get(id) ?? id}: ${why}`;
      lacking.set(key, [...(lacking.get(key) ?? []), card.scope.name]);
    }
  }
  return [...lacking].map(
    ([what, names]) => `${what} (${names.length === cards.length ? all : names.join(', ')})`,
  );
}

function reasonOf({ state, reason }: MetricResult): string | null {
  return state === 'ok' || state === 'partial' ? null : (reason ?? state);
}

/** @returns imports that are declared and were never read, that are stale, or of which rows were set aside */
export function importFindings(declared: readonly string[], cards: readonly Scorecard[]): string[] {
  const read = cards.find(({ scope }) => scope.kind === 'organisation')?.imports ?? [];
  return [
    ...declared
      .filter((id) => read.every((one) => one.id !== id))
      .map(
        (id) =>
          `${id}: no rows yet. Put its export into \`imports/${id}\` of the data, and run \`npm run import\`.`,
      ),
    ...read
      .filter(({ stale }) => stale)
      .map(
        ({ id, exportedAt, delivered }) =>
          `${id}: its newest file is of ${exportedAt.slice(0, 10)}, and it is delivered ${delivered}.`,
      ),
    ...read.flatMap(({ id, setAside }) =>
      setAside.map(
        ({ reason, count, first }) => `${id}: ${count} rows set aside, the first at ${first}: ${reason}`,
      ),
    ),
  ];
}

/** @returns repositories that could not be read, or of which parts are missing */
export function readingFindings(cards: readonly Scorecard[]): string[] {
  const [card] = cards.filter(({ scope }) => scope.kind === 'organisation');
  if (card === undefined) return [];
  return [
    ...card.unreadable.map(({ repository, why }) => `${repository ?? 'a private repository'}: ${why}`),
    ...card.repositories.flatMap(({ name, partial, quarantined }) => [
      ...partial.map((missing) => `${name}: ${missing}`),
      ...quarantined.map(({ reason, count }) => `${name}: ${count} set aside: ${reason}`),
    ]),
  ];
}

/** @returns lines for a terminal: each part with its findings, or that there are none */
export function diagnosisLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ title, lines }) => [
    `${lines.length === 0 ? '✔' : '!'} ${title}${lines.length === 0 ? ': nothing found' : ''}`,
    ...lines.map((line) => `    ${line.replaceAll('\n', '\n    ')}`),
  ]);
}
