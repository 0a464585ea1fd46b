/** How people mark one kind of work. */
export interface Convention {
  /** Globs. */
  labels: readonly string[];
  /** What titles begin with: `fix` in `fix(api): …`. */
  types: readonly string[];
  /** Globs. */
  branches: readonly string[];
}

/** What an organisation says about how to read one repository. */
export interface ReadingRules {
  /** IANA time zone in which days end. */
  timeZone: string;
  /** Globs of branches whose merges count. */
  branches: readonly string[];
  deployments: {
    from: 'auto' | 'deployments' | 'releases' | 'tags' | 'checks' | 'merges' | 'none';
    /** Globs. */
    environments: readonly string[];
    /** Globs. */
    tags: readonly string[];
    /** Globs of the names of checks or workflows whose success is a deployment. */
    checks: readonly string[];
    /** Hours after which a merge goes live. */
    delayHours: number;
  };
  /** Globs of labels that make an issue an incident. */
  incidentLabels: readonly string[];
  /** Hours within which an incident must be resolved, by globs of its labels or severity; null when none are agreed. */
  resolveWithinHours: Readonly<Record<string, number>> | null;
  /** Globs of names of checks; a `*` goes across slashes. */
  checks: { builds: readonly string[]; tests: readonly string[] };
  /** Hours after a deployment within which an incident or hotfix that names no cause is put down to it. */
  linkWithinHours: number;
  hotfix: { labels: readonly string[]; branches: readonly string[] };
  work: {
    fix: Convention;
    refactoring: Convention;
    maintenance: Convention;
    documentation: Convention;
    feature: Convention;
  };
  /** Globs of labels of issues: where a defect was found, who reported it, and what is being explored. */
  issues: {
    production: readonly string[];
    earlier: readonly string[];
    customer: readonly string[];
    discovery: readonly string[];
  };
  /** Globs of files that are records of architecture decisions. */
  decisionRecords: readonly string[];
}
