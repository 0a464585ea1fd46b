import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quartersBetween, weeksBeginningIn } from '../../src/facts/quarter.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import { pullRequestPopulation } from '../../src/metrics/populations/pullRequests.ts';
import type { TeamWork } from '../../src/metrics/populations/teamWork.ts';
import { scopeTables } from '../../src/scoring/tables/scopeTables.ts';
import { numberPeople, workOf } from '../../src/scoring/tables/work.ts';
import type { TeamPart } from '../../src/scoring/teamData.ts';
import { anyWork } from '../support/anyWork.ts';
import { database } from '../support/database.ts';
import { isDeep } from '../support/deep.ts';
import { bot, merged, pullRequest, repository, review } from '../support/facts.ts';
import { writeParts } from '../support/tables.ts';
import { person, workOf as plainWork, type Share } from '../support/teamWork.ts';
import { defaultRules } from '../support/view.ts';

const calendar = { timeZone: 'UTC', fiscalYearStart: 1 };
const all = { start: Date.parse('2025-12-01T00:00:00Z'), end: Date.parse('2026-10-01T00:00:00Z') };

/** The work of one scope as the tables have it, with its items. */
async function workInTables(shares: readonly Share[], team?: string) {
  const opened = await database();
  const parts = await writeParts(
    shares.map((share) => {
      const where = repository({ name: `sample-org/${share.repository}` });
      const pullRequests = pullRequestPopulation(where, defaultRules, share.pulls);
      const measured = { repository: where.name, measurements: [], pullRequests, traits: [], changes: [] };
      return { team: share.team, shared: share.shared ?? false, measured };
    }),
  );
  const quarters = quartersBetween(all.start, all.end, calendar);
  const teams = new Set(shares.flatMap((share) => share.team ?? [])).size;
  const people = await numberPeople(opened, parts, quarters, teams);
  const own = parts.filter((part: TeamPart) => team === undefined || part.team === team);
  const tables = await scopeTables(opened, 'scope', own);
  const { work } = await workOf(opened, tables, own, { weeks: weeksBeginningIn(all, calendar), ...people });
  const items = await tables.describe(work.item);
  return { work, idOf: (pull: number) => items.get(work.item[pull] ?? -1)?.id };
}

/** What the columns say, without numbers that mean nothing outside. */
function told(work: TeamWork, idOf: (pull: number) => string | undefined) {
  const quarter = Date.parse('2026-02-01T00:00:00Z');
  return {
    repositories: work.repositories,
    merged: work.merged,
    excludedMerges: work.excludedMerges.map(({ at, text }) => `${at} ${text}`).sort(),
    openedByBots: work.openedByBots.map(({ at, text }) => `${at} ${text}`).sort(),
    pulls: Array.from(work.author, (author, pull) => ({
      id: idOf(pull),
      author,
      home: work.homes.at(quarter)[author] ?? null,
      repository: work.repositories[work.repository[pull] ?? -1],
      owners: work.ownersOf(pull),
      moments: [work.openedAt[pull], work.endedAt[pull], work.mergedAt[pull]],
      reviews: Array.from(work.reviewer, (by, row) => `${by} ${work.reviewedAt[row]}`).slice(
        work.reviewsFrom[pull],
        work.reviewsFrom[pull + 1],
      ),
      participants: [
        ...work.participant.subarray(work.participantsFrom[pull], work.participantsFrom[pull + 1]),
      ],
    })).slice(0, work.merged),
    others: work.author.length,
    open: work.openInWeek.map(({ length }) => length),
  };
}

async function expectSame(shares: readonly Share[], team?: string): Promise<void> {
  const { work, idOf } = await workInTables(shares, team);
  const plain = plainWork(shares, team);
  expect(told(work, idOf)).toEqual(told(plain, (pull) => plain.items[pull]?.id));
}

test('tables have the work of a scope as a plain loop does, each pull request once with all of its owners', async () => {
  await fc.assert(
    fc.asyncProperty(anyWork, fc.boolean(), async (drawn, isShared) => {
      const shares = Object.entries(drawn).flatMap(([name, pulls], index): Share[] => {
        const share = { repository: name, team: index % 2 === 0 ? 'shop' : 'search', pulls };
        return isShared && index === 0
          ? [
              { ...share, shared: true },
              { ...share, team: 'kit', shared: true, pulls: pulls.slice(1) },
            ]
          : [share];
      });
      await expectSame(shares);
      await expectSame(shares, 'shop');
    }),
    { numRuns: isDeep ? 100 : 8 },
  );
}, 300_000);

test('what two teams own is there once, with both of them, and what is remarked of it once', async () => {
  const rows: PullRequest[] = [
    merged('2026-01-09T10:00:00Z', { number: 1, createdAt: '2026-01-06T09:00:00Z' }),
    merged('2026-01-10T10:00:00Z', { number: 2, createdAt: '2026-01-07T09:00:00Z', author: bot }),
    pullRequest({
      number: 3,
      createdAt: '2026-01-08T09:00:00Z',
      reviews: [review('2026-01-08T11:00:00Z', { author: person(3) })],
    }),
  ];
  const kit = { repository: 'kit', shared: true };
  const shares = [
    { ...kit, team: 'shop', pulls: rows.slice(0, 2) },
    { ...kit, team: 'search', pulls: rows },
  ];
  const { work, idOf } = await workInTables(shares);
  expect([0, 1].map((pull) => [idOf(pull), work.ownersOf(pull)])).toEqual([
    ['sample-org/kit#1', ['shop', 'search']],
    ['sample-org/kit#3', ['search']],
  ]);
  expect([work.excludedMerges.length, work.openedByBots.length]).toEqual([1, 1]);
  expect(work.repositories).toEqual(['sample-org/kit']);
  await expectSame(shares);
});

test('there is no work where nothing was opened, or without a repository', async () => {
  for (const shares of [[], [{ repository: 'kit', team: 'shop', pulls: [] }]]) {
    const { work } = await workInTables(shares);
    expect([work.author.length, work.merged, work.participant.length]).toEqual([0, 0, 0]);
  }
});
