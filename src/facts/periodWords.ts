import type { Calendar } from './quarter.ts';

/** What people call a period of an organisation's calendar. A quarter of 13 weeks is a quarter. */
export type PeriodName = 'quarter' | 'half-year';

/** @param id such as `2026-Q1` or `FY2026-H2` */
export function periodName(id: string): PeriodName {
  return /-H[12]$/.test(id) ? 'half-year' : 'quarter';
}

/** @returns what the present periods are called */
export function presentPeriodName({ calendar }: Pick<Calendar, 'calendar'>): PeriodName {
  return calendar?.kind === 'half-years' ? 'half-year' : 'quarter';
}

const QUARTER =
  /(?<!three |[\w/#.<`-])([Qq])uarter(?=s?(?![\w/-]))(?! of (?:it|its|them|these|those|this|all)\b)/g;

/**
 * @param text of Plumbline's own, that speaks of quarters
 * @returns the same of periods of that name; names of files, fields, repositories and addresses stay, and so do fractions:
 *   three quarters of something, a quarter of them
 */
export function inPeriods(text: string, name: PeriodName): string {
  return name === 'quarter'
    ? text
    : text.replace(QUARTER, (_, first: string) => (first === 'Q' ? 'Half-year' : 'half-year'));
}
