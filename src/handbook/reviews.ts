import { join } from 'node:path';
import { z } from 'zod';
import { didYouMean } from '../facts/didYouMean.ts';
import { periodName, presentPeriodName } from '../facts/periodWords.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { type Calendar, quarterAt, quarterOf, quartersBetween } from '../facts/quarter.ts';
import { DAY } from '../facts/time.ts';
import { checkBody } from './body.ts';
import { parseFrontmatter } from './frontmatter.ts';
import { idSchema } from './id.ts';
import type { Organisation } from './organisation.ts';
import { MISSING, pageNames, readText } from './plainText.ts';
import { checkReference, type Known } from './reference.ts';
import type { Parsed } from './yaml.ts';

const sentence = z.string().min(20, 'a whole sentence');
const date = z.iso.date('a date as YYYY-MM-DD');

const responseSchema = z.strictObject({
  metric: idSchema.describe('The metric that the team responds to.'),
  says: sentence.describe('What the team makes of the number.'),
  will: sentence.describe('What it will change, or why it will change nothing.'),
  by: date
    .optional()
    .describe(
      'The day by which it will be done, not before the review’s own; left out when nothing changes.',
    ),
});

/** How far a promise was kept. */
export const keptStates = ['yes', 'partly', 'no'] as const;

const promiseSchema = z.strictObject({
  metric: idSchema.describe('The metric that the review of the quarter before responded to.'),
  kept: z.enum(keptStates, 'one of: yes, partly, no').describe('Whether the team did what it said it would.'),
  says: sentence.optional().describe('What came of it, or why it was not done.'),
});

/** The frontmatter of `reviews/<team>/<quarter>.mdx` in an organisation folder. The text below it is free. */
export const reviewSchema = z.strictObject({
  team: idSchema.describe('The team that writes.'),
  quarter: z.string().describe('The quarter that it writes about.'),
  date: date.describe('The day of the review.'),
  summary: sentence
    .max(320, 'at most 320 characters')
    .optional()
    .describe('The quarter in the team’s own words, in one to three sentences. The scorecard opens with it.'),
  responses: z.array(responseSchema).default([]).describe('Responses, at most one for each metric.'),
  promises: z
    .array(promiseSchema)
    .default([])
    .describe(
      'What became of what the team said in its review of the quarter before, at most one for each metric.',
    ),
});

export type Review = z.infer<typeof reviewSchema>;
export type Response = Review['responses'][number];

const YEAR = 366 * DAY;

/**
 * Reads and checks what teams wrote about their quarters.
 * @param organisationFolder where `reviews/` is
 * @param known what their text can refer to
 * @returns reviews by team, then by file name; none when there is no such folder
 * @throws Problem (exit 2) with every problem
 */
export async function loadReviews(
  organisationFolder: string,
  organisation: Organisation,
  known: Known,
): Promise<Review[]> {
  const folder = join(organisationFolder, 'reviews');
  const names = await pageNames(folder, '.mdx', { recursive: true });
  const reviews: Review[] = [];
  const places = new Map<Review, Parsed<Review>['placeOf']>();
  const problems = new ProblemCollector();
  for (const name of names) {
    const file = join(folder, name);
    const text = await problems.tryAsync(readText(file, MISSING));
    if (text === undefined) continue;
    const parsed = problems.try(() => parseFrontmatter(file, text, reviewSchema));
    if (parsed === undefined) continue;
    const { value, placeOf } = parsed;
    problems.try(() => {
      checkTeam(placeOf(['team']), value, organisation);
      checkQuarter(placeOf(['quarter']), value, organisation);
      const expected = join(folder, value.team, `${value.quarter}.mdx`);
      if (file !== expected) throw misplaced(file, expected);
    });
    for (const list of ['responses', 'promises'] as const) {
      value[list].forEach(({ metric }, index, all) => {
        const place = placeOf([list, index, 'metric']);
        problems.try(() => checkReference(place, 'metric', metric, known));
        if (all.findIndex((other) => other.metric === metric) !== index)
          problems.add(answeredTwice(place, metric, list));
      });
    }
    value.responses.forEach(({ by }, index) => {
      if (by !== undefined && by < value.date)
        problems.add(dueBefore(placeOf(['responses', index, 'by']), by, value));
    });
    problems.try(() => checkBody({ file, text }, known));
    reviews.push(value);
    places.set(value, placeOf);
  }
  for (const review of reviews) {
    const before = reviewBefore(reviews, review, organisation);
    review.promises.forEach(({ metric }, index) => {
      if (before?.responses.some((response) => response.metric === metric)) return;
      const place = places.get(review)?.(['promises', index, 'metric']) ?? review.team;
      problems.add(neverPromised(place, metric, review, before));
    });
  }
  problems.throwIfAny();
  return reviews;
}

