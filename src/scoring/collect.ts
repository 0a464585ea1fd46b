import { z } from 'zod';
import { type CollectionName, collectionNames } from '../facts/collection.ts';
import { withLanded } from '../facts/landed.ts';
import { manifestSchema, missingOf } from '../facts/manifest.ts';
import { DATED_LATE, quarantine, type SetAside } from '../facts/quarantine.ts';
import { type Calendar, type Quarter, quarterAt } from '../facts/quarter.ts';
import { type Actor, repositorySchema } from '../facts/schema.ts';
import type { Snapshot } from '../facts/store.ts';
import type { TimeBetween } from '../facts/workingTime.ts';
import { countsWorkingTime, workingTimeOf } from '../handbook/clock.ts';
import type { RepositorySettings } from '../handbook/organisation.ts';
import { type DatedOrganisation, knownTeams, ownershipOverTime } from '../handbook/ownershipOverTime.ts';
import { commitItem } from '../metrics/populations/commits.ts';
import type { RepositoryMetric } from '../metrics/populations/metric.ts';
import type { Measurement } from '../metrics/populations/observation.ts';
import { isBot } from '../metrics/populations/pullRequests.ts';
import type { RepositoryView } from '../metrics/populations/repositoryView.ts';
import { legible } from '../scorecard/legible.ts';
import { isPublished } from '../scorecard/published.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { clipChanges, clipMeasurement, clipPullRequests } from './clip.ts';
import type { ImportedPart } from './importedPart.ts';
import { ownerOf, type Share, sharesOf } from './ownership.ts';
import { traitsOf } from './segments.ts';
import { FEWEST_PEOPLE } from './suppression.ts';
import type { Change, MeasuredShare } from './tables/repositoryTables.ts';

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

const partSchema = z.strictObject({
  /** Null for what no team owns. */
  team: z.string().nullable(),
  /** Whether other teams may see the same items. */
  shared: z.boolean(),
  /** When the first fact began; null without any. */
  observedFrom: z.number().nullable(),
  /** When the team began to own it, or its facts to be counted so; null where that always was. */
  ownedFrom: z.number().nullable(),
  /** When the team ceased to own it, or its facts to be counted so; null while it does. */
  ownedUntil: z.number().nullable(),
  /** The number of the conventions by which it is counted, among those of the repository over time. */
  conventions: z.int(),
  deploymentsFrom: z.string(),
  /** By number of each metric, how many rows it has among the observations. */
  observations: z.array(z.int()),
  /** By number of each metric, why it does not apply; null when it does. */
  notApplicable: z.array(z.string().nullable()),
  /** By number of each metric, the parts that its distribution is made of. */
  phases: z.array(z.array(z.strictObject({ id: z.string(), label: z.string() }))),
});

export type MeasuredPart = z.infer<typeof partSchema>;

/** What is measured of one repository, beside its tables. */
export const measuredSchema = z.strictObject({
  /** In the order of their numbers in the tables. */
  shares: z.array(partSchema),
  /** The teams that own it, when it is left out for being private. */
  privateLeftOut: z.array(z.string()).nullable(),
  rows: z.array(z.strictObject({ collection: z.enum(collectionNames), rows: z.int() })),
  /** Facts that were set aside because they contradict themselves, by reason. */
  quarantined: z.array(z.strictObject({ reason: z.string(), count: z.int() })),
  /** The moment through which the facts were read, in milliseconds since the epoch. */
  through: z.number(),
  /** Whether facts were set aside for being dated after it. */
  isAhead: z.boolean(),
});

export type MeasuredRepository = z.infer<typeof measuredSchema>;

/** By quarter, people and when first: milliseconds since the epoch. */
const firstsSchema = z.record(z.string(), z.record(z.string(), z.number()));

/** By share, who wrote what was merged, and who wrote or reviewed. Never leaves the scoring. */
export const peopleSchema = z.array(z.strictObject({ authors: firstsSchema, active: firstsSchema }));

export type ActivePeople = z.infer<typeof peopleSchema>[number];

/**
 * By share, and by the moment from which it can be seen, a digest of what can; null for what counts at all times.
 * Moments are in order.
 */
export const visibleSchema = z.array(z.array(z.tuple([z.number().nullable(), z.string()])));

