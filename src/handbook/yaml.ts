import { closest, distance } from 'fastest-levenshtein';
import { LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Problem } from '../facts/problem.ts';

/** YAML that was parsed and checked, with the place of each value for later messages. */
export interface Parsed<T> {
  value: T;
  /** `file:line:column` of the value at a path. */
  placeOf: (path: readonly PropertyKey[]) => string;
}

/**
 * Parses YAML against a schema.
 * @param lineOffset lines before the YAML in its file (the `---` of frontmatter)
 * @throws Problem (exit 2) naming file, line, column, what was found and what is allowed, for the first fault
 */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>, lineOffset = 0): Parsed<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line + lineOffset}:${col}`;
  };
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    throw new Problem({
      place: at(syntax.pos[0]),
      found: `YAML that cannot be read: ${syntax.message}`,
      expected: 'valid YAML',
      remedy: 'Correct the syntax at this place.',
      exitCode: 2,
    });
  }
  const placeOf = (path: readonly PropertyKey[]): string => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return at(node.range[0]);
    }
    return file;
  };
  const data: unknown = document.toJS();
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data, placeOf };
  const issue = deepest(parsed.error.issues);
  const value: unknown = valueAt(data, issue.path);
  throw new Problem({
    place: `${placeOf(issue.path)} (${issue.path.map(String).join('.') || 'document'})`,
    found: value === undefined ? 'nothing' : short(value),
    expected: issue.message,
    remedy: remedyFor(issue, schema, value),
    exitCode: 2,
  });
}

/** @returns `, did you mean "…"?` when a known name is close to the one that was found, else an empty string */
export function didYouMean(found: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const near = closest(found, known);
  return distance(found, near) <= Math.max(2, Math.ceil(found.length / 3))
    ? ` Did you mean \`${near}\`?`
    : '';
}

function remedyFor(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    const guess = issue.keys.map((key) => didYouMean(key, known)).join('');
    return `Remove or rename ${issue.keys.map((key) => `\`${key}\``).join(', ')}.${guess}${known.length > 0 ? ` Known here: ${known.join(', ')}.` : ''}`;
  }
  if (issue.code === 'invalid_value' && typeof value === 'string')
    return `Correct the value at this place.${didYouMean(value, issue.values.map(String))}`;
  return 'Correct the value at this place.';
}

/** A union reports a fault for each branch; the one that got deepest is what the writer meant. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  let best: z.core.$ZodIssue | undefined;
  for (const issue of issues) {
    const candidate =
      issue.code === 'invalid_union' && issue.errors.length > 0 ? nested(issue, issue.errors) : issue;
    if (best === undefined || candidate.path.length > best.path.length) best = candidate;
  }
  if (best === undefined) throw new RangeError('A failed parse has at least one issue.');
  return best;
}

function nested(
  issue: z.core.$ZodIssue,
  branches: readonly (readonly z.core.$ZodIssue[])[],
): z.core.$ZodIssue {
  const inner = deepest(branches.flat());
  return inner.path.length === 0 ? issue : { ...inner, path: [...issue.path, ...inner.path] };
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
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNode(value: unknown): value is Node {
  return isRecord(value) && 'range' in value;
}
