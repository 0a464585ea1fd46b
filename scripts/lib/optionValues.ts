import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

/** @returns how an option reads a whole number within limits */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

const momentSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** Reads a date or a time. */
export function moment(text: string): string {
  if (momentSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('Expected a date or time, such as 2026-09-01 or 2026-09-01T00:00:00Z.');
}

/** Reads a date. */
export function day(text: string): string {
  if (z.iso.date().safeParse(text).success) return text;
  throw new InvalidArgumentError('Expected a date, such as 2026-09-01.');
}
