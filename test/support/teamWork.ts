import { quartersBetween, type Window, weeksBeginningIn } from '../../src/facts/quarter.ts';
import type { Actor, PullRequest } from '../../src/facts/schema.ts';
import { homesOf } from '../../src/metrics/populations/homes.ts';
import { personNumbers } from '../../src/metrics/populations/pullColumns.ts';
import { pullRequestPopulation } from '../../src/metrics/populations/pullRequests.ts';
import { repositoryWork } from '../../src/metrics/populations/repositoryWork.ts';
import { poolWork, type TeamWork } from '../../src/metrics/populations/teamWork.ts';
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

/** @returns the work of one scope, `team` or everyone, in an organisation that consists of these shares */
export function workOf(shares: readonly Share[], team?: string): TeamWork {
  const { numberOf } = personNumbers();
  const parts = shares.map((share) => {
    const where = repository({ name: `sample-org/${share.repository}` });
    const view = {
      repository: where,
      pullRequests: pullRequestPopulation(where, defaultRules, share.pulls),
    };
    return repositoryWork(view, share.team, share.shared ?? false);
  });
  const teams = new Set(shares.flatMap((share) => share.team ?? []));
  return poolWork(
    parts.filter((part) => team === undefined || part.team === team),
    {
      numberOf,
      weeks: weeksBeginningIn(all, calendar),
      homes: homesOf(parts, numberOf, quartersBetween(all.start, all.end, calendar), teams.size),
    },
  );
}

/** @returns the work of one team that owns these repositories */
export function teamWork(pulls: Readonly<Record<string, readonly PullRequest[]>>): TeamWork {
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
