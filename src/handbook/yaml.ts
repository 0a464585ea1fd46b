import { type Document, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { didYouMean } from '../facts/didYouMean.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';

/** YAML that was parsed and checked, with the place of each value for later messages. */
export interface Parsed<T> {
  value: T;
  /** `file:line:column` of the value at a path. */
  placeOf: (path: readonly PropertyKey[]) => string;
}

/**
 * Parses YAML against a schema.
 * @param lineOffset lines before the YAML in its file (the `---` of frontmatter)
 * @throws Problem (exit 2) naming file, line, column, what was found and what is allowed, for every fault
 */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>, lineOffset = 0): Parsed<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line + lineOffset}:${col}`;
  };
  const syntax = document.errors[0];
  if (syntax !== undefined) throw unreadable(at(syntax.pos[0]), syntax.message);
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) === undefined)
        throw unreadable(at(node.range?.[0] ?? 0), `\`*${node.source}\` refers to nothing`);
    },
  });
  const placeOf = (path: readonly PropertyKey[]): string => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return at(node.range[0]);
    }
    return file;
  };
  const keyPlace = (path: readonly PropertyKey[], key: string): string => {
    const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(map) ? map.items.find((item) => String(item.key) === key) : undefined;
    return isNode(pair?.key) && pair.key.range ? at(pair.key.range[0]) : placeOf(path);
  };
  const data = valuesOf(document, file);
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data, placeOf };
  const problems = new ProblemCollector();
  for (const reported of parsed.error.issues) {
    const issue = deepest(reported);
    const value: unknown = valueAt(data, issue.path);
    problems.add(
      issue.code === 'unrecognized_keys'
        ? unknownKeys(keyPlace(issue.path, issue.keys[0] ?? ''), issue.keys, keysAt(schema, issue.path))
        : new Problem({
            place: `${placeOf(issue.path)} (${issue.path.map(String).join('.') || 'document'})`,
            found: value === undefined || value === null ? 'nothing' : short(value),
            expected: expectedBy(issue),
            remedy: `Correct the value at this place.${issue.code === 'invalid_value' && typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : ''}`,
            exitCode: 2,
          }),
    );
  }
  problems.throwIfAny();
  throw new RangeError('A failed parse has at least one issue.');
}

function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw unreadable(file, cause instanceof Error ? cause.message : String(cause));
  }
}

function unknownKeys(place: string, keys: readonly string[], known: readonly string[]): Problem {
  return new Problem({
    place,
    found: `no known field: ${keys.map((key) => `\`${key}\``).join(', ')}`,
    expected: known.length === 0 ? 'the fields that belong here' : `one of: ${known.join(', ')}`,
    remedy: `Remove or rename ${keys.map((key) => `\`${key}\``).join(', ')}.${keys.map((key) => didYouMean(key, known)).join('')}`,
    exitCode: 2,
  });
}

function unreadable(place: string, fault: string): Problem {
  return new Problem({
    place,
    found: `YAML that cannot be read: ${fault}`,
    expected: 'valid YAML',
    remedy: /alias|refers to/i.test(fault)
      ? 'Put a text that begins with `*` in quotes: "*-robot".'
      : 'Correct the syntax at this place.',
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
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
