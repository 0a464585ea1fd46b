import { z } from 'zod';
import { codeownersTeamSchema } from '../facts/codeowners.ts';
import { namePatternSchema, pathPatternSchema } from '../facts/names.ts';
import { periodsSchema } from '../facts/quarter.ts';
import { weekdays } from '../facts/weekdays.ts';
import { idSchema } from './id.ts';
import { nameSchema } from './name.ts';

const repositoryPatternSchema = z
  .string()
  .max(200, 'a repository of at most 200 characters')
  .regex(
    /^(?!\.{1,2}\/)[A-Za-z0-9._-]+\/(?!\.{1,2}$)[A-Za-z0-9._*?-]+$/,
    'a repository as `owner/name`, in whose name `*` stands for anything and `?` for one character',
  );

const fullNameSchema = z
  .string()
  .regex(/^(?!\.{1,2}\/)[A-Za-z0-9._-]+\/(?!\.{1,2}$)[A-Za-z0-9._-]+$/, 'a repository as `owner/name`');

const quarterIdSchema = z
  .string()
  .regex(
    /^(FY)?\d{4}-(Q[1-4]|H[12])$/,
    'a quarter such as `2026-Q1`, or `FY2026-Q1` when the fiscal year does not start in January; half a year as `2026-H1`',
  );

const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'an IANA time zone, such as `UTC` or `Europe/Amsterdam`');

const daySchema = z.iso.date('a day as YYYY-MM-DD');

/** When an entry holds; always, where neither is given. */
const period = {
  from: daySchema
    .optional()
    .describe('The first day on which this holds, in the organisation’s time zone; default: it always did.'),
  until: daySchema.optional().describe('The first day on which this holds no more; default: it still does.'),
};

/** An entry that says when it holds, and something else. */
const dated = <Entry extends z.ZodType<Period>>(entry: Entry) =>
  entry
    .refine(
      ({ from, until }) => from !== undefined || until !== undefined,
      '`from` or `until`: what always holds is written without a list',
    )
    .refine(
      ({ from, until, ...rest }) => Object.values(rest).some((value) => value !== undefined),
      'at least one setting beside `from` and `until`',
    );

const clockSchema = z.enum(['calendar', 'working'], 'one of: calendar, working');

const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of the day as HH:MM, from `00:00` to `24:00`');

const workingHoursSchema = z
  .strictObject({
    days: z
      .array(z.enum(weekdays, `one of: ${weekdays.join(', ')}`))
      .min(1, 'at least one day of the week')
      .default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'])
      .describe('The days of the week.'),
    from: timeOfDaySchema.default('09:00').describe('When work begins, in the time zone.'),
    to: timeOfDaySchema.default('17:00').describe('When it ends; `24:00` for the end of the day.'),
  })
  .refine(({ from, to }) => from < to, {
    path: ['to'],
    message: 'an end of work after its beginning on the same day',
  });

const holidaysSchema = z.string().min(1);

const names = (defaults: string[]) => z.array(namePatternSchema).default(defaults);

const deploymentsSchema = z.strictObject({
  from: z
    .enum(
      ['auto', 'deployments', 'imports', 'releases', 'tags', 'checks', 'merges', 'none'],
      'one of: auto, deployments, imports, releases, tags, checks, merges, none',
    )
    .default('auto')
    .describe(
      'Where deployments are seen. `auto`: deployments to production if there are any, else imported ones, else published releases, else version tags. `imports`: deployments that an import reads from another tool. `checks`: a successful check or workflow run on the default branch is a deployment, a failed one a failed attempt. `merges`: each merge goes live. `none`: this repository is not deployed, and its deployment metrics do not apply.',
    ),
  environments: z
    .array(namePatternSchema)
    .min(1)
    .default(['production', 'prod', 'live', 'production – *'])
    .describe(
      'Environments that count as production; for GitHub deployments. Services of one environment are distinguished by the task (`deploy:api`) and by `service`, `app`, `application`, `component`, `project` or `name` in the payload.',
    ),
  tags: z
    .array(namePatternSchema)
    .min(1)
    .optional()
    .describe(
      'Tags that count as versions; for tags and releases. Default: every release, and every tag that reads as a version, such as `v1.2.3`, `2026.11` or `pkg@1.2.3`.',
    ),
  checks: z
    .array(namePatternSchema)
    .min(1)
    .default(['deploy*'])
    .describe('Names of checks or workflows that deploy; for checks.'),
  delayHours: z.number().min(0).default(0).describe('Hours after which a merge goes live; for merges.'),
});

