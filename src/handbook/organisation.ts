import { z } from 'zod';
import { idSchema } from './id.ts';
import { nameSchema } from './name.ts';

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

const globs = (defaults: string[]) => z.array(z.string()).default(defaults);

const deploymentsSchema = z.strictObject({
  from: z
    .enum(
      ['auto', 'deployments', 'releases', 'tags', 'none'],
      'one of: auto, deployments, releases, tags, none',
    )
    .default('auto')
    .describe(
      'Where deployments are seen. `auto`: deployments to production if there are any, else published releases, else version tags. `none`: this repository is not deployed, and its deployment metrics do not apply.',
    ),
  environments: z
    .array(z.string())
    .min(1)
    .default(['production', 'prod', 'live'])
    .describe('Environments that count as production (globs); for GitHub deployments.'),
  tags: z
    .array(z.string())
    .min(1)
    .default(['v[0-9]*', '[0-9]*'])
    .describe('Tags that count as versions (globs); for tags.'),
});

const conventionSchema = (
  description: string,
  defaults: { labels: string[]; types: string[]; branches: string[] },
) =>
  z
    .strictObject({
      labels: globs(defaults.labels).describe('Labels (globs) of pull requests and issues.'),
      types: z
        .array(z.string().regex(/^[A-Za-z][A-Za-z-]*$/, 'a type such as `fix`, without brackets or a colon'))
        .default(defaults.types)
        .describe('Types that titles and commit subjects begin with: `fix` in `fix(api): …`.'),
      branches: globs(defaults.branches).describe('Branch names (globs).'),
    })
    .prefault({})
    .describe(description);

const workSchema = z
  .strictObject({
    fix: conventionSchema('Repairs. Issues of this kind are defects.', {
      labels: ['bug', 'bugfix', 'defect', 'regression', 'kind/bug', 'type/bug', 'type: bug'],
      types: ['fix', 'bugfix', 'hotfix'],
      branches: ['fix/**', 'bugfix/**', 'bug/**'],
    }),
    refactoring: conventionSchema('Changes of structure that keep what the code does.', {
      labels: ['refactor', 'refactoring', 'kind/refactoring', 'type: refactoring'],
      types: ['refactor'],
      branches: ['refactor/**', 'refactoring/**'],
    }),
    maintenance: conventionSchema('Other upkeep.', {
      labels: ['maintenance', 'chore', 'technical-debt', 'technical debt', 'tech-debt', 'dependencies'],
      types: ['perf', 'test', 'build', 'ci', 'chore', 'style'],
      branches: ['chore/**', 'maintenance/**'],
    }),
    documentation: conventionSchema('Documentation: neither upkeep nor a feature.', {
      labels: ['documentation', 'docs'],
      types: ['docs'],
      branches: ['docs/**'],
    }),
    feature: conventionSchema('Features.', {
      labels: ['feature', 'enhancement', 'kind/feature', 'type/feature', 'type: feature'],
      types: ['feat', 'feature'],
      branches: ['feature/**', 'feat/**'],
    }),
  })
  .prefault({})
  .describe(
    'How to tell the kind of work of a pull request, a commit or an issue. Labels win over types, types over branches.',
  );

const repositorySchema = z.strictObject({
  name: repositoryNameSchema.describe(
    'Owner and name, as on GitHub; for a clone whatever it should be called.',
  ),
  source: z
    .enum(['github', 'git', 'sample'], 'one of: github, git, sample')
    .default('github')
    .describe('Where the facts come from: GitHub’s API, a local clone, or the embedded sample.'),
  path: z
    .string()
    .optional()
    .describe('The clone’s folder, relative to `org.yaml`; only with `source: git`.'),
  branches: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Branches (globs) whose merges count; default: the repository’s default branch.'),
  deployments: deploymentsSchema.prefault({}).describe('How this repository is deployed.'),
});

const ownershipSchema = z.strictObject({
  repository: repositoryNameSchema.describe('A repository of the list `repositories`.'),
  labels: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Only pull requests and issues with one of these labels (globs).'),
  paths: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Only pull requests that change one of these paths (globs).'),
  environments: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Only deployments to these environments (globs), for a repository that several teams deploy.'),
});

const kpiSchema = z.strictObject({
  metric: idSchema.describe('The id of a metric: the name of its page in `metrics/`.'),
  materiality: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('The smallest relative change that matters to this team: 0.1 for 10 %.'),
});

const teamKpiSchema = kpiSchema
  .extend({
    target: z
      .number()
      .optional()
      .describe(
        'Where the team wants this number to be, in the metric’s unit; set only once it has a baseline.',
      ),
    by: quarterIdSchema.optional().describe('The quarter by which it wants to be there.'),
    serves: idSchema
      .optional()
      .describe('The id of the business metric that should follow when this one improves.'),
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
  id: idSchema.describe('A short name in lower case with hyphens, used in addresses.'),
  name: nameSchema.describe('The name that readers see.'),
  about: z.string().optional().describe('One sentence for readers: what this team looks after.'),
  owns: z
    .array(ownershipSchema, 'a list of what the team owns, at least one repository')
    .min(1, 'at least one repository: a team without repositories has nothing to measure')
    .describe('Repositories, or parts of them.'),
  kpis: threeToFive(teamKpiSchema).describe('The metrics that the team steers by, three to five.'),
  limits: z
    .strictObject({
      'work-in-progress': z.number().positive('a number above 0').describe('Pull requests open at once.'),
    })
    .optional()
    .describe('How much the team lets be open at once, in the metric’s unit.'),
  baseline: z
    .array(quarterIdSchema)
    .min(1)
    .optional()
    .describe(
      'The quarters that this team compares itself with; default: the four closed quarters before the one shown.',
    ),
});

