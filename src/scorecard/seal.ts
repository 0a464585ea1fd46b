import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Evidence, type MetricResult, type Scorecard, states, verdicts } from './schema.ts';

/**
 * Sealing: what a closed quarter's scorecard said, kept with a digest of its facts and the version of each definition.
 * A later difference is a restatement, with the old number, the new one and the reason; nothing changes silently.
 */

const SEAL_VERSION = 1;

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

const reasons = ['facts', 'definition', 'baseline', 'settings'] as const;

const restatementSchema = z
  .strictObject({
    metric: z.string(),
    was: figureSchema,
    now: figureSchema.nullable().describe('Null when the metric is computed no more.'),
    reasons: z
      .array(z.enum(reasons))
      .min(1)
      .describe(
        '`facts`: the items behind it changed, or what they count for. `definition`: it follows another version. `baseline`: what it is compared with changed. `settings`: with all that as it was, another setting in org.yaml, another way of computing, or another spread of what it is compared with; also for what is computed no more.',
      ),
    definition: z
      .strictObject({ was: z.int(), now: z.int() })
      .nullable()
      .describe('The versions, where they differ.'),
  })
  .describe('A number of a sealed quarter that is not what it was.');

/** `data/seals/<quarter>/<scope>.json` */
export const sealSchema = z.strictObject({
  schemaVersion: z.literal(SEAL_VERSION),
  quarter: z.string(),
  scope: z.string(),
  sample: z
    .boolean()
    .optional()
    .describe('True for a seal of the sample organisation, which says nothing of any other.'),
  asOf: z.iso.datetime().describe('Facts up to here were counted.'),
  metrics: z.array(sealedMetricSchema),
  errata: z
    .array(
      z.strictObject({
        asOf: z.iso.datetime().describe('The facts’ age when the restatement was accepted.'),
        why: z.string().min(1).describe('The reason, in the words of the person who accepted it.'),
        restatements: z.array(restatementSchema).min(1),
      }),
    )
    .describe('Accepted restatements, oldest first.'),
});

export type Seal = z.infer<typeof sealSchema>;
export type Restatement = z.infer<typeof restatementSchema>;
export type Reason = (typeof reasons)[number];
type Figure = z.infer<typeof figureSchema>;

/** @throws RangeError for a quarter that is not closed */
export function sealOf(scorecard: Scorecard, evidence: Evidence): Seal {
  const { quarter, scope, asOf, metrics } = scorecard;
  if (!quarter.closed) throw new RangeError(`${quarter.id} is not closed`);
  return {
    schemaVersion: SEAL_VERSION,
    quarter: quarter.id,
    scope: scope.id,
    ...(scorecard.sample ? { sample: true } : {}),
    asOf,
    metrics: metrics.map((result) => ({
      id: result.id,
      definitionVersion: result.definitionVersion,
      ...figureOf(result),
      baseline: result.baseline?.summary.value ?? null,
      facts: digestOf(result, evidence),
    })),
    errata: [],
  };
}

/** Whether a seal is about this organisation: the sample's seals are shipped with Plumbline, and about no other. */
export function isSealOf(seal: Pick<Seal, 'sample'>, organisation: { sample: boolean }): boolean {
  return seal.sample !== true || organisation.sample;
}

/**
 * What a scorecard says otherwise than its seal, by metric in the seal's order; a metric that is new since is none. Of
 * a figure that is withheld now, the old number is not repeated: it would speak of persons.
 */
export function restatementsOf(seal: Seal, scorecard: Scorecard, evidence: Evidence): Restatement[] {
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
        },
      ];
    const found: Reason[] = [];
    if (digestOf(result, evidence) !== facts) found.push('facts');
    if (result.definitionVersion !== definitionVersion) found.push('definition');
    if ((result.baseline?.summary.value ?? null) !== baseline) found.push('baseline');
    if (found.length === 0 && !same(was, now)) found.push('settings');
    if (found.length === 0) return [];
    return [
      {
        metric: id,
        was,
        now,
        reasons: found,
        definition: found.includes('definition')
          ? { was: definitionVersion, now: result.definitionVersion }
          : null,
      },
    ];
  });
}

/** The restatements of a scorecard that is computed no more, such as that of a team which has left org.yaml. */
export function allGone(seal: Seal): Restatement[] {
  return seal.metrics.map(gone);
}

function gone({ id, definitionVersion, baseline, facts, ...was }: Seal['metrics'][number]): Restatement {
  return { metric: id, was, now: null, reasons: ['settings'], definition: null };
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
export function accept(seal: Seal, scorecard: Scorecard, evidence: Evidence, why: string): Seal {
  const restatements = restatementsOf(seal, scorecard, evidence);
  if (restatements.length === 0) return seal;
  return {
    ...sealOf(scorecard, evidence),
    errata: [...acceptedOf(seal, scorecard), { asOf: scorecard.asOf, why, restatements }],
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
function digestOf({ id, summary }: MetricResult, evidence: Evidence): string {
  // Groups of observations are not facts, but a reading of them.
  const { clusters: _, ...parts } = summary.size;
  const hash = createHash('sha256').update(JSON.stringify([summary.value, parts]));
  for (const row of evidence.behind[id] ?? [])
    hash.update(JSON.stringify([row.id, row.at, row.value, row.note]));
  return hash.digest('hex');
}
