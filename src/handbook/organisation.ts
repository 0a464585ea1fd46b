import { z } from 'zod';

const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id in lower case with hyphens, such as `checkout`');

const repositoryNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/, 'a repository as `owner/name`');

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
   * version tags. `none`: this repository is not deployed, and its deployment metrics do not apply.
   */
  from: z
    .enum(
      ['auto', 'deployments', 'releases', 'tags', 'none'],
      'one of: auto, deployments, releases, tags, none',
    )
    .default('auto'),
  /** Environments that count as production (globs); for GitHub deployments. */
  environments: z.array(z.string()).min(1).default(['production', 'prod', 'live']),
  /** Tags that count as versions (globs); for tags. */
  tags: z.array(z.string()).min(1).default(['v[0-9]*', '[0-9]*']),
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

const kpisSchema = z
  .array(kpiSchema)
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
  kpis: kpisSchema,
  /** The quarters that this team compares itself with; default: the four closed quarters before the one shown. */
  baseline: z.array(quarterIdSchema).min(1).optional(),
});

/** `content/org.yaml`: who owns what, and how this organisation cuts time and counts. */
export const organisationSchema = z.strictObject({
  name: z.string().min(1),
  /** True marks every page as sample data. */
  sample: z.boolean().default(false),
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
      linkWithinHours: z.number().min(0).default(24),
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
  /** The whole organisation's KPIs; default: those that most teams have. */
  kpis: kpisSchema.optional(),
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