/** `content/org.yaml`: who owns what, and how this organisation divides time and counts. */
export const organisationSchema = z.strictObject({
  name: nameSchema.describe('The organisation’s name.'),
  sample: z.boolean().default(false).describe('True marks every page as sample data.'),
  visibility: z
    .enum(['public', 'internal'], 'one of: public, internal')
    .default('internal')
    .describe('Who may read the site. `public`: private repositories are left out of it, with their names.'),
  timeZone: timeZoneSchema
    .default('UTC')
    .describe('The IANA time zone in which days, weeks and quarters end.'),
  fiscalYearStart: z
    .int()
    .min(1, 'a month from 1 to 12')
    .max(12, 'a month from 1 to 12')
    .default(1)
    .describe('The month in which the fiscal year starts.'),
  since: z.iso
    .date('a date as YYYY-MM-DD')
    .optional()
    .describe('The first day that scorecards cover; default: the first fact.'),
  materiality: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('The smallest relative change that matters, unless a KPI says otherwise: 0.1 for 10 %.'),
  bots: globs([]).describe(
    'Logins (globs) of further automation, besides GitHub’s own bots and the known ones.',
  ),
  incidents: z
    .strictObject({
      labels: z
        .array(z.string())
        .min(1)
        .default(['incident'])
        .describe('Labels (globs) that make an issue an incident.'),
      linkWithinHours: z
        .number()
        .min(0)
        .default(24)
        .describe(
          'Hours after a deployment in which an incident that names no cause is attributed to it; 0: never by time alone.',
        ),
      resolveWithinHours: z
        .record(
          z.string().min(1),
          z.number('a number of hours, such as 4').positive('a number of hours above 0'),
          'severities with hours, such as `{severity-1: 4, severity-2: 24}`',
        )
        .refine((limits) => Object.keys(limits).length > 0, 'at least one severity with its hours')
        .optional()
        .describe(
          'Hours from the opening within which an incident must be resolved, by its severity: globs of an issue’s labels or of an imported severity. The shortest that applies counts. Without it, nothing is computed of promises kept.',
        ),
    })
    .prefault({})
    .describe('What counts as an incident.'),
  checks: z
    .strictObject({
      builds: z
        .array(z.string())
        .min(1)
        .default(['*'])
        .describe('Checks (globs) that decide whether the default branch is fit for release.'),
      tests: z
        .array(z.string())
        .min(1)
        .default(['{test,spec,e2e}*', '*[^a-z]{test,spec,e2e}*', '*/{test,spec,e2e}*', '*{unit,py,vi}test*'])
        .describe(
          'Checks (globs) that are tests; default: a word of the name begins with `test`, `spec` or `e2e`.',
        ),
    })
    .prefault({})
    .describe('Which checks are builds and tests; a `*` goes across slashes.'),
  hotfix: z
    .strictObject({
      labels: globs(['hotfix']).describe('Labels (globs) of pull requests that fix production.'),
      branches: globs(['hotfix/*', 'hotfix-*']).describe('Branch names (globs) of such pull requests.'),
    })
    .prefault({})
    .describe('How to recognise a hotfix.'),
  work: workSchema,
  issues: z
    .strictObject({
      production: globs(['production', 'escaped', 'found-in-production', 'found-in/production']).describe(
        'Found in production, by whomever.',
      ),
      earlier: globs(['qa', 'staging', 'found-in-testing', 'found-in/testing']).describe(
        'Found before production: in review, in tests, by QA.',
      ),
      customer: globs(['customer', 'customer-reported', 'reported-by/customer']).describe(
        'Reported by customers or users, and so found in production.',
      ),
      discovery: globs(['discovery', 'stage/discovery']).describe(
        'Opened to find out whether an idea deserves to be built.',
      ),
    })
    .prefault({})
    .describe('Labels (globs) of issues, beside those of `work` that tell defects and features.'),
  decisionRecords: z
    .strictObject({
      paths: z
        .array(z.string())
        .min(1)
        .default(['{doc,docs}/{adr,adrs,decisions}/**/*.md', '{doc,docs}/architecture/decisions/**/*.md'])
        .describe('Files (globs) that are records of architecture decisions.'),
    })
    .prefault({})
    .describe('Where architecture decisions are recorded.'),
  kpis: threeToFive(kpiSchema)
    .optional()
    .describe('The whole organisation’s KPIs; default: those that most teams have.'),
  repositories: z
    .array(repositorySchema)
    .min(1, 'at least one repository')
    .describe('The repositories that are read; each must be owned by a team.'),
  teams: z.array(teamSchema).min(1, 'at least one team').describe('The teams, and what each owns.'),
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
