import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNew } from '../../src/facts/disk.ts';
import { periodName, presentPeriodName } from '../../src/facts/periodWords.ts';
import { Problem } from '../../src/facts/problem.ts';
import { byQuarter, type Calendar, quarterAt } from '../../src/facts/quarter.ts';
import { BLANK } from '../../src/handbook/editorial.ts';
import type { Review } from '../../src/handbook/reviews.ts';
import { scorecardFolder } from '../../src/scorecard/folder.ts';
import { readComputed } from '../../src/scorecard/readComputed.ts';
import { resultOf } from '../../src/scorecard/resultOf.ts';
import { type Scorecard, scorecardSchema } from '../../src/scorecard/schema.ts';
import { checkedContent } from './checkedContent.ts';
import type { Folders } from './command.ts';

/**
 * Writes the review of a team's quarter with blanks: one response for each KPI outside a range that a source recommends,
 * and what the team promised last time.
 * @param today as YYYY-MM-DD
 * @returns the file
 * @throws Problem (exit 2) when the team or its scorecard does not exist, or the review does
 */
export async function writeReview(
  folders: Folders,
  team: string,
  quarter: string | undefined,
  today: string,
): Promise<string> {
  const { organisation, handbook, reviews } = await checkedContent(folders);
  const ids = [...organisation.teams, ...organisation.groups].map(({ id }) => id);
  if (!ids.includes(team) || quarter === undefined) throw wrongUse(team, quarter, ids, organisation);
  const card = join(scorecardFolder(folders.data), quarter, `${team}.json`);
  await access(card).catch((cause: unknown) => {
    throw new Problem({
      place: card,
      found: `no scorecard of ${team} in ${quarter}`,
      expected: 'the numbers that the review is about',
      remedy: `Correct the ${presentPeriodName(organisation)}, or run \`npm run score\` first.`,
      exitCode: 2,
      cause,
    });
  });
  const file = join(folders.organisation, 'reviews', team, `${quarter}.mdx`);
  const titles = new Map([...handbook.metrics].map(([id, { title }]) => [id, title]));
  const last = reviews
    .filter((review) => review.team === team && byQuarter(review.quarter, quarter) < 0)
    .toSorted((a, b) => byQuarter(b.quarter, a.quarter))
    .at(0);
  const text = reviewText(await readComputed(card, scorecardSchema), last, titles, today);
  if (!(await writeNew(file, text))) {
    throw new Problem({
      place: file,
      found: `a review of this ${periodName(quarter)}`,
      expected: 'none yet: nothing is overwritten',
      remedy: 'Edit that file.',
      exitCode: 2,
    });
  }
  return file;
}

/** @param last the team's review before this one */
export function reviewText(
  scorecard: Scorecard,
  last: Review | undefined,
  titles: ReadonlyMap<string, string>,
  today: string,
): string {
  const outside = scorecard.kpis.filter((id) =>
    resultOf(scorecard, id)?.ranges.some(({ position }) => position === 'outside'),
  );
  const promises = (last?.responses ?? []).map(
    ({ metric, will, by }) =>
      `- ${titles.get(metric) ?? metric}: ${will}${by === undefined ? '' : ` (by ${by})`} ${BLANK} say what became of it`,
  );
  return [
    '---',
    `team: ${scorecard.scope.id}`,
    `quarter: ${scorecard.quarter.id}`,
    `date: ${today}`,
    ...(outside.length === 0 ? ['responses: []'] : ['responses:']),
    ...outside.flatMap((id) => [
      `  - metric: ${id}`,
      `    says: ${BLANK} what the team makes of ${titles.get(id) ?? id} outside its range`,
      `    will: ${BLANK} what it will change, or why it will change nothing`,
    ]),
    '---',
    '',
    `${BLANK} what the numbers show, and what they do not`,
    '',
    ...(promises.length === 0 ? [] : [`What we said in ${last?.quarter ?? ''}:`, '', ...promises, '']),
  ].join('\n');
}

function wrongUse(
  team: string,
  quarter: string | undefined,
  ids: readonly string[],
  calendar: Calendar,
): Problem {
  const period = presentPeriodName(calendar);
  return new Problem({
    place: 'npm run new -- review',
    found: quarter === undefined ? `\`${team}\` without a ${period}` : `no team \`${team}\``,
    expected: `a team and a ${period}; teams: ${ids.join(', ')}`,
    remedy: `Run it as \`npm run new -- review <team> ${quarterAt(Date.now(), calendar).id}\`.`,
    exitCode: 2,
  });
}
