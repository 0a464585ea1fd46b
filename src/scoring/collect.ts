import { type CollectionName, collectionNames } from '../facts/collection.ts';
import { withLanded } from '../facts/landed.ts';
import { missingOf } from '../facts/manifest.ts';
import { quarantine, type SetAside } from '../facts/quarantine.ts';
import { type Calendar, type Quarter, quarterAt } from '../facts/quarter.ts';
import type { Actor } from '../facts/schema.ts';
import type { Snapshot } from '../facts/store.ts';
import type { Organisation, RepositorySettings } from '../handbook/organisation.ts';
import type { Metric } from '../metrics/populations/metric.ts';
import type { Measurement } from '../metrics/populations/observation.ts';
import type { RepositoryView } from '../metrics/populations/repositoryView.ts';
import { repositoryWork } from '../metrics/populations/repositoryWork.ts';
import { legible } from '../scorecard/legible.ts';
import { isPublished } from '../scorecard/published.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { sharesOf } from './ownership.ts';
import { type PackedShare, packShare } from './packing.ts';
import { traitsOf } from './segments.ts';

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

/** What one team, or nobody, has of all repositories: the raw material of its scorecards. */
export interface Holding {
  /** By repository. What is in them of people never leaves the scoring. */
  shares: PackedShare[];
  /** By quarter id, the people who merged or reviewed. Never leaves the scoring. */
  people: Map<string, Set<string>>;
  /** When the first fact began. */
  observedFrom: number;
  repositories: RepositorySummary[];
  /** Names of the private repositories that a public site leaves out. Never leaves the scoring. */
  privateLeftOut: Set<string>;
}

/** What is measured of one repository. Nothing in it is code, so that it can go from one thread to another. */
export interface Measured {
  shares: (Pick<Holding, 'people' | 'observedFrom'> & {
    /** Null for what no team owns. */
    team: string | null;
    share: PackedShare;
    summary: RepositorySummary;
  })[];
  /** The repository's name and the teams that own it, when it is left out for being private. */
  privateLeftOut: { name: string; teams: string[] } | null;
  pullRequests: number;
  /** How many facts were set aside because they contradict themselves. */
  setAside: number;
}

/**
 * Measures repositories, one at a time in memory.
 * @param asOf facts after this moment do not count; milliseconds since the epoch
 */
export function measurer(
  organisation: Organisation,
  metrics: ReadonlyMap<string, Metric>,
  asOf: number,
): (settings: RepositorySettings, snapshot: Snapshot) => Measured {
  const quarterIdAt = quarterFinder(organisation);
  return (settings, snapshot) => {
    if (!isPublished(organisation, snapshot.repository)) {
      const { name } = settings;
      const owners = organisation.teams.filter(({ owns }) =>
        owns.some(({ repository }) => repository === name),
      );
      const privateLeftOut = { name, teams: owners.map(({ id }) => id) };
      return { shares: [], privateLeftOut, pullRequests: 0, setAside: 0 };
    }
    // A clone may hold more than it is known to be complete to; whoever scores up to a later moment says so.
    const through = Math.max(Date.parse(snapshot.manifest.readThrough), asOf);
    const { facts: sound, quarantined } = quarantine(snapshot.facts, through);
    const facts = withLanded(sound);
    return {
      shares: sharesOf(organisation, settings, { ...snapshot, facts }).map(({ team, shared, view }) => {
        const measurements = new Map<string, Measurement>();
        for (const [id, metric] of metrics)
          if ('measure' in metric)
            measurements.set(
              id,
              withSetAside(metric.measure(view), metric.uses, quarantined, view.repository.name),
            );
        const work = repositoryWork(view, team, shared);
        const contents = { shared, measurements, work, traits: traitsOf(view) };
        return {
          team,
          share: packShare(contents),
          people: peopleIn(view, asOf, quarterIdAt),
          observedFrom: firstFact(view),
          summary: summary(snapshot, view, quarantined),
        };
      }),
      privateLeftOut: null,
      pullRequests: snapshot.facts['pull-requests'].length,
      setAside: quarantined.length,
    };
  };
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

/** Puts the measurements of repositories together, by team. */
export function holder(
  { teams }: Organisation,
  asOf: number,
): { holdings: Map<string | null, Holding>; hold: (measured: Measured) => void } {
  const holdings = new Map<string | null, Holding>();
  const holdingOf = (team: string | null): Holding => {
    const known = holdings.get(team);
    if (known !== undefined) return known;
    const made: Holding = {
      shares: [],
      people: new Map(),
      observedFrom: asOf,
      repositories: [],
      privateLeftOut: new Set(),
    };
    holdings.set(team, made);
    return made;
  };
  for (const { id } of teams) holdingOf(id);
  return {
    holdings,
    hold: ({ shares, privateLeftOut }) => {
      if (privateLeftOut !== null)
        for (const team of privateLeftOut.teams) holdingOf(team).privateLeftOut.add(privateLeftOut.name);
      for (const { team, share, people, observedFrom, summary } of shares) {
        const holding = holdingOf(team);
        holding.shares.push(share);
        holding.repositories.push(summary);
        holding.observedFrom = Math.min(holding.observedFrom, observedFrom);
        for (const [quarter, names] of people) {
          const known = holding.people.get(quarter) ?? new Set<string>();
          holding.people.set(quarter, known);
          for (const name of names) known.add(name);
        }
      }
    },
  };
}

function summary(
  { repository, manifest, facts }: Snapshot,
  view: RepositoryView,
  quarantined: readonly SetAside[],
): RepositorySummary {
  return {
    name: repository.name,
    url: repository.url,
    source: manifest.source,
    deploymentsFrom: view.deployments.description,
    readThrough: manifest.readThrough,
    missing: missingOf(manifest).map(({ collection, text }) => ({ collection, text: legible(text) })),
    read: collectionNames
      .filter((collection) => collection in manifest.coverage || facts[collection].length > 0)
      .map((collection) => {
        const { expected = null, pages = null, since = null } = manifest.coverage[collection] ?? {};
        return { collection, rows: facts[collection].length, expected, pages, since };
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
    quarantined: [...Map.groupBy(quarantined, ({ reason }) => reason)].map(([reason, rows]) => ({
      reason,
      count: rows.length,
    })),
  };
}

/** @returns by quarter id, the people who merged or reviewed */
function peopleIn(
  view: RepositoryView,
  asOf: number,
  quarterIdAt: (at: number) => string,
): Map<string, Set<string>> {
  const quarters = new Map<string, Set<string>>();
  const add = (actor: Actor, at: number) => {
    if (actor === null || !('person' in actor) || at >= asOf) return;
    const quarter = quarterIdAt(at);
    const people = quarters.get(quarter);
    if (people === undefined) quarters.set(quarter, new Set([actor.person]));
    else people.add(actor.person);
  };
  for (const { row, endedAt, reviews } of view.pullRequests.lives) {
    if (row.mergedAt !== null && endedAt !== null) add(row.author, endedAt);
    for (const { by, at } of reviews) add(by, at);
  }
  if (!view.hasPullRequests) {
    for (const { author, committedAt } of view.facts.commits) {
      add(author, Date.parse(committedAt));
    }
  }
  return quarters;
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
