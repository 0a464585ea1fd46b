import { createHash } from 'node:crypto';
import { z } from 'zod';
import { periodName } from '../facts/periodWords.ts';
import { Problem } from '../facts/problem.ts';
import { type Calendar, dayOf, quarterOf } from '../facts/quarter.ts';
import { type Sealed, type SealedSettings, sealedSettingsSchema } from '../handbook/sealedSettings.ts';
import { type Evidence, type MetricResult, type Scorecard, states, verdicts } from './schema.ts';
import { VERDICT_VERSION } from './verdict.ts';

/**
 * Sealing: what a closed quarter's scorecard said, kept with a digest of its facts and the version of each definition.
 * A later difference is a restatement, with the old number, the new one and the reason; nothing changes silently.
 */

/**
 * Version 1 has no settings, version 2 not what counted as what; `npm run seal` adds them to a seal whose figures are as
 * they were sealed.
 */
export const SEAL_VERSION = 3;

const intervalSchema = z.strictObject({ low: z.number(), high: z.number() }).nullable();

const figureSchema = z.strictObject({
  state: z.enum(states),
  value: z.number().nullable().describe('In the metric’s unit, unrounded.'),
  n: z.int().nullable(),
  interval: intervalSchema,
  verdict: z.enum(verdicts).nullable(),
});

const sealedMetricSchema = figureSchema.extend({
  id: z.string(),
  definitionVersion: z.int(),
  baseline: z.number().nullable().describe('The baseline’s value that the verdict rests on.'),
  facts: z.string().describe('SHA-256 of the items behind the number, as the evidence lists them.'),
});

const reasons = ['facts', 'definition', 'baseline', 'ownership', 'settings'] as const;

export const restatementSchema = z
  .strictObject({
    metric: z.string(),
    was: figureSchema,
    now: figureSchema.nullable().describe('Null when the metric is computed no more.'),
    reasons: z
      .array(z.enum(reasons))
      .min(1)
      .describe(
        '`facts`: the items behind it changed, or what they count for. `definition`: it follows another version, or its interval and verdict do. `baseline`: what it is compared with changed, or only how far that varies. `ownership`: other teams own what is behind it, or a team owns something else. `settings`: with all that as it was, another setting in org.yaml, the baseline that it changes included; also for what is computed no more.',
      ),
    definition: z
      .strictObject({ was: z.int(), now: z.int() })
      .nullable()
      .describe('The versions, where they differ.'),
    verdictRule: z
      .strictObject({ was: z.int(), now: z.int() })
      .nullable()
      .default(null)
      .describe(
        'The versions of how intervals and verdicts are computed, where nothing else explains that these differ.',
      ),
  })
  .describe('A number of a sealed quarter that is not what it was.');

const settingsChangeSchema = z
  .strictObject({ what: z.string(), was: z.array(z.string()), now: z.array(z.string()) })
  .describe('A setting of a sealed quarter that is another one now: what it had besides, then and now.');

/** `data/seals/<quarter>/<scope>.json` */
export const sealSchema = z.strictObject({
  schemaVersion: z.literal([1, 2, SEAL_VERSION]),
  quarter: z.string(),
  scope: z.string(),
  sample: z
    .boolean()
    .optional()
    .describe('True for a seal of the sample organisation, which says nothing of any other.'),
  days: z
    .strictObject({ from: z.iso.date(), until: z.iso.date() })
    .optional()
    .describe('The first day of the quarter, and the first one after it; unknown before version 3.'),
  asOf: z.iso.datetime().describe('Facts up to here were counted.'),
  settings: sealedSettingsSchema
    .optional()
    .describe('What decided the figures; unknown for a seal of version 1.'),
  verdictVersion: z
    .int()
    .optional()
    .describe('The version of how intervals and verdicts are computed; left out for the first.'),
  metrics: z.array(sealedMetricSchema),
  errata: z
    .array(
      z.strictObject({
        asOf: z.iso.datetime().describe('The facts’ age when the restatement was accepted.'),
        why: z.string().min(1).describe('The reason, in the words of the person who accepted it.'),
        restatements: z.array(restatementSchema),
        settings: z.array(settingsChangeSchema).optional(),
      }),
    )
    .describe('Accepted restatements, oldest first.'),
});

