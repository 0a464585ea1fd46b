import { quartersBetween, type Window, weeksBeginningIn } from '../../src/facts/quarter.ts';
import type { Actor, PullRequest } from '../../src/facts/schema.ts';
import type { TeamMeasurement, TeamMetric } from '../../src/metrics/populations/metric.ts';
import type { Item, Observation } from '../../src/metrics/populations/observation.ts';
import { pullRequestPopulation } from '../../src/metrics/populations/pullRequests.ts';
import {
  DELETED,
  type Person,
  type TeamWork,
  teamWork as teamWorkOf,
} from '../../src/metrics/populations/teamWork.ts';
import type { Sample } from '../../src/stats/kinds.ts';
import { repository } from './facts.ts';
import { defaultRules } from './view.ts';

const calendar = { timeZone: 'UTC', fiscalYearStart: 1 };
const all = { start: Date.parse('2025-12-01T00:00:00Z'), end: Date.parse('2026-10-01T00:00:00Z') };

/** One team's share of a repository; unshared unless said. */
export interface Share {
  repository: string;
  team: string | null;
  shared?: boolean;
  pulls: readonly PullRequest[];
}

interface Pull {
  share: Share;
  row: PullRequest;
  repository: string;
  item: Item;
  openedAt: number;
  endedAt: number;
  mergedAt: number;
  reviews: readonly { by: Actor; at: number }[];
  owners: string[];
}

/**
 * Made without a database, in the plainest way: what scoring does with tables must come to the same.
 * @returns the work of one scope, `team` or everyone, in an organisation that consists of these shares
 */
export function workOf(
  shares: readonly Share[],
  team?: string,
): TeamWork & { items: readonly Item[]; people: readonly string[] } {
  const populations = shares.map((share) => {
    const where = repository({ name: `sample-org/${share.repository}` });
    return { share, ...pullRequestPopulation(where, defaultRules, share.pulls) };
  });
  const people = [
    ...new Set(
      populations.flatMap(({ lives }) =>
        lives.flatMap(({ row, reviews }) => [row.author, ...reviews.map(({ by }) => by)]).flatMap(nameOf),
      ),
    ),
  ].sort();
  const numberOf = (actor: Actor): Person =>
    nameOf(actor).map((name) => people.indexOf(name) + 1)[0] ?? DELETED;
  const pullsOf = (own: typeof populations): Pull[] =>
    own.flatMap(({ share, lives, merged }) =>
      lives
        .filter(({ byBot }) => !byBot)
        .map(({ row, item, createdAt, endedAt, reviews }) => ({
          share,
          row,
          repository: `sample-org/${share.repository}`,
          item,
          openedAt: createdAt,
          endedAt: endedAt ?? Number.NaN,
          mergedAt: merged.find((life) => life.row === row)?.mergedAt ?? Number.NaN,
          reviews,
          owners: share.team === null ? [] : [share.team],
        })),
    );
  const once = <Each>(of: (shared: boolean) => Each[], nameOfEach: (each: Each) => string): Each[] => [
    ...of(false),
    ...[...Map.groupBy(of(true), nameOfEach).values()].flatMap(([first]) => first ?? []),
  ];
  const own = populations.filter(({ share }) => team === undefined || share.team === team);
  const ofKind = (shared: boolean) => own.filter(({ share }) => (share.shared ?? false) === shared);
  const pulls = once(
    (shared) => pullsOf(ofKind(shared)),
    ({ item }) => item.id,
  ).sort(
    (a, b) =>
      Number(Number.isNaN(a.mergedAt)) - Number(Number.isNaN(b.mergedAt)) ||
      (Number.isNaN(a.mergedAt) ? 0 : a.mergedAt - b.mergedAt) ||
      (a.item.id < b.item.id ? -1 : 1),
  );
  const sharers = Map.groupBy(pullsOf(ofKind(true)), ({ item }) => item.id);
  const remarks = (pick: 'excluded' | 'openedByBots') =>
    once(
      (shared) => ofKind(shared).flatMap((population) => population[pick]),
      ({ id, text }) => JSON.stringify([id, text]),
    );
  const repositories = [...new Set(own.map(({ share }) => `sample-org/${share.repository}`))];
  let reviews = 0;
  const reviewsFrom = [0, ...pulls.map((pull) => (reviews += pull.reviews.length))];
  return {
    ...teamWorkOf({
      repositories,
      repository: Uint32Array.from(pulls, (pull) => repositories.indexOf(pull.repository)),
      item: Uint32Array.from(pulls.keys()),
      author: Uint32Array.from(pulls, ({ row }) => numberOf(row.author)),
      openedAt: Float64Array.from(pulls, ({ openedAt }) => openedAt),
      endedAt: Float64Array.from(pulls, ({ endedAt }) => endedAt),
      mergedAt: Float64Array.from(pulls, ({ mergedAt }) => mergedAt),
      reviewsFrom: Uint32Array.from(reviewsFrom),
      reviewer: Uint32Array.from(
        pulls.flatMap((pull) => pull.reviews),
        ({ by }) => numberOf(by),
      ),
      reviewedAt: Float64Array.from(
        pulls.flatMap((pull) => pull.reviews),
        ({ at }) => at,
      ),
      ownersOf: (pull) => {
        const one = pulls[pull];
        if (one === undefined) return [];
        return (sharers.get(one.item.id) ?? [one]).flatMap(({ owners }) => owners);
      },
      excludedMerges: remarks('excluded'),
      openedByBots: remarks('openedByBots'),
      weeks: weeksBeginningIn(all, calendar),
      homes: homesOf(
        populations.flatMap((population) => pullsOf([population])),
        numberOf,
        shares,
      ),
    }),
    items: pulls.map(({ item }) => item),
    people,
  };
}

