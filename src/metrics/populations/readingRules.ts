/** What an organisation says about how to read one repository. */
export interface ReadingRules {
  /** Globs of branches whose merges count. */
  branches: readonly string[];
  deployments: {
    from: 'auto' | 'deployments' | 'releases' | 'tags' | 'none';
    /** Globs. */
    environments: readonly string[];
    /** Globs. */
    tags: readonly string[];
  };
  /** Globs of labels that make an issue an incident. */
  incidentLabels: readonly string[];
  /** Hours after a deployment within which an incident or hotfix that names no cause is put down to it. */
  linkWithinHours: number;
  hotfix: { labels: readonly string[]; branches: readonly string[] };
}