export type Seal = z.infer<typeof sealSchema>;
export type Restatement = z.infer<typeof restatementSchema>;
export type SettingsChange = z.infer<typeof settingsChangeSchema>;
export type Reason = (typeof reasons)[number];
type Figure = z.infer<typeof figureSchema>;

/** What holds of the settings of a scorecard that is sealed, or compared with its seal. */
export interface SealContext {
  settings: SealedSettings;
  /** The first name of each repository and team that was renamed, by its later ones: facts are known by it. */
  firstNames: ReadonlyMap<string, string>;
}

/**
 * @param context what decided the figures; without it, a seal of version 1
 * @throws RangeError for a quarter that is not closed
 */
export function sealOf(scorecard: Scorecard, evidence: Evidence, context?: SealContext): Seal {
  const { quarter, scope, asOf, metrics, timeZone } = scorecard;
  if (!quarter.closed) throw new RangeError(`${quarter.id} is not closed`);
  return {
    schemaVersion: context === undefined ? 1 : SEAL_VERSION,
    quarter: quarter.id,
    scope: scope.id,
    ...(scorecard.sample ? { sample: true } : {}),
    days: {
      from: dayOf(Date.parse(quarter.start), { timeZone }),
      until: dayOf(Date.parse(quarter.end), { timeZone }),
    },
    asOf,
    ...(context === undefined ? {} : { settings: context.settings }),
    verdictVersion: VERDICT_VERSION,
    metrics: metrics.map((result) => ({
      id: result.id,
      definitionVersion: result.definitionVersion,
      ...figureOf(result),
      baseline: result.baseline?.summary.value ?? null,
      facts: digestOf(result, evidence, context),
    })),
    errata: [],
  };
}

/** @returns the version of how a seal's intervals and verdicts were computed */
export function verdictVersionOf({ verdictVersion = 1 }: Pick<Seal, 'verdictVersion'>): number {
  return verdictVersion;
}

/** Whether a seal is about this organisation: the sample's seals are shipped with Plumbline, and about no other. */
export function isSealOf(seal: Pick<Seal, 'sample'>, organisation: { sample: boolean }): boolean {
  return seal.sample !== true || organisation.sample;
}

/**
 * @returns the settings in the seals of an organisation, but for those of scorecards that are computed no more
 * @throws Problem (exit 2) when the organisation's calendar does not have a sealed quarter, or on other days
 */
export function settingsIn(seals: readonly Seal[], organisation: Calendar & { sample: boolean }): Sealed[] {
  const own = seals.filter((seal) => seal.metrics.length > 0 && isSealOf(seal, organisation));
  checkDays(own, organisation);
  return own.map(({ quarter, scope, settings }) => ({ quarter, scope, settings: settings ?? null }));
}

function checkDays(seals: readonly Seal[], calendar: Calendar): void {
  const moved = seals.flatMap(({ quarter, days }) => {
    const window = quarterOf(quarter, calendar);
    const now = window && { from: dayOf(window.start, calendar), until: dayOf(window.end, calendar) };
    const isKept =
      now !== null && (days === undefined || (days.from === now.from && days.until === now.until));
    return isKept ? [] : [{ quarter, days, now }];
  });
  const [first] = moved;
  if (first === undefined) return;
  const period = periodName(first.quarter);
  const last = seals
    .flatMap(({ days }) => days?.until ?? [])
    .sort()
    .at(-1);
  const words = (days: typeof first.days | null) => (days ? `, ${days.from} until ${days.until}` : '');
  throw new Problem({
    place: 'org.yaml (calendar)',
    found:
      first.now === null
        ? `a calendar without the sealed ${period} ${first.quarter}${words(first.days)}`
        : `a calendar in which the sealed ${period} ${first.quarter} is other days${words(first.now)}`,
    expected: `${period}s that keep the days for which they were sealed${words(first.days)}`,
    remedy: `Describe the former calendar under \`calendars\`, with \`until: ${last ?? 'YYYY-MM-DD'}\`, the first day after the last sealed ${period}, or a later day.`,
    exitCode: 2,
  });
}

