import { z } from 'zod';

const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id in lower case with hyphens, such as `checkout`');

const repositoryNameSchema = z
  .string()
  .regex(/^(?!\.{1,2}\/)[A-Za-z0-9._-]+\/(?!\.{1,2}$)[A-Za-z0-9._-]+$/, 'a repository as `owner/name`');

const quarterIdSchema = z
  .string()
  .regex(
    /^(FY)?\d{4}-Q[1-4]$/,
    'a quarter such as `2026-Q1`, or `FY2026-Q1` when the fiscal year does not start in January',
  );

const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'an IANA time zone, such as `UTC` or `Europe/Amsterdam`');

const deploymentsSchema = z.strictObject({
  /**
   * Where deployments are seen. `auto`: deployments to production if there are any, else published releases, else
   * version tags. `checks`: a successful check or workflow run on the default branch is a deployment, a failed one a
   * failed attempt. `merges`: each merge goes live. `none`: this repository is not deployed, and its deployment
   * metrics do not apply.
   */
  from: z
    .enum(
      ['auto', 'deployments', 'releases', 'tags', 'checks', 'merges', 'none'],
      'one of: auto, deployments, releases, tags, checks, merges, none',
    )
    .default('auto'),
  /** Environments that count as production (globs); for GitHub deployments. */
  environments: z.array(z.string()).min(1).default(['production', 'prod', 'live', 'production – *']),
  /** Tags that count as versions (globs); for tags. */
  tags: z.array(z.string()).min(1).default(['v[0-9]*', '[0-9]*', '*@[0-9]*']),
  /** Names of checks or workflows (globs) that deploy; for checks. */
  checks: z.array(z.string()).min(1).default(['deploy*']),
  /** Hours after which a merge goes live; for merges. */
  delayHours: z.number().min(0).default(0),
});

const conventionSchema = (defaults: { labels: string[]; types: string[]; branches: string[] }) =>
  z
    .strictObject({
      /** Labels (globs) of pull requests and issues. */
      labels: z.array(z.string()).default(defaults.labels),
      /** Types that titles and commit subjects begin with: `fix` in `fix(api): …`. */
      types: z
        .array(z.string().regex(/^[A-Za-z][A-Za-z-]*$/, 'a type such as `fix`, without brackets or a colon'))
        .default(defaults.types),
      /** Branch names (globs). */
      branches: z.array(z.string()).default(defaults.branches),
    })
    .prefault({});

/** How to tell the kind of work of a pull request, a commit or an issue. Labels win over types, types over branches. */
const workSchema = z.strictObject({
  /** Issues of this kind are defects. */
  fix: conventionSchema({
    labels: ['bug', 'bugfix', 'defect', 'regression', 'kind/bug', 'type/bug', 'type: bug'],
    types: ['fix', 'bugfix', 'hotfix'],
    branches: ['fix/**', 'bugfix/**', 'bug/**'],
  }),
  refactoring: conventionSchema({
    labels: ['refactor', 'refactoring', 'kind/refactoring', 'type: refactoring'],
    types: ['refactor'],
    branches: ['refactor/**', 'refactoring/**'],
  }),
  maintenance: conventionSchema({
    labels: ['maintenance', 'chore', 'technical-debt', 'technical debt', 'tech-debt', 'dependencies'],
    types: ['perf', 'test', 'build', 'ci', 'chore', 'style'],
    branches: ['chore/**', 'maintenance/**'],
  }),
  /** Neither upkeep nor a feature. */
  documentation: conventionSchema({
    labels: ['documentation', 'docs'],
    types: ['docs'],
    branches: ['docs/**'],
  }),
  feature: conventionSchema({
    labels: ['feature', 'enhancement', 'kind/feature', 'type/feature', 'type: feature'],
    types: ['feat', 'feature'],
    branches: ['feature/**', 'feat/**'],
  }),
});

const repositorySchema = z.strictObject({
  name: repositoryNameSchema,
  /** Where the facts come from: GitHub's API, a local clone, or the embedded sample. */
  source: z.enum(['github', 'git', 'sample'], 'one of: github, git, sample').default('github'),
  /** The clone's folder, relative to `org.yaml`; only with `source: git`. */
  path: z.string().optional(),
  /** Branches whose merges count; default: the repository's default branch. */
  branches: z.array(z.string()).min(1).optional(),
  deployments: deploymentsSchema.prefault({}),
});

const ownershipSchema = z.strictObject({
  repository: repositoryNameSchema,
  /** Only pull requests and issues with one of these labels (globs). */
  labels: z.array(z.string()).min(1).optional(),
  /** Only pull requests that change one of these paths (globs). */
  paths: z.array(z.string()).min(1).optional(),
  /** Only deployments to these environments (globs), for a repository that several teams deploy. */
  environments: z.array(z.string()).min(1).optional(),
});

const kpiSchema = z.strictObject({
  metric: idSchema,
  /** The smallest relative change that matters to this team. */
  materiality: z.number().min(0).max(1).optional(),
});

const teamKpiSchema = kpiSchema
  .extend({
    /** Where the team wants this number to be, in the metric's unit; set only once it has a baseline. */
    target: z.number().optional(),
    /** The quarter by which it wants to be there. */
    by: quarterIdSchema.optional(),
    /** The id of the business metric that should follow when this one improves. */
    serves: idSchema.optional(),
  })
  .refine(({ target, by }) => by === undefined || target !== undefined, {
    path: ['by'],
    message: '`by` beside a `target`: the quarter by which it is to be reached',
  });

