import { z } from 'zod';
import { byQuarter } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { DatedOrganisation } from '../handbook/ownershipOverTime.ts';
import { formatCount } from '../scorecard/format.ts';
import type { Evidence, MetricResult, Scorecard } from '../scorecard/schema.ts';
import {
  acceptedOf,
  allGone,
  isSealOf,
  type Reason,
  type Restatement,
  restatementSchema,
  restatementsOf,
  type Seal,
} from '../scorecard/seal.ts';
import { sealContextOf, sealedIdsOf } from '../scorecard/sealContext.ts';
import { shownInterval, shownValue } from '../scorecard/shown.ts';
import { absenceWords } from './figure.ts';

/** A restated number, with the page that shows it. */
export const erratumSchema = z.strictObject({
  quarter: z.string(),
  scope: z.string(),
  restatement: restatementSchema,
  /** The reason that was given when it was accepted; null while nobody has accepted it. */
  why: z.string().nullable(),
  /** How far the facts had been read. */
  asOf: z.string(),
  /** Whether the scorecard still exists. */
  hasPage: z.boolean(),
});

export type Erratum = z.infer<typeof erratumSchema>;

/** Every restatement of sealed quarters: newest quarter first, the accepted ones oldest first, then the open ones. */
export function errataOf(
  seals: readonly Seal[],
  scorecards: readonly Scorecard[],
  evidence: readonly Evidence[],
  organisation: DatedOrganisation,
): Erratum[] {
  const sample = scorecards.some((card) => card.sample);
  return seals
    .filter((seal) => isSealOf(seal, { sample }))
    .toSorted((a, b) => byQuarter(b.quarter, a.quarter) || a.scope.localeCompare(b.scope))
    .flatMap((seal) => {
      const { quarter } = seal;
      const scorecard = scorecards.find(
        (card) =>
          card.quarter.id === quarter && sealedIdsOf(organisation, card.scope.id).includes(seal.scope),
      );
      const scope = scorecard?.scope.id ?? seal.scope;
      const items = evidence.find((file) => file.quarter === quarter && file.scope === scope);
      const present = scorecard !== undefined && items !== undefined;
      const open = present ? openOf(seal, scorecard, items, organisation) : allGone(seal);
      const place = { quarter, scope, hasPage: scorecard !== undefined };
      return [
        ...acceptedOf(seal, scorecard).flatMap(({ asOf, why, restatements }) =>
          restatements.map((restatement) => ({ ...place, restatement, why, asOf })),
        ),
        ...open.map((restatement) => ({
          ...place,
          restatement,
          why: null,
          asOf: scorecard?.asOf ?? seal.asOf,
        })),
      ];
    });
}

/** What could not be read this time restates nothing. */
function openOf(
  seal: Seal,
  scorecard: Scorecard,
  items: Evidence,
  organisation: DatedOrganisation,
): Restatement[] {
  if (scorecard.unreadable.length > 0) return [];
  return restatementsOf(seal, scorecard, items, sealContextOf(organisation, scorecard));
}

const words: Record<Reason, string> = {
  facts: 'the items behind it changed, or what they count as',
  definition: 'it follows another version of its definition',
  baseline: 'its baseline changed, or how much that varies',
  ownership: 'teams own other things than they did',
  // Errata that were accepted before the rule of verdicts had a version say no more.
  settings: 'a setting or the way of computing changed',
};

/**
 * What a number was sealed as and what it is now, in words.
 * @param result what it is now, where that is known: it is written so everywhere
 * @param brief whether to leave out its size and interval
 */
export function figuresInWords(
  { was, now }: Restatement,
  definition: Definition | undefined,
  result: MetricResult | undefined,
  brief = false,
): { was: string; now: string } {
  const shown = result ?? {
    unit: definition?.unit ?? 'count',
    importedFrom: [],
    summary: now ?? was,
    baseline: { summary: was },
  };
  const describe = ({ value, n, interval, verdict, state }: Restatement['was']): string => {
    if (value === null)
      return state === 'ok' || state === 'partial' ? 'not shown any more' : absenceWords(state);
    const range = shownInterval({ interval }, shown, definition);
    const outcome = verdict === null ? '' : `, ${verdict.replaceAll('-', ' ')}`;
    const basis = brief ? '' : ` (n ${n ?? '–'}${range === null ? '' : `, ${range}`})`;
    return `${shownValue(value, shown, definition)}${basis}${outcome}`;
  };
  return { was: describe(was), now: now === null ? 'computed no more' : describe(now) };
}

/** Why a number was restated, in words. */
export function reasonWords({ now, reasons, definition, verdictRule }: Restatement): string {
  if (now === null) return 'a setting changed, or less was read';
  return reasons
    .flatMap((reason) => {
      if (reason !== 'definition') return words[reason];
      const named = [
        ...(definition === null ? [] : [`its definition went from ${versions(definition)}`]),
        ...(verdictRule === null ? [] : [`the rule of verdicts went from ${versions(verdictRule)}`]),
      ];
      return named.length === 0 ? words[reason] : named;
    })
    .join('; ');
}

/** What many numbers that nobody has accepted yet have changed for at once; null where each has a reason of its own. */
export function sharedCause({ now, reasons }: Restatement): string | null {
  if (now === null) return null;
  if (reasons.includes('ownership')) return words.ownership;
  const isOfSettings = reasons.every((reason) => reason === 'settings' || reason === 'baseline');
  return isOfSettings && reasons.includes('settings') ? words.settings : null;
}

function versions({ was, now }: { was: number; now: number }): string {
  return `version ${was} to ${now}`;
}

/** @returns one restatement for each number: from what was sealed to what it is after all of them, with every reason */
export function inOneStep(errata: readonly Erratum[]): Erratum[] {
  const byNumber = Map.groupBy(errata, ({ quarter, scope, restatement }) =>
    [quarter, scope, restatement.metric].join(' '),
  );
  return [...byNumber.values()].flatMap((steps) => {
    const [first, last] = [steps[0], steps.at(-1)];
    if (first === undefined || last === undefined) return [];
    const restatement: Restatement = {
      ...last.restatement,
      was: first.restatement.was,
      reasons: [...new Set(steps.flatMap((step) => step.restatement.reasons))],
      definition: spanOf(steps.map((step) => step.restatement.definition)),
      verdictRule: spanOf(steps.map((step) => step.restatement.verdictRule)),
    };
    return [{ ...last, restatement }];
  });
}

/**
 * How many numbers were restated and how often, in words: `66 numbers`, and `66 numbers, in 95 steps` where one was
 * restated more than once. Every page counts them so.
 */
export function restatedWords(errata: readonly Erratum[]): string {
  const numbers = inOneStep(errata).length;
  const steps = errata.length > numbers ? `, in ${errata.length.toLocaleString('en-GB')} steps` : '';
  return `${formatCount(numbers, 'number', 'numbers')}${steps}`;
}

/** From the first version to the last one. */
function spanOf(steps: readonly Restatement['definition'][]): Restatement['definition'] {
  const known = steps.filter((step) => step !== null);
  const [from, to] = [known[0], known.at(-1)];
  return from === undefined || to === undefined ? null : { was: from.was, now: to.now };
}

/** Whether a metric's number in a quarter differs from what was sealed. */
export function isRestated(
  errata: readonly Erratum[],
  quarter: string,
  scope: string,
  metric: string,
): boolean {
  return errata.some(
    (erratum) =>
      erratum.quarter === quarter && erratum.scope === scope && erratum.restatement.metric === metric,
  );
}
