import type { Identity } from '../../facts/identity.ts';
import type { Progress, Reading } from '../../facts/reading.ts';
import type { Instant } from '../../facts/schema.ts';
import type { Offers } from './collections/repository.ts';
import type { Gaps } from './gaps.ts';
import type { Client } from './transport/client.ts';

/** What all collections of one repository need to be read. */
export interface RepositoryContext {
  client: Client;
  owner: string;
  name: string;
  /** GitHub's id of the repository. */
  id: string;
  /** The repository's names, `owner/name`: the one it was asked by and the present one. */
  names: readonly string[];
  identity: Identity;
  /** Whether the paths of changed files are needed. */
  withPaths: boolean;
  /** What the server offers of issues. */
  offers: Offers;
  /** Whether what an environment got is of interest, so that the history of its commits is needed. */
  deploysTo: (environment: string | null) => boolean;
  now: Instant;
  cost: Reading['cost'];
  gaps: Gaps;
  onProgress: (progress: Progress) => void;
}