const conventionSchema = (
  description: string,
  defaults: { labels: string[]; types: string[]; branches: string[] },
) =>
  z
    .strictObject({
      labels: names(defaults.labels).describe('Labels of pull requests and issues.'),
      types: z
        .array(z.string().regex(/^[A-Za-z][A-Za-z-]*$/, 'a type such as `fix`, without brackets or a colon'))
        .default(defaults.types)
        .describe('Types that titles and commit subjects begin with: `fix` in `fix(api): …`.'),
      branches: names(defaults.branches).describe('Branch names, in any case.'),
    })
    .prefault({})
    .describe(description);

const workSchema = z
  .strictObject({
    fix: conventionSchema('Repairs. Issues of this kind are defects.', {
      labels: ['bug', 'bugfix', 'defect', 'regression', 'kind/bug', 'type/bug', 'type: bug'],
      types: ['fix', 'bugfix', 'hotfix'],
      branches: ['fix/*', 'bugfix/*', 'bug/*'],
    }),
    refactoring: conventionSchema('Changes of structure that keep what the code does.', {
      labels: ['refactor', 'refactoring', 'kind/refactoring', 'type: refactoring'],
      types: ['refactor'],
      branches: ['refactor/*', 'refactoring/*'],
    }),
    maintenance: conventionSchema('Other upkeep.', {
      labels: ['maintenance', 'chore', 'technical-debt', 'technical debt', 'tech-debt', 'dependencies'],
      types: ['perf', 'test', 'build', 'ci', 'chore', 'style'],
      branches: ['chore/*', 'maintenance/*'],
    }),
    documentation: conventionSchema('Documentation: neither upkeep nor a feature.', {
      labels: ['documentation', 'docs'],
      types: ['docs'],
      branches: ['docs/*'],
    }),
    feature: conventionSchema('Features.', {
      labels: ['feature', 'enhancement', 'kind/feature', 'type/feature', 'type: feature'],
      types: ['feat', 'feature'],
      branches: ['feature/*', 'feat/*'],
    }),
  })
  .prefault({})
  .describe(
    'How to tell the kind of work of a pull request, a commit or an issue. Labels win over types, types over branches.',
  );

const OTHER_TIMES =
  'How that was, or will be, for some time: what an entry names takes the place of the setting of the same name while it holds, as a whole.';

const branchesSchema = z
  .array(namePatternSchema)
  .min(1)
  .optional()
  .describe(
    'Branches whose merges count; default: the repository’s default branch, also under its earlier names.',
  );

