import type { z } from 'zod';
import { didYouMean } from './didYouMean.ts';
import { Problem, together } from './problem.ts';

/** What was checked against a schema, and how to name places in it. */
export interface Checked {
  data: unknown;
  schema: z.ZodType;
  placeOf: (path: readonly PropertyKey[]) => string;
  /** Where a field's name is written; only asked for fields that the schema does not know. */
  placeOfKey: (path: readonly PropertyKey[], key: string) => string;
}

/** @returns one problem with everything that a schema refused: place, what was found, what is allowed, the nearest name */
export function schemaProblem(
  { issues }: z.ZodError,
  { data, schema, placeOf, placeOfKey }: Checked,
): Problem {
  const problems = issues.flatMap((reported) => {
    const issue = deepest(reported);
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => unknownKey(placeOfKey(issue.path, key), key, known));
    }
    const value = valueAt(data, issue.path);
    return new Problem({
      place: placeOf(issue.path),
      found: value === undefined || value === null ? 'nothing' : short(value),
      expected: expectedBy(issue),
      remedy: `Correct the value at this place.${issue.code === 'invalid_value' && typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : ''}`,
      exitCode: 2,
    });
  });
  return together(problems);
}

function unknownKey(place: string, key: string, known: readonly string[]): Problem {
  return new Problem({
    place,
    found: `the unknown field \`${key}\``,
    expected: known.length === 0 ? 'the fields that belong here' : `one of: ${known.join(', ')}`,
    remedy: `Remove or rename \`${key}\`.${didYouMean(key, known)}`,
    exitCode: 2,
  });
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields with their values',
  record: 'names with their values',
};

/** What the sizes of a text and of a list count. */
const PARTS: Readonly<Record<string, string>> = { string: ' characters', array: ' of them' };

/** The schema's own words; the library's, where it gives none, in plain ones. */
function expectedBy(issue: z.core.$ZodIssue): string {
  const [ofKey] = issue.code === 'invalid_key' ? issue.issues : [];
  if (ofKey !== undefined) return expectedBy(ofKey);
  const own = !/^(?:Invalid input: expected|Too (?:big|small): expected)/.test(issue.message);
  if (own) return issue.message;
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? `a value of the kind ${issue.expected}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}${PARTS[issue.origin] ?? ''}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum}${PARTS[issue.origin] ?? ''}`;
  return issue.message;
}

/** A union reports a fault for each branch; the one that got deepest is what the writer meant. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const inner = issue.errors
    .flat()
    .map(deepest)
    .reduce<z.core.$ZodIssue | undefined>(
      (best, each) => (best === undefined || each.path.length > best.path.length ? each : best),
      undefined,
    );
  return inner === undefined || inner.path.length === 0
    ? issue
    : { ...inner, path: [...issue.path, ...inner.path] };
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const step of [...path, undefined]) {
    while (isRecord(current) && isRecord(current['def']) && 'innerType' in current['def'])
      current = current['def']['innerType'];
    if (!isRecord(current)) return [];
    if (step === undefined) return isRecord(current['shape']) ? Object.keys(current['shape']) : [];
    if (isRecord(current['shape'])) current = current['shape'][String(step)];
    else if (isRecord(current['def'])) current = current['def']['element'] ?? current['def']['valueType'];
    else return [];
  }
  return [];
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let current = data;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === 'number') current = current[step];
    else if (isRecord(current)) current = current[String(step)];
    else return undefined;
  }
  return current;
}

function short(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
