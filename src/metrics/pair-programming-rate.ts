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
    counted.map(({ row, at, item }) => ({
      at,
      until: null,
      value: row.coAuthors.some((actor) => isFurtherPerson(row, actor)) ? 1 : 0,
      item,
      note: null,
    })),
    { excluded },
  );
}

/** Two unknown accounts may be the same person. */
function isFurtherPerson({ author }: Commit, actor: Actor): boolean {
  if (isBot(actor)) return false;
  if (actor === null || author === null) return actor !== author;
  return !('person' in author) || !('person' in actor) || author.person !== actor.person;
}
