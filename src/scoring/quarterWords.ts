import type { Definition } from '../handbook/definition.ts';
import { formatValue } from '../scorecard/format.ts';
import type { State } from '../scorecard/schema.ts';
import type { Summary } from '../stats/summary.ts';
import type { QuarterCut, QuarterScope } from './quarterCut.ts';
import { appliesIn, fewBehind, type Series, unknownThroughout } from './series.ts';
import { FEWEST_PEOPLE, type Reason } from './suppression.ts';

/** The state of a figure, and where it comes from in words; null for one that needs none. */
interface FigureState {
  state: State;
  reason: string | null;
}

/** @returns why a quarter has no figure, whatever there is in its series; null where it may have one */
export function absenceOf(
  series: Series,
  { minimum }: Definition,
  { window, exposure, startsWithExposure, withheld, missing }: QuarterScope,
): FigureState | null {
  if (!appliesIn(series, window)) {
    const { notApplicable } = series.applicability(window);
    return {
      state: 'not-applicable',
      reason: notApplicable.map((each) => `${sentenceCase(each)}.`).join(' '),
    };
  }
  if (startsWithExposure && exposure.from >= window.end)
    return { state: 'not-applicable', reason: 'Nothing of this kind had ever been recorded by then.' };
  if (withheld === 'still')
    return { state: 'no-data', reason: missing.length > 0 ? unobserved(missing) : STILL };
  const reason = withheld ?? (fewBehind(series, [window]) ? 'few' : null);
  if (reason !== null) {
    const reasons = minimum === undefined ? REASONS : { ...REASONS, ...reasonsOf(minimum) };
    return { state: 'withheld', reason: reasons[reason] };
  }
  const unknown = unknownThroughout(series, window);
  return unknown.length === 0 ? null : { state: 'no-data', reason: unobserved([...missing, ...unknown]) };
}

/** @returns the state of a figure that was computed, given what is missing of the facts behind it */
export function stateOf({ state, n }: Summary, missing: readonly string[]): FigureState {
  if (state === 'too-few')
    return { state, reason: `Only ${n} observed, too few for a figure that means anything.` };
  if (missing.length > 0)
    return state === 'ok'
      ? { state: 'partial', reason: `The facts are incomplete: ${missing.join('; ')}.` }
      : { state, reason: unobserved(missing) };
  return { state, reason: state === 'ok' ? null : 'Nothing of this kind was observed in this quarter.' };
}

function unobserved(missing: readonly string[]): string {
  return `Nothing could be observed: ${missing.join('; ')}.`;
}

/** The name of a repository stays as it is. */
function sentenceCase(text: string): string {
  return /^\S*\//.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

const REASONS: Record<Reason | 'quarter', string> = {
  quarter: `Fewer than ${FEWEST_PEOPLE} people wrote what was merged in this quarter, so its figures would speak of persons.`,
  few: `Fewer than ${FEWEST_PEOPLE} people are behind this figure, so it would speak of persons.`,
  dominated:
    'One person is behind more than three quarters of this figure, so it would speak of that person.',
  protects: `Withheld to protect another figure: beside what else is published, this one would show the work of fewer than ${FEWEST_PEOPLE} people, or mostly of one.`,
};

/** It says neither how much is open nor for how long: that could be the work of one person. */
const STILL =
  'Nothing was merged, and nothing of this kind began or ended in this quarter. What was open before is not counted.';

/** Why a figure of customers or money is withheld. */
function reasonsOf({ count, of, areAmounts }: NonNullable<Definition['minimum']>): Record<Reason, string> {
  const single = areAmounts ? 'single amounts' : 'single customers';
  return {
    few: `Fewer than ${count} ${of} are behind this figure, so it would speak of ${single}.`,
    dominated: `More than three quarters of this figure is one of its ${of}, so it would speak of that one.`,
    protects: `Withheld to protect another figure: beside what else is published, this one would show fewer than ${count} ${of}, or mostly one.`,
  };
}

/**
 * @param n how many observations the figure is of
 * @returns what is worth saying beside a figure
 */
export function notesOf({ respondents }: Definition, cut: QuarterCut, n: number): string[] {
  return [
    ...cut.remarks.map(({ text, count }) => `${count} ${text}`),
    ...cut.notApplicable.map((reason) => `Not counted here: ${reason}`),
    ...cut.notes,
    ...cut.parts.map((part) => (respondents ? answersNote(part) : shareNote(part, n))),
    ...waitNotes(cut.waiting),
    ...cut.uncompared.map(({ id, unknown }) => `nothing is compared with ${id}, where ${unknown.join('; ')}`),
  ];
}

type Part = QuarterCut['parts'][number];

/** How many of those asked answered, as the rows of an import say it. */
function answersNote({ text, rows }: Part): string {
  return rows === 1 ? text : `${text}, in each of ${rows} teams`;
}

/** What a part of a sum comes to, such as planned downtime. */
function shareNote({ text, of }: Part, n: number): string {
  const count = (number: number): string => number.toLocaleString('en-GB');
  return `${count(of)} of ${count(n)}: ${text}`;
}

/** A backlog that only ages is reported, and not counted again. */
function waitNotes({ ofWindow, before, longest }: QuarterCut['waiting']): string[] {
  return [
    ...(ofWindow === 0
      ? []
      : [`${ofWindow} were not over at the quarter’s end and count with the hours so far`]),
    ...(before === 0
      ? []
      : [
          `${before} from before the quarter still waited at its end, the longest for ${formatValue(longest, 'hours')}: each counts in the quarter in which it began`,
        ]),
  ];
}
