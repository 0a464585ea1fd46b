import type { Identity } from '../../facts/identity.ts';

/** What the handbook says of a metric, as far as its import is concerned. */
export interface MetricTarget {
  kind: string;
  unit: string;
  /** Whether each row is about one member of a team. */
  respondents: boolean;
  /** How many customers, answers or amounts have to be behind a figure. */
  minimum?: { count: number; areAmounts: boolean } | undefined;
}

/** What an import may refer to. */
export interface Targets {
  metrics: ReadonlyMap<string, MetricTarget>;
  /** Ids of the teams. */
  teams: readonly string[];
  repositories: readonly string[];
  /** Those whose own source has their pull requests. */
  withPullRequests: readonly string[];
  /** What makes pseudonyms of accounts; needed for pull requests. */
  actor?: Identity['actor'];
  /** Milliseconds since the epoch: nothing can be dated after it. */
  now: number;
}

/** An earlier moment is an empty date of a program, such as 1 January 1970: the data would seem to reach back to it. */
export const EARLIEST = Date.parse('1990-01-01T00:00:00Z');

/** Where parts of a declaration are written. */
export interface Places {
  /** `file:line:column` of a part. */
  of: (path: readonly PropertyKey[]) => string;
  /** The same of a place within a text of several lines. */
  within: (path: readonly PropertyKey[], line: number, column: number) => string;
}
