import type { Backlog } from './backlog.ts';
import type { Ledger } from './ledger.ts';

/** A repository that a team works in, or its part of one. */
export interface Area {
  ledger: Ledger;
  /** Share of the team's work that happens here. */
  share: number;
  /** Labels that distinguish this team's issues and pull requests from another's. */
  labels: readonly string[];
  /** A branch for repairs of an older release; some pull requests go there. */
  maintenanceBranch: string | null;
  /** Issues that wait to be built here. */
  backlog: Backlog;
}