const threeToFive = <T extends z.ZodType>(kpi: T) =>
  z
    .array(kpi)
    .min(3, 'three to five KPIs: fewer leave a blind side')
    .max(5, 'three to five KPIs: more than five means no focus');

const teamSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1),
  /** One sentence for readers: what this team looks after. */
  about: z.string().optional(),
  owns: z
    .array(ownershipSchema, 'a list of what the team owns, at least one repository')
    .min(1, 'at least one repository: a team without repositories has nothing to measure'),
  kpis: threeToFive(teamKpiSchema),
  /** How much the team lets be open at once, in the metric's unit. */
  limits: z.strictObject({ 'work-in-progress': z.number().positive('a number above 0') }).optional(),
  /** The quarters that this team compares itself with; default: the four closed quarters before the one shown. */
  baseline: z.array(quarterIdSchema).min(1).optional(),
});

/** `content/org.yaml`: who owns what, and how this organisation cuts time and counts. */
export const organisationSchema = z.strictObject({
  name: z.string().min(1),
  /** True marks every page as sample data. */
  sample: z.boolean().default(false),
  /** Who may read the site. `public`: private repositories are left out of it, with their names. */
  visibility: z.enum(['public', 'internal'], 'one of: public, internal').default('internal'),
  timeZone: timeZoneSchema.default('UTC'),
  fiscalYearStart: z.int().min(1, 'a month from 1 to 12').max(12, 'a month from 1 to 12').default(1),
  /** The first day that scorecards cover; default: the first fact. */
  since: z.iso.date('a date as YYYY-MM-DD').optional(),
  /** The smallest relative change that matters, unless a KPI says otherwise. */
  materiality: z.number().min(0).max(1).default(0.1),
  /** Logins (globs) of further automation, besides GitHub's own bots and the known ones. */
  bots: z.array(z.string()).default([]),
  incidents: z
    .strictObject({
      /** Labels (globs) that make an issue an incident. */
      labels: z.array(z.string()).min(1).default(['incident']),
      /** Hours after a deployment in which an incident that names no cause is put down to it; 0: never by time alone. */
      linkWithinHours: z.number().min(0).default(1),
      /**
       * Hours from the opening within which an incident must be resolved, by its severity: globs of an issue's labels
       * or of an imported severity. The shortest that applies counts. Without it nothing is said of promises kept.
       */
      resolveWithinHours: z
        .record(
          z.string().min(1),
          z.number('a number of hours, such as 4').positive('a number of hours above 0'),
          'severities with hours, such as `{severity-1: 4, severity-2: 24}`',
        )
        .refine((limits) => Object.keys(limits).length > 0, 'at least one severity with its hours')
        .optional(),
    })
    .prefault({}),
  checks: z
    .strictObject({
      /** Checks (globs) that decide whether the default branch is fit for release. */
      builds: z.array(z.string()).min(1).default(['*']),
      /** Checks (globs) that are tests; default: a word of the name begins with `test`, `spec` or `e2e`. */
      tests: z
        .array(z.string())
        .min(1)
        .default(['{test,spec,e2e}*', '*[^a-z]{test,spec,e2e}*', '*/{test,spec,e2e}*', '*{unit,py,vi}test*']),
    })
    .prefault({}),
  hotfix: z
    .strictObject({
      /** Labels (globs) of pull requests that mend production. */
      labels: z.array(z.string()).default(['hotfix']),
      /** Branch names (globs) of such pull requests. */
      branches: z.array(z.string()).default(['hotfix/*', 'hotfix-*']),
    })
    .prefault({}),
  work: workSchema.prefault({}),
  /** Labels (globs) of issues, beside those of `work` that tell defects and features. */
  issues: z
    .strictObject({
      /** Found in production, by whomever. */
      production: z
        .array(z.string())
        .default(['production', 'escaped', 'found-in-production', 'found-in/production']),
      /** Found before production: in review, in tests, by QA. */
      earlier: z.array(z.string()).default(['qa', 'staging', 'found-in-testing', 'found-in/testing']),
      /** Reported by customers or users, and so found in production. */
      customer: z.array(z.string()).default(['customer', 'customer-reported', 'reported-by/customer']),
      /** Opened to find out whether an idea deserves to be built. */
      discovery: z.array(z.string()).default(['discovery', 'stage/discovery']),
    })
    .prefault({}),
  decisionRecords: z
    .strictObject({
      /** Files (globs) that are records of architecture decisions. */
      paths: z
        .array(z.string())
        .min(1)
        .default(['{doc,docs}/{adr,adrs,decisions}/**/*.md', '{doc,docs}/architecture/decisions/**/*.md']),
    })
    .prefault({}),
  /** The whole organisation's KPIs; default: those that most teams have. */
  kpis: threeToFive(kpiSchema).optional(),
  repositories: z.array(repositorySchema).min(1, 'at least one repository'),
  teams: z.array(teamSchema).min(1, 'at least one team'),
});

export type Organisation = z.infer<typeof organisationSchema>;
export type Team = Organisation['teams'][number];
export type RepositorySettings = Organisation['repositories'][number];
export type Ownership = Team['owns'][number];

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