const nameOf = (actor: Actor): string[] => (actor !== null && 'person' in actor ? [actor.person] : []);

function homesOf(
  pulls: readonly Pull[],
  numberOf: (actor: Actor) => Person,
  shares: readonly Share[],
): TeamWork['homes'] {
  const quarters = quartersBetween(all.start, all.end, calendar);
  return {
    teams: new Set(shares.flatMap(({ team }) => team ?? [])).size,
    at: (moment) => {
      const quarter = quarters.find(({ start, end }) => moment >= start && moment < end);
      const homes: string[] = [];
      if (quarter === undefined) return homes;
      const merges = pulls.filter(({ mergedAt }) => mergedAt >= quarter.start && mergedAt < quarter.end);
      for (const [person, own] of Map.groupBy(merges, ({ row }) => numberOf(row.author))) {
        const counts = [
          ...Map.groupBy(
            own.flatMap(({ owners }) => owners),
            (owner) => owner,
          ),
        ].sort(([, a], [, b]) => b.length - a.length);
        const [first, second] = counts;
        if (person !== DELETED && first !== undefined && first[1].length !== second?.[1].length)
          homes[person] = first[0];
      }
      return homes;
    },
  };
}

/** @returns a measurement of a scope with its observations as objects */
export function observed(
  measure: TeamMetric['measureTeam'],
  work: TeamWork & { items: readonly Item[] },
): Omit<TeamMeasurement, 'observations'> & { observations: Observation[] } {
  const { observations, ...rest } = measure(work);
  const { items } = work;
  return {
    ...rest,
    observations: Array.from(observations.pull, (pull, row) => {
      const item = items[pull];
      const until = observations.until?.[row] ?? Number.NaN;
      if (item === undefined) throw new RangeError(`no pull request ${pull}`);
      return {
        at: observations.at[row] ?? Number.NaN,
        until: Number.isNaN(until) ? null : until,
        value: observations.value[row] ?? Number.NaN,
        item,
        note: observations.note?.[row] ?? null,
      };
    }),
  };
}

/** @returns the work of one team that owns these repositories */
export function teamWork(pulls: Readonly<Record<string, readonly PullRequest[]>>): ReturnType<typeof workOf> {
  return workOf(
    Object.entries(pulls).map(([name, rows]) => ({ repository: name, team: 'shop', pulls: rows })),
  );
}

/** @returns a window from the start of one day to that of another */
export function days(start: string, end: string): Window {
  return { start: Date.parse(`${start}T00:00:00Z`), end: Date.parse(`${end}T00:00:00Z`) };
}

/** @returns a person told apart by a number */
export function person(number: number): { person: string } {
  return { person: `p-${number.toString(16).padStart(16, '0')}` };
}

/** @returns the rows with each person behind another pseudonym */
export function renamed(rows: readonly PullRequest[], numbers: readonly number[]): PullRequest[] {
  const rename = <T extends Actor>(actor: T): T | { person: string } => {
    if (actor === null || !('person' in actor)) return actor;
    const number = Number.parseInt(actor.person.slice(2), 16);
    return person(1000 + (numbers[number] ?? number));
  };
  return rows.map((row) => ({
    ...row,
    author: rename(row.author),
    mergedBy: rename(row.mergedBy),
    reviews: row.reviews.map((review) => ({ ...review, author: rename(review.author) })),
  }));
}

/** @returns the value of a sample of a rate, ratio or level; null without a denominator */
export function quotient(sample: Sample | undefined): number | null {
  if (sample?.kind === 'rate') return sample.exposure === 0 ? null : sample.events / sample.exposure;
  if (sample?.kind === 'ratio')
    return sample.denominator === 0 ? null : sample.numerator / sample.denominator;
  return null;
}
