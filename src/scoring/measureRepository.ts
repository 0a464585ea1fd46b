import { type CollectionName, collectionNames } from '../facts/collection.ts';
import { withLanded } from '../facts/landed.ts';
import { DATED_LATE, quarantine, type SetAside } from '../facts/quarantine.ts';
import { type Calendar, type Quarter, quarterAt } from '../facts/quarter.ts';
import type { Actor } from '../facts/schema.ts';
import type { Snapshot } from '../facts/store.ts';
import type { TimeBetween } from '../facts/workingTime.ts';
import { countsWorkingTime, workingTimeOf } from '../handbook/clock.ts';
import type { RepositorySettings } from '../handbook/organisation.ts';
import type { DatedOrganisation } from '../handbook/ownershipOverTime.ts';
import { commitItem } from '../metrics/populations/commits.ts';
import type { RepositoryMetric } from '../metrics/populations/metric.ts';
import type { Measurement } from '../metrics/populations/observation.ts';
import { isBot } from '../metrics/populations/pullRequests.ts';
import type { RepositoryView } from '../metrics/populations/repositoryView.ts';
import { isPublished } from '../scorecard/published.ts';
import { clipChanges, clipMeasurement, clipPullRequests } from './clip.ts';
import { ownerOf, ownersOf, type Share, sharesOf } from './ownership.ts';
import { traitsOf } from './segments.ts';
import type { ActivePeople, MeasuredPart, MeasuredRepository } from './storedRepository.ts';
import type { Change, MeasuredShare } from './tables/repositoryTables.ts';

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
