import { z } from 'zod';
import type { Facts } from '../../../src/facts/collection.ts';
import type { Provenance } from '../../../src/facts/manifest.ts';
import { repositorySchema } from '../../../src/facts/schema.ts';
import { renewSnapshot, writeSnapshot } from '../../../src/facts/store.ts';

/** Stores one snapshot: `storeOnce.ts DATA JSON`, the JSON of the arguments; renews it where there are no facts. */
const [data = '', text = ''] = process.argv.slice(2);
const { repository, facts, provenance } = z
  .object({
    repository: repositorySchema,
    facts: z.custom<Facts>().optional(),
    provenance: z.custom<Provenance>(),
  })
  .parse(JSON.parse(text));
await (facts === undefined
  ? renewSnapshot(data, repository.name, provenance)
  : writeSnapshot(data, repository, facts, provenance));
