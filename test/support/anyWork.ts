import fc from 'fast-check';
import type { PullRequest } from '../../src/facts/schema.ts';
import { HOUR } from '../../src/facts/time.ts';
import { pullRequest, review } from './facts.ts';
import { person } from './teamWork.ts';

const START = Date.parse('2026-01-05T00:00:00Z');

/** How many people and repositories there are in such work. */
export const PEOPLE = 6;
export const REPOSITORIES = ['cart', 'search', 'kit'] as const;

const pull = fc.record({
  author: fc.nat(PEOPLE - 1),
  opened: fc.nat(12 * 7 * 24),
  lasts: fc.nat(400),
  ends: fc.constantFrom('merged', 'closed', 'open'),
  reviews: fc.array(fc.record({ by: fc.nat(PEOPLE - 1), after: fc.nat(500) }), { maxLength: 4 }),
});

/** Pull requests of some people in some repositories in the first quarter of 2026. */
export const anyWork: fc.Arbitrary<Record<string, PullRequest[]>> = fc
  .tuple(...REPOSITORIES.map(() => fc.array(pull, { maxLength: 12 })))
  .map((repositories) =>
    Object.fromEntries(
      repositories.map((pulls, index) => [
        REPOSITORIES[index] ?? '',
        pulls.map(({ author, opened, lasts, ends, reviews }, number) => {
          const at = (hours: number) => new Date(START + (opened + hours) * HOUR).toISOString();
          const ended = ends === 'open' ? null : at(lasts);
          return pullRequest({
            number: number + 1,
            author: person(author),
            createdAt: at(0),
            closedAt: ended,
            mergedAt: ends === 'merged' ? ended : null,
            state: ends,
            reviews: reviews.map(({ by, after }) => review(at(after), { author: person(by) })),
          });
        }),
      ]),
    ),
  );

/** The people in another order, for pseudonyms that mean nothing. */
export const anyNumbering = fc.shuffledSubarray(
  Array.from({ length: PEOPLE }, (_, index) => index),
  { minLength: PEOPLE },
);