/** What can be seen of one share. */
export type Visible = z.infer<typeof visibleSchema>[number];

/** A repository's part in the scoring: what was measured of it, and where its tables are. */
export const storedSchema = z.strictObject({
  name: z.string(),
  measured: measuredSchema,
  visible: visibleSchema,
  people: peopleSchema,
  folder: z.string(),
  repository: repositorySchema,
  manifest: manifestSchema,
});

export type StoredRepository = z.infer<typeof storedSchema>;

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
 * Measures a repository.
 * @param through the moment through which the facts were read, in milliseconds since the epoch
 */
export function measureRepository(
  organisation: DatedOrganisation,
  metrics: readonly RepositoryMetric[],
  settings: RepositorySettings,
  snapshot: Snapshot,
  through: number,
): { measured: MeasuredRepository; people: ActivePeople[]; shares: readonly MeasuredShare[] } {
  const rows = collectionNames.map((collection) => ({ collection, rows: snapshot.facts[collection].length }));
  if (!isPublished(organisation, snapshot.repository)) {
    const privateLeftOut = ownersOf(organisation, settings.name).filter((owner) => owner !== null);
    const measured = { shares: [], privateLeftOut, rows, quarantined: [], through, isAhead: false };
    return { measured, people: [], shares: [] };
  }
  const { facts: sound, quarantined } = quarantine(snapshot.facts, through);
  const facts = withLanded(sound);
  const quarterIdAt = quarterFinder(organisation);
  const parts: MeasuredPart[] = [];
  const people: ActivePeople[] = [];
  const shares: MeasuredShare[] = [];
  const measured = new Map<RepositoryView, Measured[]>();
  const isTwofold = countsWorkingTime(organisation);
  for (const share of sharesOf(organisation, settings, { ...snapshot, facts })) {
    const { team, shared, window, view, conventions } = share;
    const all =
      measured.get(view) ??
      metrics.map((metric): Measured => {
        const by = (time?: TimeBetween) =>
          withSetAside(measureShare(metric, share, time), metric.uses, quarantined, view.repository.name);
        return {
          calendar: by(),
          working:
            isTwofold && metric.followsClock === true ? by(workingTimeOf(organisation, ownerOf(team))) : null,
        };
      });
    measured.set(view, all);
    const measurements = all.map(({ calendar }) => clipMeasurement(calendar, window));
    const first = Math.max(firstFact(view), window.start);
    parts.push({
      team,
      shared,
      observedFrom: Number.isFinite(first) && first < window.end ? first : null,
      ownedFrom: Number.isFinite(window.start) ? window.start : null,
      ownedUntil: Number.isFinite(window.end) ? window.end : null,
      conventions,
      deploymentsFrom: view.deployments.description,
      observations: measurements.map(rowsOf),
      notApplicable: measurements.map(({ notApplicable }) => notApplicable),
      phases: measurements.map(({ phases }) => phases.map(({ id, label }) => ({ id, label }))),
    });
    const changes = clipChanges(changesIn(view), window);
    const pullRequests = clipPullRequests(view.pullRequests, window);
    people.push(activeIn(pullRequests.lives, changes, quarterIdAt));
    shares.push({
      repository: view.repository.name,
      shared,
      measurements,
      inWorkingTime: all.map(({ working }) => working && clipMeasurement(working, window)),
      pullRequests,
      traits: traitsOf(view),
      changes,
    });
  }
  return {
    measured: {
      shares: parts,
      privateLeftOut: null,
      rows,
      quarantined: [...Map.groupBy(quarantined, ({ reason }) => reason)].map(([reason, rows]) => ({
        reason,
        count: rows.length,
      })),
      through,
      isAhead: quarantined.some(({ reason }) => reason.endsWith(DATED_LATE)),
    },
    people,
    shares,
  };
}

/** What a metric sees of a share, by each clock; null where nothing counts working time. */
interface Measured {
  calendar: Measurement;
  working: Measurement | null;
}

function measureShare(
  metric: RepositoryMetric,
  { view, inseparable, unplaced }: Share,
  time?: TimeBetween,
): Measurement {
  const measurement = metric.measure(view, time);
  const { notApplicable, unknown } = measurement;
  return {
    ...measurement,
    notApplicable: notApplicable ?? inseparable(metric.uses),
    unknown: metric.uses.includes('incidents') ? [...unknown, ...unplaced] : unknown,
  };
}

