import { type Facts, mergeFacts, noFacts } from '../../src/facts/collection.ts';
import { manifestSchema } from '../../src/facts/manifest.ts';
import type { Snapshot } from '../../src/facts/store.ts';
import { repository } from './facts.ts';

/** What a repository on GitHub is read as. @param name `owner/name` */
export function snapshotOf(name: string, facts: Partial<Facts>, readThrough: string): Snapshot {
  return {
    repository: repository({
      name,
      id: name.slice(name.indexOf('/') + 1),
      url: `https://github.com/${name}`,
    }),
    manifest: manifestSchema.parse({
      schemaVersion: 1,
      source: 'github',
      readThrough,
      keyFingerprint: 'k',
      botsFingerprint: 'b',
      coverage: {},
      unreadable: [],
      files: {},
    }),
    facts: mergeFacts(noFacts(), { ...noFacts(), ...facts }),
  };
}
