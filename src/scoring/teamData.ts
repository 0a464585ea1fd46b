import { missingOf } from '../facts/manifest.ts';
import type { TimeBetween } from '../facts/workingTime.ts';
import { workingTimeOf } from '../handbook/clock.ts';
import { type DatedOrganisation, knownTeams } from '../handbook/ownershipOverTime.ts';
import { legible } from '../scorecard/legible.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import type { ImportedPart } from './importedPart.ts';
import { ownerOf, ownersOf } from './ownership.ts';
import type { ActivePeople, MeasuredPart, StoredRepository, Visible } from './storedRepository.ts';
import { FEWEST_PEOPLE } from './suppression.ts';

/** What is kept of a repository after its facts have been read. */
export interface RepositorySummary {
  name: string;
  url: string | null;
  source: string;
  deploymentsFrom: string;
  readThrough: string;
  /** By collection, what is missing of it, in words. */
  missing: { collection: string | null; text: string }[];
  /** Rows of the snapshot by collection that was read; those set aside are among them. */
  read: Scorecard['repositories'][number]['read'];
  snapshot: Scorecard['repositories'][number]['snapshot'];
  /** Rows that contradict themselves and that no metric has seen, by reason. */
  quarantined: { reason: string; count: number }[];
}

/** A repository whose facts could not be read. */
export interface Unreadable {
  repository: string;
  /** In words. */
  why: string;
}

/** What one team, or nobody, has of all repositories: what its scorecards are computed from. */
export interface TeamData {
  parts: readonly TeamPart[];
  /** By quarter id, the people who wrote what was merged or reviewed something. Never leaves the scoring. */
  people: ReadonlyMap<string, ReadonlySet<string>>;
  /** By quarter id, the people who wrote what was merged. Never leaves the scoring. */
  authors: ReadonlyMap<string, ReadonlySet<string>>;
  /** When the first fact began. */
  observedFrom: number;
  /** When it ceased to own the last thing; infinity while it owns something. */
  ownedUntil: number;
  repositories: readonly RepositorySummary[];
  /** Of the repositories that it owns, or owns parts of. */
  unreadable: readonly Unreadable[];
  /** Names of the private repositories that a public site leaves out. Never leaves the scoring. */
  privateLeftOut: ReadonlySet<string>;
}

/** One team's part of a repository or of an import, in its tables. */
export interface TeamPart extends Omit<MeasuredPart, 'notApplicable'> {
  /** By number of each metric, why it does not apply; nothing where the part has nothing to do with the metric. */
  notApplicable: readonly (string | null | undefined)[];
  repository: string;
  /** How the team counts working time. */
  workingTime: TimeBetween;
  /** Where the tables are. */
  folder: string;
  /** Its number in them. */
  share: number;
  visible: Visible;
}

/**
 * @param numbers ids of the metrics, in the order of their numbers; needed for imports
 * @returns what each team, and nobody, has of all repositories and imports
 */
export function teamsData(
  organisation: DatedOrganisation,
  repositories: readonly StoredRepository[],
  unreadable: readonly Unreadable[],
  asOf: number,
  imports: readonly ImportedPart[] = [],
  numbers: readonly string[] = [],
): Map<string | null, TeamData> {
  const ids = new Set<string | null>(knownTeams(organisation).map(({ id }) => id));
  for (const { measured } of repositories) for (const { team } of measured.shares) ids.add(team);
  for (const { shares } of imports) for (const { team } of shares) ids.add(team);
  if (unreadable.some(({ repository }) => ownersOf(organisation, repository).includes(null))) ids.add(null);
  return new Map(
    [...ids].map((id) => {
      const own = unreadable.filter(({ repository }) => ownersOf(organisation, repository).includes(id));
      const data = teamData(organisation, id, repositories, asOf);
      const parts = [...data.parts, ...importedParts(organisation, id, imports, numbers)];
      return [id, { ...data, parts, unreadable: own }];
    }),
  );
}

