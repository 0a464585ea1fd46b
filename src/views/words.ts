/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(items);
}

/** `30 June 2026`, in the organisation's time zone. */
export function day(at: string | number, timeZone: string): string {
  return formatted(at, timeZone, 'day');
}

/** `30 June 2026, 14:05`, in the organisation's time zone. */
export function moment(at: string, timeZone: string): string {
  return `${day(at, timeZone)}, ${formatted(at, timeZone, 'time')}`;
}

/** `2026-06-30`, in the organisation's time zone. */
export function isoDay(at: string, timeZone: string): string {
  return formatted(at, timeZone, 'iso');
}

/** `1 April to 30 June 2026`: the last day is the one before the end, which lies outside. */
export function span({ start, end }: { start: string; end: string }, timeZone: string): string {
  const last = Date.parse(end) - 1;
  const sameYear = formatted(start, timeZone, 'year') === formatted(last, timeZone, 'year');
  return `${formatted(start, timeZone, sameYear ? 'dayOfYear' : 'day')} to ${day(last, timeZone)}`;
}

/** `2025-Q3 to 2026-Q2` for default ones that follow each other; else, as where one may not be compared with, each by name. */
export function baselineWords(quarters: readonly string[], from: 'org.yaml' | 'default'): string {
  const [first] = quarters;
  const last = quarters.at(-1);
  if (first === undefined || last === undefined) return 'none';
  const follow = ordinalOf(last) - ordinalOf(first) === quarters.length - 1;
  return from === 'default' && first !== last && follow ? `${first} to ${last}` : listed(quarters);
}

/** Counts the periods of all years in a row, from an id such as `2026-Q3`, `FY2026-Q3` or `2026-H1`. */
function ordinalOf(id: string): number {
  const [, year, kind, period] = /(\d+)-([QH])(\d)$/.exec(id) ?? [];
  return (kind === 'H' ? 2 : 4) * Number(year) + Number(period);
}

const styles = {
  day: ['en-GB', { day: 'numeric', month: 'long', year: 'numeric' }],
  dayOfYear: ['en-GB', { day: 'numeric', month: 'long' }],
  time: ['en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }],
  year: ['en-GB', { year: 'numeric' }],
  iso: ['sv-SE', { dateStyle: 'short' }],
} as const;

/** A formatter costs more than a hundred dates, and an evidence page has thousands. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatted(at: string | number, timeZone: string, style: keyof typeof styles): string {
  const key = `${style} ${timeZone}`;
  const known = formatters.get(key);
  if (known) return known.format(new Date(at));
  const [locale, options] = styles[style];
  const formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formatters.set(key, formatter);
  return formatter.format(new Date(at));
}