/** What the same team wrote about the quarter before; undefined where it wrote nothing. */
export function reviewBefore(
  reviews: readonly Review[],
  { team, quarter }: Pick<Review, 'team' | 'quarter'>,
  calendar: Calendar,
): Review | undefined {
  const start = quarterOf(quarter, calendar)?.start;
  if (start === undefined) return undefined;
  const { id } = quarterAt(start - 1, calendar);
  return reviews.find((review) => review.team === team && review.quarter === id);
}

function checkTeam(place: string, { team }: Review, { teams, groups }: Organisation): void {
  const ids = [...teams, ...groups].flatMap(({ id, formerly = [] }) => [id, ...formerly]);
  if (ids.includes(team)) return;
  throw new Problem({
    place,
    found: `the team id \`${team}\``,
    expected: 'the id of a team or a group in `org.yaml`',
    remedy: `Correct the id, or remove the review of a team that no longer exists.${didYouMean(team, ids)}`,
    exitCode: 2,
  });
}

/** A review is of a quarter that had begun on its day, and not long before. */
function checkQuarter(place: string, review: Review, organisation: Organisation): void {
  const at = Date.parse(review.date);
  const ids = quartersBetween(at - YEAR, at + 1, organisation).map(({ id }) => id);
  const period = presentPeriodName(organisation);
  if (ids.includes(review.quarter)) return;
  throw new Problem({
    place,
    found: `the ${period} \`${review.quarter}\``,
    expected: `a ${period} within a year up to the review’s day: ${ids.join(', ')}`,
    remedy: `Correct the ${period} or the date.${didYouMean(review.quarter, ids)}`,
    exitCode: 2,
  });
}

function misplaced(file: string, expected: string): Problem {
  return new Problem({
    place: file,
    found: 'a review whose team and quarter are not those of its path',
    expected: `\`${expected}\``,
    remedy: 'Move the file, or correct `team` and `quarter`.',
    exitCode: 2,
  });
}

function answeredTwice(place: string, metric: string, list: 'responses' | 'promises'): Problem {
  const one = list === 'responses' ? 'response to' : 'outcome of what was promised for';
  return new Problem({
    place,
    found: `a second ${one} \`${metric}\``,
    expected: list === 'responses' ? 'one response for each metric' : 'one outcome for each metric',
    remedy: 'Make one of the two.',
    exitCode: 2,
  });
}

function dueBefore(place: string, by: string, { date }: Review): Problem {
  return new Problem({
    place,
    found: `${by}, a day before the review of ${date}`,
    expected: 'the day of the review or a later one',
    remedy: 'Correct the day, or leave `by` out when nothing will change.',
    exitCode: 2,
  });
}

function neverPromised(
  place: string,
  metric: string,
  { quarter }: Pick<Review, 'quarter'>,
  before: Review | undefined,
): Problem {
  const promised = before?.responses.map((response) => response.metric) ?? [];
  return new Problem({
    place,
    found: `the outcome of a promise for \`${metric}\``,
    expected:
      before === undefined
        ? `no \`promises\`: there is no review of the ${periodName(quarter)} before`
        : `a metric that the review of ${before.quarter} responds to: ${promised.join(', ')}`,
    remedy: `Correct the id, or remove the entry.${didYouMean(metric, promised)}`,
    exitCode: 2,
  });
}