const repositorySchema = z.strictObject({
  name: repositoryPatternSchema.describe(
    'Owner and name, as on GitHub; for a clone whatever it should be called. `owner/*` stands for all of an owner on GitHub, those that are new included.',
  ),
  except: z
    .array(repositoryPatternSchema)
    .min(1)
    .optional()
    .describe('Repositories that the pattern does not stand for.'),
  archived: z
    .boolean()
    .optional()
    .describe('Whether the pattern stands for archived repositories that were never read; default: no.'),
  forks: z.boolean().optional().describe('Whether the pattern stands for forks; default: no.'),
  quietDays: z
    .number()
    .positive('a number of days above 0')
    .optional()
    .describe(
      'Days without a push after which the pattern leaves out a repository that was never read; default: 180.',
    ),
  source: z
    .enum(['github', 'git', 'sample'], 'one of: github, git, sample')
    .default('github')
    .describe('Where the facts come from: GitHub’s API, a local clone, or the embedded sample.'),
  host: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?$/i, 'a host such as `github.acme.com`')
    .optional()
    .describe(
      'The GitHub that has it, such as `github.acme.com`, where that is not the one of GITHUB_GRAPHQL_URL (default: github.com). Its token is in a variable with the name of the host, such as GITHUB_TOKEN_GITHUB_ACME_COM.',
    ),
  path: z
    .string()
    .optional()
    .describe('The clone’s folder, relative to `org.yaml`; only with `source: git`.'),
  formerly: z
    .array(fullNameSchema)
    .min(1)
    .optional()
    .describe(
      'Names that this repository had before it was renamed or moved, oldest first: its history is one.',
    ),
  branches: branchesSchema,
  deployments: deploymentsSchema.prefault({}).describe('How this repository is deployed.'),
  conventions: z
    .array(
      dated(
        z.strictObject({
          branches: branchesSchema,
          deployments: deploymentsSchema.optional().describe('How it was deployed.'),
          ...period,
        }),
      ),
    )
    .min(1)
    .optional()
    .describe(OTHER_TIMES),
});

export const ownershipSchema = z.strictObject({
  repository: repositoryPatternSchema.describe(
    'A repository of the list `repositories`, or a pattern such as `acme/shop-*`.',
  ),
  labels: z
    .array(namePatternSchema)
    .min(1)
    .optional()
    .describe(
      'Only pull requests and issues with one of these labels. Of issues the type, the fields (`Name: value`) and the status and iteration on a project’s board (`Status: value`, `Iteration: value`) count like labels.',
    ),
  paths: z
    .array(pathPatternSchema)
    .min(1)
    .optional()
    .describe(
      'Only pull requests that change one of these paths, such as `apps/checkout/**`, with their commits and the issues and incidents that they close.',
    ),
  exceptPaths: z
    .array(pathPatternSchema)
    .min(1)
    .optional()
    .describe('Paths that do not count although they are among `paths`, such as `apps/checkout/docs/**`.'),
  codeowners: z
    .array(codeownersTeamSchema)
    .min(1)
    .optional()
    .describe(
      'In place of `paths`: what CODEOWNERS of the default branch gives to these teams, such as `@acme/payments`. It is read with each snapshot and kept coarse: folders and files by name, of which the last line that holds a path decides.',
    ),
  environments: z
    .array(namePatternSchema)
    .min(1)
    .optional()
    .describe('Only deployments to these environments, for a repository that several teams deploy.'),
  tags: z
    .array(namePatternSchema)
    .min(1)
    .optional()
    .describe(
      'Only versions and releases with one of these tags, such as `@acme/core@*`, for a package among several. Without it, a release, a version or a merge counts for a team with `paths` or `labels` where it brought a pull request of the team.',
    ),
  checks: z
    .array(namePatternSchema)
    .min(1)
    .optional()
    .describe('Only checks or workflows of these names, such as `checkout / *`.'),
  incidents: z
    .array(namePatternSchema)
    .min(1)
    .optional()
    .describe(
      'Only incidents with one of these labels, fields or imported services, such as `service/checkout`, whatever fixed them.',
    ),
  ...period,
});

const kpiSchema = z.strictObject({
  metric: idSchema.describe('The id of a metric: the name of its page in `metrics/`.'),
  materiality: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('The smallest relative change that matters to this team: 0.1 for 10 %.'),
  ...period,
});

export const teamKpiSchema = kpiSchema
  .extend({
    target: z
      .number()
      .optional()
      .describe(
        'Where the team wants this number to be, in the metric’s unit; set only once it has a baseline.',
      ),
    origin: z
      .enum(
        ['own-baseline', 'agreement', 'regulation', 'table'],
        'one of: own-baseline, agreement, regulation, table',
      )
      .optional()
      .describe(
        'Where the target comes from: the team’s own history, an agreement (with customers, in a contract), a regulation, or the table of a report, which does not count as a goal.',
      ),
    by: quarterIdSchema.optional().describe('The quarter by which it wants to be there.'),
    serves: idSchema
      .optional()
      .describe('The id of the business metric that should follow when this one improves.'),
  })
  .refine(({ target, by }) => by === undefined || target !== undefined, {
    path: ['by'],
    message: '`by` beside a `target`: the quarter by which it is to be reached',
  })
  .refine(({ target, origin }) => origin === undefined || target !== undefined, {
    path: ['origin'],
    message: '`origin` beside a `target`: where that comes from',
  });

