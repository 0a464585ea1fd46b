import type { Actor, Commit } from '../facts/schema.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import { isBot } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['commits'], measure });

/**
 * Share of people's commits on the default branch, merges aside, that name a further person as co-author; dated by
 * the committer date. A floor: much pairing leaves no trailer.
 */
function measure(view: RepositoryView): Measurement {
  const { counted, excluded } = view.commits;
  return measurement(
    'proportion',
    counted.map(({ row, at, item, cluster }) => ({
      at,
      until: null,
      value: hasTwoPeople(row) ? 1 : 0,
      item,
      cluster,
      note: null,
    })),
    { excluded },
  );
}

function hasTwoPeople({ author, coAuthors }: Commit): boolean {
  const people = [author, ...coAuthors].filter((actor) => !isBot(actor));
  return people.some((one, index) => people.slice(index + 1).some((other) => areTwo(one, other)));
}

/** Two unknown accounts may be the same person. */
function areTwo(one: Actor, other: Actor): boolean {
  if (one === null || other === null) return one !== other;
  return !('person' in one) || !('person' in other) || one.person !== other.person;
}