/** @returns the settings of a sealed scorecard that are others now, those apart that only decide how facts are counted */
export function settingsChanges(seal: Seal, context: SealContext | undefined): SettingsChange[] {
  if (seal.settings === undefined || context === undefined) return [];
  const was = describe(seal.settings, context);
  return Object.entries(describe(context.settings, context)).flatMap(([what, now]) => {
    const before = was[what] ?? [];
    const [lost, added] = [
      before.filter((each) => !now.includes(each)),
      now.filter((each) => !before.includes(each)),
    ];
    return lost.length + added.length === 0 ? [] : [{ what, was: lost, now: added }];
  });
}

const OWNERSHIP = 'ownership';
const BASELINE = 'baseline';
const MATERIALITY = 'materiality';

/** Each setting as a list of texts that are the same for the same settings. */
function describe(settings: SealedSettings, { firstNames }: SealContext): Record<string, string[]> {
  const nameOf = (name: string): string => firstNames.get(name) ?? name;
  const { owns, repositories, kpis, workInProgressLimit, baseline, materiality } = settings;
  return {
    [OWNERSHIP]: [
      ...owns.map(({ team, repository, ...parts }) => {
        const only = Object.entries(parts).map(
          ([part, values]) => ` (${part} ${[values].flat().join(', ')})`,
        );
        return `${nameOf(team)}: ${nameOf(repository)}${only.join('')}`;
      }),
      ...(repositories ?? []).map(nameOf),
    ],
    KPIs: kpis.map(({ metric, ...parts }) =>
      [metric, ...Object.entries(parts).map(([part, value]) => `${part} ${value}`)].join(', '),
    ),
    limit: workInProgressLimit === null ? [] : [String(workInProgressLimit)],
    [BASELINE]: baseline ?? [],
    [MATERIALITY]: [String(materiality)],
  };
}

/** @returns names of the settings that count the facts of a sealed scorecard otherwise now */
export function changedConventions(
  { settings }: Pick<Seal, 'settings'>,
  context: SealContext | undefined,
): string[] {
  if (settings === undefined || context === undefined) return [];
  const [was, now] = [settings.conventions, context.settings.conventions];
  return Object.keys({ ...was, ...now }).filter((name) => was[name] !== now[name]);
}

/**
 * What a scorecard says otherwise than its seal, by metric in the seal's order; a metric that is new since is none. Of
 * a figure that is withheld now, the old number is not repeated: it would speak of persons.
 */
export function restatementsOf(
  seal: Seal,
  scorecard: Scorecard,
  evidence: Evidence,
  context?: SealContext,
): Restatement[] {
  const changed = settingsChanges(seal, context).map(({ what }) => what);
  const countsOtherwise = changedConventions(seal, context).length > 0;
  const verdictRule = { was: verdictVersionOf(seal), now: VERDICT_VERSION };
  /** Why only the interval or the verdict differs. */
  const causeOfVerdict = (): Reason => {
    const mayDecide = [BASELINE, MATERIALITY].some((what) => changed.includes(what));
    if (mayDecide || seal.settings === undefined || countsOtherwise) return 'settings';
    return verdictRule.was === verdictRule.now ? 'baseline' : 'definition';
  };
  const causeOf = (setting: boolean, cause: Reason): Reason => {
    if (changed.includes(OWNERSHIP)) return 'ownership';
    return setting ? 'settings' : cause;
  };
  return seal.metrics.flatMap((sealed): Restatement[] => {
    const { id, definitionVersion, baseline, facts, ...was } = sealed;
    const result = scorecard.metrics.find((metric) => metric.id === id);
    if (result === undefined) return [gone(sealed)];
    const now = figureOf(result);
    if (now.state === 'withheld' && was.state !== 'withheld')
      return [
        {
          metric: id,
          was: withoutNumbers(was),
          now,
          reasons: ['settings'],
          definition:
            result.definitionVersion === definitionVersion
              ? null
              : { was: definitionVersion, now: result.definitionVersion },
          verdictRule: null,
        },
      ];
    const reasons = new Set<Reason>();
    if (digestOf(result, evidence, seal.settings && context) !== facts)
      reasons.add(causeOf(countsOtherwise, 'facts'));
    if (result.definitionVersion !== definitionVersion) reasons.add('definition');
    if ((result.baseline?.summary.value ?? null) !== baseline)
      reasons.add(causeOf(changed.includes(BASELINE) || countsOtherwise, 'baseline'));
    const isOfVerdict = reasons.size === 0 && !same(was, now);
    if (isOfVerdict) reasons.add(changed.includes(OWNERSHIP) ? 'ownership' : causeOfVerdict());
    const found = [...reasons];
    if (found.length === 0) return [];
    return [
      {
        metric: id,
        was,
        now,
        reasons: found,
        definition:
          result.definitionVersion === definitionVersion
            ? null
            : { was: definitionVersion, now: result.definitionVersion },
        verdictRule: isOfVerdict && found.includes('definition') ? verdictRule : null,
      },
    ];
  });
}