const threeToFive = <T extends z.ZodType<Period>>(kpi: T) =>
  z
    .array(kpi)
    .min(3, 'three to five KPIs: fewer leave a blind side')
    .refine(
      (kpis) => counts(kpis).every((count) => count >= 3),
      'three to five KPIs on each day: fewer leave a blind side',
    )
    .refine(
      (kpis) => counts(kpis).every((count) => count <= 5),
      'three to five KPIs: more than five means no focus',
    );

/** How many entries hold whenever that changes, from the first of them on. */
function counts(entries: readonly Period[]): number[] {
  const days = entries.flatMap(({ from, until }) => [from ?? '', ...(until === undefined ? [] : [until])]);
  return days.map((day) => entries.filter((entry) => holdsOn(entry, day)).length);
}

const limitsSchema = z.strictObject({
  'work-in-progress': z.number().positive('a number above 0').describe('Pull requests open at once.'),
  ...period,
});

const baselineSchema = z.union(
  [
    quarterIdSchema,
    z.strictObject({
      quarters: z.array(quarterIdSchema).min(1).describe('The quarters to compare with.'),
      ...period,
    }),
  ],
  'a quarter such as `2026-Q1`, or `quarters` with `from` or `until`',
);

const teamClock = {
  timeZone: timeZoneSchema
    .optional()
    .describe(
      'The time zone of the team’s working hours; default: the organisation’s. Days, weeks and quarters end in the organisation’s zone for every team.',
    ),
  clock: clockSchema
    .optional()
    .describe('How the team counts the time in which people wait or work; default: as the organisation.'),
  workingHours: workingHoursSchema
    .optional()
    .describe('When the team works; default: when the organisation does.'),
  holidays: holidaysSchema
    .optional()
    .describe(
      'The region whose public holidays the team has; default: the organisation’s; `none`: no holidays.',
    ),
};

/** A clock of another time. */
function datedClocks<Entry extends z.ZodType<Period>>(entry: Entry) {
  return z
    .array(dated(entry))
    .min(1)
    .optional()
    .describe(
      'How that was, or will be, for some time: what an entry names takes the place of the setting of the same name while it holds.',
    );
}

const teamSchema = z.strictObject({
  id: idSchema.describe('A short name in lower case with hyphens, used in addresses.'),
  name: nameSchema.describe('The name that readers see.'),
  about: z.string().optional().describe('One sentence for readers: what this team looks after.'),
  since: daySchema
    .optional()
    .describe('The day on which the team began: it has no earlier quarters. Default: it always was.'),
  until: daySchema.optional().describe('The day on which the team was dissolved; default: it still is.'),
  ...teamClock,
  clocks: datedClocks(z.strictObject({ ...teamClock, ...period })),
  formerly: z
    .array(idSchema)
    .min(1)
    .optional()
    .describe(
      'Ids of the teams that this one came from: one for a team that was renamed, several for a merger; a team that was split is named by each that came of it. What was there before `since` serves as baseline, and the old addresses lead to this team.',
    ),
  owns: z
    .array(ownershipSchema, 'a list of what the team owns, at least one repository')
    .min(1, 'at least one repository: a team without repositories has nothing to measure')
    .describe('Repositories, or parts of them.'),
  kpis: threeToFive(teamKpiSchema).describe('The metrics that the team steers by, three to five.'),
  limits: z
    .union([limitsSchema, z.array(limitsSchema).min(1)])
    .optional()
    .describe(
      'How much the team lets be open at once, in the metric’s unit; a list where that changed over time.',
    ),
  baseline: z
    .array(baselineSchema)
    .min(1)
    .optional()
    .describe(
      'The quarters that this team compares itself with; with `from` and `until`, only pages of that time. Default: the four closed quarters before the one shown.',
    ),
});

