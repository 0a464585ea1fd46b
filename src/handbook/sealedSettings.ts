import { z } from 'zod';
import { weekdays } from '../facts/weekdays.ts';
import { organisationSchema, ownershipSchema, teamKpiSchema } from './organisation.ts';

const { teams, materiality, repositories, agents, incidents, checks, hotfix, work, issues, decisionRecords } =
  organisationSchema.shape;
const { branches, deployments } = repositories.element.shape;
const { name, about, since, formerly } = teams.element.shape;

/** What decided a scorecard when it was sealed, as far as `org.yaml` says it. */
export const sealedSettingsSchema = z.strictObject({
  name,
  about,
  since,
  formerly,
  owns: z
    .array(ownershipSchema.extend({ team: z.string() }))
    .describe(
      'What was owned in the quarter, with `from` and `until` where that was a part of it; for a group and the organisation, by all of its teams.',
    ),
  teams: z.array(z.string()).optional().describe('Groups only: the teams that it consisted of.'),
  repositories: z
    .array(z.string())
    .nullable()
    .describe('Organisation only: the repositories that counted; null for others.'),
  kpis: z.array(teamKpiSchema),
  workInProgressLimit: z.number().nullable(),
  baseline: z
    .array(z.string())
    .nullable()
    .describe('The quarters named for comparison; null for the default.'),
  materiality,
  clock: z
    .strictObject({
      kind: z.enum(['calendar', 'working']),
      hours: z.strictObject({
        timeZone: z.string(),
        days: z.array(z.enum(weekdays)),
        from: z.string(),
        to: z.string(),
        holidays: z.string().nullable(),
      }),
    })
    .optional()
    .describe('How time was counted on the last day of the quarter; not for groups.'),
  counting: z
    .strictObject({
      agents,
      incidents,
      checks,
      hotfix,
      work,
      issues,
      decisionRecords,
      repositories: z
        .array(z.strictObject({ names: z.array(z.string()), branches, deployments }))
        .describe('Repositories that were read in the same way.'),
    })
    .optional()
    .describe('Organisation only: what counted as what on the last day of the quarter.'),
  conventions: z
    .record(z.string(), z.string())
    .describe('By name of a setting that decides how facts are counted, a digest of it.'),
});

export type SealedSettings = z.infer<typeof sealedSettingsSchema>;

/** The settings in the seal of one scope in one quarter. */
export interface Sealed {
  quarter: string;
  scope: string;
  /** Null in a seal of version 1: it was sealed, and nobody knows with which settings. */
  settings: SealedSettings | null;
}