/** @returns the teams that own a repository, or parts of it, at any time; null where there was none */
function ownersOf(organisation: DatedOrganisation, repository: string): (string | null)[] {
  const spans = ownershipOverTime(organisation).get(repository) ?? [];
  const teams = spans.flatMap(({ holdings }): (string | null)[] =>
    holdings.length === 0 ? [null] : holdings.map(({ team }) => team),
  );
  return [...new Set(teams)];
}

/** Adds to what a metric does not know the rows that were set aside among those that it uses. */
function withSetAside(
  measurement: Measurement,
  uses: readonly CollectionName[],
  quarantined: readonly SetAside[],
  repository: string,
): Measurement {
  const own = quarantined.filter(({ collection }) => uses.includes(collection));
  if (own.length === 0) return measurement;
  const unknown = own.map(({ collection, id, began, reason }) => ({
    id: `${repository} ${collection} ${id}`,
    at: Date.parse(began),
    text: `set aside: ${reason}`,
  }));
  return { ...measurement, unknown: [...measurement.unknown, ...unknown] };
}

function rowsOf({ notApplicable, observations, phases }: Measurement): number {
  if (notApplicable !== null) return 0;
  return phases.reduce((sum, phase) => sum + phase.observations.length, observations.length);
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

function activeIn(
  lives: RepositoryView['pullRequests']['lives'],
  changes: readonly Change[],
  quarterIdAt: (at: number) => string,
): ActivePeople {
  const people: ActivePeople = { authors: {}, active: {} };
  const add = (to: ActivePeople['active'], person: string | null, at: number): void => {
    if (person === null) return;
    const quarter = quarterIdAt(at);
    const firsts = to[quarter] ?? {};
    to[quarter] = firsts;
    firsts[person] = Math.min(at, firsts[person] ?? at);
  };
  for (const { author, at } of changes) {
    if (at === null) continue;
    add(people.authors, author, at);
    add(people.active, author, at);
  }
  for (const { reviews } of lives) for (const { by, at } of reviews) add(people.active, personOf(by), at);
  return people;
}

/** What people wrote: merged pull requests, and commits, which count as work where there are no pull requests. */
function changesIn(view: RepositoryView): Change[] {
  const { hasPullRequests, commits, pullRequests, repository } = view;
  const changes: Change[] = [];
  for (const { row, byBot, endedAt } of pullRequests.lives)
    if (!byBot && row.mergedAt !== null && endedAt !== null)
      changes.push({ author: personOf(row.author), at: endedAt, commit: null });
  for (const row of commits.all)
    if (!isBot(row.author)) {
      const author = personOf(row.author);
      changes.push({
        author,
        at: hasPullRequests ? null : Date.parse(row.committedAt),
        // Sources know no account for many addresses: then the team's authors stand for the commit's.
        commit: author === null ? null : commitItem(repository, row).id,
      });
    }
  return changes;
}

/** @returns null for a deleted account and for automation */
function personOf(actor: Actor): string | null {
  return actor !== null && 'person' in actor ? actor.person : null;
}

function firstFact(view: RepositoryView): number {
  const { facts, deployments, hasPullRequests } = view;
  const began = [
    facts['pull-requests'][0]?.createdAt,
    facts.issues[0]?.createdAt,
    hasPullRequests ? undefined : facts.commits[0]?.committedAt,
  ].flatMap((instant) => (instant === undefined ? [] : [Date.parse(instant)]));
  const deployed = deployments.all[0]?.at;
  return Math.min(...began, ...(deployed === undefined ? [] : [deployed]));
}

/** Most facts follow one another in time, so the last quarter found is nearly always the next one too. */
function quarterFinder(calendar: Calendar): (at: number) => string {
  const known: Quarter[] = [];
  let last: Quarter | undefined;
  return (at) => {
    if (last === undefined || at < last.start || at >= last.end) {
      last = known.find(({ start, end }) => at >= start && at < end);
      if (last === undefined) {
        last = quarterAt(at, calendar);
        known.push(last);
      }
    }
    return last.id;
  };
}