/** The id of a member, or that with the time in which it is one. */
function memberSchema(what: 'team' | 'group') {
  return z.union(
    [
      idSchema,
      z
        .strictObject({ id: idSchema.describe(`The id of the ${what}.`), ...period })
        .refine(
          ({ from, until }) => from !== undefined || until !== undefined,
          `the id of a ${what}, or \`id\` with \`from\` or \`until\``,
        ),
    ],
    `the id of a ${what}, or \`id\` with \`from\` or \`until\``,
  );
}

const groupSchema = z.strictObject({
  id: idSchema.describe('A short name in lower case with hyphens, used in addresses; no team has it.'),
  name: nameSchema.describe('The name that readers see.'),
  about: z.string().optional().describe('One sentence for readers: what its teams have in common.'),
  formerly: z
    .array(idSchema)
    .min(1)
    .optional()
    .describe('Ids that the group had before it was renamed: its seals go on, and old addresses lead to it.'),
  teams: z.array(memberSchema('team')).default([]).describe('Ids of its teams.'),
  groups: z
    .array(memberSchema('group'))
    .default([])
    .describe('Ids of groups whose teams are its teams, too.'),
  kpis: threeToFive(teamKpiSchema)
    .optional()
    .describe('The metrics that the group steers by; default: those that most of its teams have.'),
});

/** What decides how facts are counted. */
const conventions = {
  agents: z
    .enum(['automation', 'counted'], 'one of: automation, counted')
    .default('automation')
    .describe(
      'Pull requests and commits that an AI agent authored. `automation`: left out, like those of other bots. `counted`: counted with those of people.',
    ),
  incidents: z
    .strictObject({
      labels: z
        .array(namePatternSchema)
        .min(1)
        .default(['incident'])
        .describe('Labels that make an issue an incident.'),
      linkWithinHours: z
        .number()
        .min(0)
        .default(1)
        .describe(
          'Hours after a deployment in which an incident that names no cause is attributed to it; 0: never by time alone.',
        ),
      resolveWithinHours: z
        .record(
          namePatternSchema,
          z.number('a number of hours, such as 4').positive('a number of hours above 0'),
          'severities with hours, such as `{severity-1: 4, severity-2: 24}`',
        )
        .refine((limits) => Object.keys(limits).length > 0, 'at least one severity with its hours')
        .optional()
        .describe(
          'Hours from the opening within which an incident must be resolved, by its severity: a label of the issue or an imported severity. The shortest that applies counts. Without it, nothing is computed of promises kept.',
        ),
    })
    .prefault({})
    .describe('What counts as an incident.'),
  checks: z
    .strictObject({
      builds: z
        .array(namePatternSchema)
        .min(1)
        .default(['*'])
        .describe('Checks that decide whether the default branch is fit for release.'),
      informing: names([]).describe('Checks that only inform, such as `codecov/*`: they decide nothing.'),
      tests: z
        .array(namePatternSchema)
        .min(1)
        .optional()
        .describe(
          'Checks that are tests. Default: those with a word that begins with `test`, `spec` or `e2e`, or with `unittest`, `pytest` or `vitest` in their name.',
        ),
    })
    .prefault({})
    .describe('Which checks are builds and tests.'),
  hotfix: z
    .strictObject({
      labels: names(['hotfix']).describe('Labels of pull requests that fix production.'),
      branches: names(['hotfix/*', 'hotfix-*']).describe('Branch names of such pull requests, in any case.'),
      tags: z
        .array(namePatternSchema)
        .min(1)
        .optional()
        .describe(
          'Versions and releases with such a tag are hotfixes: the deployment that they build on failed. Default: a tag says nothing about that.',
        ),
    })
    .prefault({})
    .describe('How to recognise a hotfix.'),
  work: workSchema,
  issues: z
    .strictObject({
      production: names(['production', 'escaped', 'found-in-production', 'found-in/production']).describe(
        'Found in production, by anyone.',
      ),
      earlier: names(['qa', 'staging', 'found-in-testing', 'found-in/testing']).describe(
        'Found before production: in review, in tests, by QA.',
      ),
      customer: names(['customer', 'customer-reported', 'reported-by/customer']).describe(
        'Reported by customers or users, and so found in production.',
      ),
      discovery: names(['discovery', 'stage/discovery']).describe(
        'Opened to find out whether an idea deserves to be built.',
      ),
      started: names([]).describe(
        'Work on it has begun, such as `Status: In progress` on a project’s board; beside a pull request for it. Default: pull requests alone tell.',
      ),
    })
    .prefault({})
    .describe(
      'Labels of issues, beside those of `work` that tell defects and features. The type of an issue, its fields (`Name: value`) and its status and iteration on a project’s board (`Status: value`, `Iteration: value`) count like labels.',
    ),
  decisionRecords: z
    .strictObject({
      paths: z
        .array(pathPatternSchema)
        .min(1)
        .default(['{doc,docs}/{adr,adrs,decisions}/**/*.md', '{doc,docs}/architecture/decisions/**/*.md'])
        .describe('Files that are records of architecture decisions.'),
    })
    .prefault({})
    .describe('Where architecture decisions are recorded.'),
};