/** @returns the parts of a team, or of the organisation alone, in the tables of imports */
function importedParts(
  organisation: DatedOrganisation,
  id: string | null,
  imports: readonly ImportedPart[],
  numbers: readonly string[],
): TeamPart[] {
  return imports.flatMap(({ manifest, folder, shares }) =>
    shares.flatMap(({ team, rows }, share) =>
      team === id
        ? [
            {
              team,
              shared: false,
              observedFrom: null,
              ownedFrom: null,
              ownedUntil: null,
              conventions: 0,
              deploymentsFrom: '',
              observations: numbers.map((metric) => rows[metric] ?? 0),
              notApplicable: numbers.map((metric) => (metric in rows ? null : undefined)),
              phases: [],
              repository: `import ${manifest.id}`,
              workingTime: workingTimeOf(organisation, ownerOf(team)),
              folder,
              share,
              // The folder is named after a digest of all that is in it.
              visible: [[null, folder]],
            },
          ]
        : [],
    ),
  );
}

function teamData(
  organisation: DatedOrganisation,
  id: string | null,
  repositories: readonly StoredRepository[],
  asOf: number,
): Omit<TeamData, 'unreadable'> {
  const people = new Map<string, Set<string>>();
  const authors = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, firsts: ActivePeople['active'] = {}): void => {
    for (const [quarter, persons] of Object.entries(firsts)) {
      const known = to.get(quarter) ?? new Set<string>();
      to.set(quarter, known);
      for (const [person, first] of Object.entries(persons)) if (first < asOf) known.add(person);
    }
  };
  const parts: TeamPart[] = [];
  const summaries: RepositorySummary[] = [];
  const privateLeftOut = new Set<string>();
  for (const stored of repositories) {
    const { name, measured, folder } = stored;
    if (id !== null && measured.privateLeftOut?.includes(id)) privateLeftOut.add(name);
    for (const [share, part] of measured.shares.entries()) {
      if (part.team !== id) continue;
      parts.push({
        ...part,
        repository: stored.repository.name,
        workingTime: workingTimeOf(organisation, ownerOf(id)),
        folder,
        share,
        visible: stored.visible[share] ?? [],
      });
      summaries.push(summary(stored, part));
      add(people, stored.people[share]?.active);
      add(authors, stored.people[share]?.authors);
    }
  }
  const observedFrom = Math.min(asOf, ...parts.flatMap(({ observedFrom }) => observedFrom ?? []));
  const ends = parts.map(({ ownedUntil }) => ownedUntil ?? Number.POSITIVE_INFINITY);
  const ownedUntil = ends.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...ends);
  return { parts, people, authors, observedFrom, ownedUntil, repositories: summaries, privateLeftOut };
}

/** Quarters with merges of which the people are counted behind a repository's own numbers. */
const LATEST = 4;

/** @returns whether so few people wrote what was merged lately that a count of the repository's facts would speak of them */
function isOfFew({ people }: StoredRepository): boolean {
  const byQuarter = people.flatMap(({ authors }) => Object.entries(authors));
  const latest = [...new Set(byQuarter.map(([quarter]) => quarter))].sort().slice(-LATEST);
  const authors = new Set(
    byQuarter.flatMap(([quarter, persons]) => (latest.includes(quarter) ? Object.keys(persons) : [])),
  );
  return authors.size > 0 && authors.size < FEWEST_PEOPLE;
}

function summary(stored: StoredRepository, { deploymentsFrom }: MeasuredPart): RepositorySummary {
  const { measured, repository, manifest } = stored;
  const counted = !isOfFew(stored);
  return {
    name: repository.name,
    url: repository.url,
    source: manifest.source,
    deploymentsFrom,
    readThrough: manifest.readThrough,
    missing: missingOf(manifest, { counted }).map(({ collection, text }) => ({
      collection,
      text: legible(text),
    })),
    read: measured.rows
      .filter(({ collection, rows }) => collection in manifest.coverage || rows > 0)
      .map(({ collection, rows }) => {
        const { expected = null, pages = null, since = null } = manifest.coverage[collection] ?? {};
        return counted
          ? { collection, rows, expected, pages, since }
          : { collection, rows: null, expected: null, pages: null, since };
      }),
    snapshot: {
      tool: manifest.tool,
      digest: manifest.digest,
      wholeAt: manifest.wholeAt,
      archived: repository.archived,
      fork: repository.fork,
      excluded: manifest.excluded,
      deleted: [...Map.groupBy(manifest.tombstones, ({ collection }) => collection)].map(
        ([collection, rows]) => ({ collection, rows: rows.length }),
      ),
    },
    quarantined: measured.quarantined,
  };
}
