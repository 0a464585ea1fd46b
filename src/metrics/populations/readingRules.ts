import type { Organisation, RepositorySettings } from '../../handbook/organisation.ts';

/** How people mark one kind of work. */
export type Convention = Organisation['work'][keyof Organisation['work']];

/** What an organisation says about how to read one repository, with every default filled in. */
export interface ReadingRules
  extends Pick<Organisation, 'timeZone' | 'agents' | 'checks' | 'hotfix' | 'work' | 'issues'>,
    Pick<RepositorySettings, 'deployments'> {
  /** Patterns of branches whose merges count. */
  branches: NonNullable<RepositorySettings['branches']>;
  incidentLabels: Organisation['incidents']['labels'];
  /** Null when none are agreed. */
  resolveWithinHours: NonNullable<Organisation['incidents']['resolveWithinHours']> | null;
  linkWithinHours: Organisation['incidents']['linkWithinHours'];
  decisionRecords: Organisation['decisionRecords']['paths'];
}