const otherwise = <Setting extends z.ZodType>(setting: Setting, { description = '' }: z.ZodType) =>
  setting.optional().describe(description);

const otherConventions = {
  agents: otherwise(conventions.agents.unwrap(), conventions.agents),
  incidents: otherwise(conventions.incidents.unwrap(), conventions.incidents),
  checks: otherwise(conventions.checks.unwrap(), conventions.checks),
  hotfix: otherwise(conventions.hotfix.unwrap(), conventions.hotfix),
  work: otherwise(conventions.work.unwrap(), conventions.work),
  issues: otherwise(conventions.issues.unwrap(), conventions.issues),
  decisionRecords: otherwise(conventions.decisionRecords.unwrap(), conventions.decisionRecords),
};

/** The version of the format of organisation folders that this code reads. */
export const ORGANISATION_VERSION = 1;

/**
 * `org.yaml`: who owns what, and how this organisation divides time and counts. In names of labels, branches,
 * environments, checks, tags, logins and severities `*` stands for anything and `?` for one character.
 */
export const organisationSchema = z.strictObject({
  version: z
    .literal(ORGANISATION_VERSION, `the number ${ORGANISATION_VERSION}`)
    .default(ORGANISATION_VERSION)
    .describe('The version of this format, so that an older Plumbline says that it is too old.'),
  name: nameSchema.describe('The organisation’s name.'),
  sample: z.boolean().default(false).describe('True marks every page as sample data.'),
  visibility: z
    .enum(['public', 'internal'], 'one of: public, internal')
    .default('internal')
    .describe('Who may read the site. `public`: private repositories are left out of it, with their names.'),
  publishPartial: z
    .boolean()
    .default(false)
    .describe(
      'True: a repository of which nothing, or not everything, could be read does not stop the publication of the rest; figures that depend on it are marked as partial. False: `snapshot` and `score` then fail at their end, so that the weekly workflow publishes nothing.',
    ),
  timeZone: timeZoneSchema
    .default('UTC')
    .describe('The IANA time zone in which days, weeks and quarters end.'),
  clock: clockSchema
    .default('calendar')
    .describe(
      'How the time is counted in which people wait or work. `calendar`: all of it. `working`: working hours, for the metrics that follow the clock; the pages show both.',
    ),
  workingHours: workingHoursSchema
    .prefault({})
    .describe('When people work, for `clock: working`; default: Monday to Friday from 09:00 to 17:00.'),
  holidays: holidaysSchema
    .optional()
    .describe(
      'The country, state or region whose public holidays are not worked, such as `DE`, `DE-BY` or `US-CA`, as the library `date-holidays` lists them; default: none.',
    ),
  clocks: datedClocks(
    z.strictObject({
      clock: clockSchema.optional().describe('How the time was counted in which people wait or work.'),
      workingHours: workingHoursSchema.optional().describe('When people worked.'),
      holidays: holidaysSchema
        .optional()
        .describe('The region whose public holidays were not worked; `none`: no holidays.'),
      ...period,
    }),
  ),
  fiscalYearStart: z
    .int()
    .min(1, 'a month from 1 to 12')
    .max(12, 'a month from 1 to 12')
    .default(1)
    .describe(
      'The month in which the fiscal year starts; with `kind: 4-4-5` the one after the month near whose end it ends.',
    ),
  calendar: periodsSchema
    .optional()
    .describe(
      'The periods that scorecards are of, where those are not quarters of three months: `half-years`, or `4-4-5`, quarters of 13 weeks in years of 52 or 53.',
    ),
  calendars: z
    .array(
      z.strictObject({
        until: daySchema.describe('The first day of the calendar that followed.'),
        fiscalYearStart: z
          .int()
          .min(1, 'a month from 1 to 12')
          .max(12, 'a month from 1 to 12')
          .optional()
          .describe('The month in which the fiscal year started; default: as now.'),
        calendar: periodsSchema.optional().describe('The periods that scorecards were of; default: as now.'),
      }),
    )
    .min(1)
    .optional()
    .describe(
      'How time was cut before: sealed quarters keep their dates. On the day of the change the last quarter of the former calendar ends and the first of the next one begins, be they cut short.',
    ),
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
  bots: names([]).describe(
    'Logins of further automation, such as `acme-*-robot`, besides GitHub’s own bots and the known ones; where there is no account, the names or addresses that commits have, such as `*@ci.acme.com`.',
  ),
  leaveOut: z
    .array(namePatternSchema)
    .min(1)
    .optional()
    .describe(
      'Logins of people whose work does not count, such as `*-ext` for contractors; where there is no account, the names or addresses that commits have, such as `*@agency.example`. Their pull requests, commits and reviews are left out, and nothing tells them apart. Default: everybody counts.',
    ),
  ...conventions,
  conventions: z
    .array(dated(z.strictObject({ ...otherConventions, ...period })))
    .min(1)
    .optional()
    .describe(OTHER_TIMES),
  kpis: threeToFive(kpiSchema)
    .optional()
    .describe('The whole organisation’s KPIs; default: those that most teams have.'),
  repositories: z
    .array(repositorySchema)
    .min(1, 'at least one repository')
    .describe(
      'The repositories that are read. One that no team owns counts for the organisation alone and is listed on the page of data health.',
    ),
  teams: z.array(teamSchema).min(1, 'at least one team').describe('The teams, and what each owns.'),
  groups: z
    .array(groupSchema)
    .default([])
    .describe('Groups of teams, each with scorecards of what its teams have together.'),
});

export type Organisation = z.infer<typeof organisationSchema>;
/** A team as `org.yaml` describes it, at all times. */
export type WrittenTeam = Organisation['teams'][number];
/** A group of teams as `org.yaml` describes it. */
export type WrittenGroup = Organisation['groups'][number];
/** What belongs to a group: an id, or that with the time in which it does. */
export type Member = WrittenGroup['teams'][number];
export type RepositorySettings = Organisation['repositories'][number];
/** How an organisation decides what counts, beside what it says of each repository. */
export type Conventions = Pick<Organisation, keyof typeof otherConventions>;
export type RepositoryConventions = Pick<RepositorySettings, 'branches' | 'deployments'>;
export type Ownership = WrittenTeam['owns'][number];
export type TeamKpi = WrittenTeam['kpis'][number];
export type Limits = z.infer<typeof limitsSchema>;

/** From a day (included) to a day (excluded). */
export interface Period {
  from?: string | undefined;
  until?: string | undefined;
}

/** @param day as YYYY-MM-DD; an empty one is before all others */
export function holdsOn({ from = '', until }: Period, day: string): boolean {
  return from <= day && (until === undefined || day < until);
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
