import { type Calendar, type Quarter, quarterAt } from '../facts/quarter.ts';
import type { Snapshot } from '../facts/store.ts';
import type { Organisation, RepositorySettings } from '../handbook/organisation.ts';
import type { Metric } from '../metrics/populations/metric.ts';
import type { RepositoryView } from '../metrics/populations/repositoryView.ts';
import { sharesOf } from './ownership.ts';
import type { Chunk } from './series.ts';

/** What is kept of a repository after its facts have been read. */
export interface RepositorySummary {
  name: string;
  url: string | null;
  source: string;
  deploymentsFrom: string;
  readThrough: string;
  /** By collection, what is missing of it, in words. */
  missing: { collection: string | null; text: string }[];
}

/** What one team, or nobody, has of all repositories: the raw material of its scorecards. */
export interface Holding {
  /** By metric id. */
  chunks: Map<string, Chunk[]>;
  /** By quarter id, the people who merged or reviewed. Never leaves the scoring. */
  people: Map<string, Set<string>>;
  /** When the first fact began. */
  observedFrom: number;
  repositories: RepositorySummary[];
}

/** Facts turned into measurements, repository by repository, so that one repository at a time is in memory. */
export interface Collection {
  /** By team id; null holds what no team owns. */
  holdings: Map<string | null, Holding>;
  add: (settings: RepositorySettings, snapshot: Snapshot) => void;
}

/**
 * @param asOf facts after this moment do not count; milliseconds since the epoch
 */
export function collect(
  organisation: Organisation,
  metrics: ReadonlyMap<string, Metric>,
  asOf: number,
): Collection {
  const quarterIdAt = quarterFinder(organisation);
  const holdings = new Map<string | null, Holding>();
  const holdingOf = (team: string | null): Holding => {
    const known = holdings.get(team);
    if (known !== undefined) return known;
    const made: Holding = { chunks: new Map(), people: new Map(), observedFrom: asOf, repositories: [] };
    holdings.set(team, made);
    return made;
  };
  for (const { id } of organisation.teams) holdingOf(id);

  return {
    holdings,
    add: (settings, snapshot) => {
      for (const { team, shared, view } of sharesOf(organisation, settings, snapshot)) {
        const holding = holdingOf(team);
        for (const [id, metric] of metrics) {
          const chunks = holding.chunks.get(id) ?? [];
          chunks.push({ shared, measurement: metric.measure(view) });
          holding.chunks.set(id, chunks);
        }
        holding.observedFrom = Math.min(holding.observedFrom, firstFact(view));
        holding.repositories.push(summary(snapshot, view));
        addPeople(holding, view, asOf, quarterIdAt);
      }
    },
  };
}

function summary({ repository, manifest }: Snapshot, view: RepositoryView): RepositorySummary {
  const missing: RepositorySummary['missing'] = [];
  for (const [collection, { read, expected }] of Object.entries(manifest.coverage)) {
    if (expected !== null && read < expected) {
      missing.push({ collection, text: `${read} of ${expected} ${collection.replace('-', ' ')} read` });
    }
  }
  for (const { collection, what } of manifest.unreadable) missing.push({ collection, text: what });
  return {
    name: repository.name,
    url: repository.url,
    source: manifest.source,
    deploymentsFrom: view.deployments.description,
    readThrough: manifest.readThrough,
    missing,
  };
}

function addPeople(
  holding: Holding,
  view: RepositoryView,
  asOf: number,
  quarterIdAt: (at: number) => string,
): void {
  const add = (person: string, at: number) => {
    if (at >= asOf) return;
    const quarter = quarterIdAt(at);
    const people = holding.people.get(quarter);
    if (people === undefined) holding.people.set(quarter, new Set([person]));
    else people.add(person);
  };
  for (const { author, mergedAt, reviews } of view.facts['pull-requests']) {
    const authorName = author !== null && 'person' in author ? author.person : null;
    if (authorName !== null && mergedAt !== null) add(authorName, Date.parse(mergedAt));
    for (const review of reviews) {
      if (review.author === null || !('person' in review.author) || review.submittedAt === null) continue;
      if (review.author.person !== authorName) add(review.author.person, Date.parse(review.submittedAt));
    }
  }
  if (view.hasPullRequests) return;
  for (const { author, committedAt } of view.facts.commits) {
    if (author !== null && 'person' in author) add(author.person, Date.parse(committedAt));
  }
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
