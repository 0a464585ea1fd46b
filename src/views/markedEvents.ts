import { DAY } from '../facts/time.ts';
import { eventsOf, type OrganisationEvent, windowOf } from '../handbook/events.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { day } from './words.ts';

/** An event with the letter that marks it on every chart. */
export interface MarkedEvent extends OrganisationEvent {
  letter: string;
}

type Span = Pick<Scorecard['quarter'], 'start' | 'end'>;

/** The organisation's events with their letters: A to Z, then A1 to Z1 and so on. */
export function marked(events: readonly OrganisationEvent[]): MarkedEvent[] {
  return events.map((event, index) => {
    const round = Math.floor(index / 26);
    const letter = String.fromCharCode(65 + (index % 26));
    return { ...event, letter: round === 0 ? letter : `${letter}${round}` };
  });
}

/** The events that concern a scorecard's team, or the organisation, and touch one of the spans. */
export function eventsWithin(
  events: readonly OrganisationEvent[],
  { scope, timeZone }: Pick<Scorecard, 'scope' | 'timeZone'>,
  spans: readonly Span[],
): MarkedEvent[] {
  const windows = spans.map(({ start, end }) => ({ start: Date.parse(start), end: Date.parse(end) }));
  const concerning = eventsOf(events, scope.kind === 'team' ? [scope.id] : (scope.teams ?? null), windows, {
    timeZone,
  });
  return marked(events).filter((_, index) => concerning.some((event) => event === events[index]));
}

/** The span of a metric's weekly chart; none without one. */
export function weekSpan({ chart }: Pick<MetricResult, 'chart'>): Span[] {
  const [first] = chart?.weeks ?? [];
  const last = chart?.weeks.at(-1);
  if (first === undefined || last === undefined) return [];
  return [{ start: first.start, end: new Date(Date.parse(last.start) + 7 * DAY).toISOString() }];
}

/** Where events lie on an axis of quarters: the quarter, and the share of it that had passed. */
export function onQuarters(
  events: readonly MarkedEvent[],
  quarters: readonly Scorecard['quarter'][],
  timeZone: string,
) {
  return events.flatMap((event) => {
    const { start, end } = windowOf(event, { timeZone });
    const quarter = quarters.find((each) => start < Date.parse(each.end) && Date.parse(each.start) < end);
    if (quarter === undefined) return [];
    const from = Date.parse(quarter.start);
    const at = Math.max(0, (start - from) / (Date.parse(quarter.end) - from));
    return [{ letter: event.letter, name: event.name, quarter: quarter.id, at }];
  });
}

/** `3 to 14 March 2026`, or the one day. */
export function daysOf({ from, until }: OrganisationEvent): string {
  return until === undefined || until === from
    ? day(from, 'UTC')
    : `${day(from, 'UTC')} to ${day(until, 'UTC')}`;
}
