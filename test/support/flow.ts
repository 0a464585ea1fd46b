import { type Facts, mergeFacts, noFacts } from '../../src/facts/collection.ts';
import { manifestSchema } from '../../src/facts/manifest.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import type { Snapshot } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { merged, repository, review } from './facts.ts';

/** Pull requests merged every `every` days, reviewed after `hours`, by as many people in turn. */
export function flow(
  from: string,
  days: number,
  { every = 1, people = 5, hours = 4, first = 1 },
): PullRequest[] {
  const start = Date.parse(from);
  return Array.from({ length: Math.floor(days / every) }, (_, index) => {
    const created = start + index * every * DAY + (index % 7) * 3_600_000;
    const person = (offset: number) => ({
      person: `p-${String((index + offset) % people).padStart(16, '0')}`,
    });
    const at = (after: number) => new Date(created + after * 3_600_000).toISOString();
    const spread = 0.7 + (index % 5) * 0.15;
    return merged(at(hours * 4 * spread), {
      number: first + index,
      createdAt: at(0),
      author: person(0),
      reviews: [review(at(hours * spread), { author: person(1), state: 'approved' })],
    });
  });
}

/** A repository's snapshot with these facts and no others. */
export function snapshot(name: string, facts: Partial<Facts>, readThrough: string, coverage = {}): Snapshot {
  return {
    repository: repository({ name, id: name, url: `https://github.com/${name}` }),
    manifest: manifestSchema.parse({
      schemaVersion: 1,
      source: 'github',
      readThrough,
      keyFingerprint: 'k',
      botsFingerprint: 'b',
      coverage,
      unreadable: [],
      files: {},
    }),
    facts: mergeFacts(noFacts(), { ...noFacts(), ...facts }),
  };
}