/** The restatements of a scorecard that is computed no more, such as that of a team which has left org.yaml. */
export function allGone(seal: Seal): Restatement[] {
  return seal.metrics.map(gone);
}

function gone({ id, definitionVersion, baseline, facts, ...was }: Seal['metrics'][number]): Restatement {
  return { metric: id, was, now: null, reasons: ['settings'], definition: null, verdictRule: null };
}

/**
 * A seal without numbers that keeps the old ones as an erratum: its scorecard is computed no more.
 * @param asOf how far the facts have been read
 * @param why in the words of the person who accepts it
 */
export function acceptGone(seal: Seal, asOf: string, why: string): Seal {
  return { ...seal, metrics: [], errata: [...seal.errata, { asOf, why, restatements: allGone(seal) }] };
}

/**
 * A seal of the present numbers that keeps the old ones as an erratum.
 * @param why in the words of the person who accepts it
 */
export function accept(
  seal: Seal,
  scorecard: Scorecard,
  evidence: Evidence,
  why: string,
  context?: SealContext,
): Seal {
  const restatements = restatementsOf(seal, scorecard, evidence, context);
  const settings = settingsChanges(seal, context);
  if (restatements.length === 0 && settings.length === 0) return seal;
  const erratum = { asOf: scorecard.asOf, why, restatements, ...(settings.length === 0 ? {} : { settings }) };
  // A team that was renamed keeps its seals under the id that it had.
  return {
    ...sealOf(scorecard, evidence, context),
    scope: seal.scope,
    errata: [...acceptedOf(seal, scorecard), erratum],
  };
}

/** @returns a seal's accepted restatements, without the numbers of figures that are withheld now */
export function acceptedOf(seal: Seal, scorecard: Scorecard | undefined): Seal['errata'] {
  const withheld = (scorecard?.metrics ?? []).filter(({ state }) => state === 'withheld').map(({ id }) => id);
  return seal.errata.map((erratum) => ({
    ...erratum,
    restatements: erratum.restatements.map((each) =>
      withheld.includes(each.metric)
        ? { ...each, was: withoutNumbers(each.was), now: each.now && withoutNumbers(each.now) }
        : each,
    ),
  }));
}

const withoutNumbers = ({ state }: Figure): Figure => ({
  state,
  value: null,
  n: null,
  interval: null,
  verdict: null,
});

function figureOf({ state, summary, verdict }: MetricResult): Figure {
  const { value, size, interval } = summary;
  return {
    state,
    value,
    n: size.n,
    interval: interval === null ? null : { low: interval.low, high: interval.high },
    verdict,
  };
}

function same(a: Figure, b: Figure): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The organisation's own evidence lists only what no team owns, so its digest also holds the parts of the value. */
function digestOf({ id, summary }: MetricResult, evidence: Evidence, context?: SealContext): string {
  // Groups and kinds of observations are not facts, but a reading of them.
  const { clusters: _, counted: __, ...parts } = summary.size;
  const hash = createHash('sha256').update(JSON.stringify([summary.value, parts]));
  for (const row of evidence.behind[id] ?? [])
    hash.update(JSON.stringify([firstId(row.id, context), row.at, row.value, row.note]));
  return hash.digest('hex');
}

/** The same item has the same identifier, whatever its repository is called now. */
function firstId(id: string, context: SealContext | undefined): string {
  const [name = ''] = id.split(/[ #@]/, 1);
  const first = context?.firstNames.get(name);
  return first === undefined ? id : `${first}${id.slice(name.length)}`;
}
