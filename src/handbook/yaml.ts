import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { numberAt } from '../facts/numberAt.ts';
import { Problem } from '../facts/problem.ts';
import { schemaProblem } from '../facts/schemaProblem.ts';
import { keepLatest } from './keepLatest.ts';

/** YAML that was parsed and checked, with the place of each value for later messages. */
export interface Parsed<T> {
  value: T;
  /** What the file says, before the schema filled in defaults and sources. */
  raw: unknown;
  /** `file:line:column` of the value at a path. */
  placeOf: (path: readonly PropertyKey[]) => string;
  /** The same of a line and a column, from 1, within a text. */
  placeWithin: (path: readonly PropertyKey[], line: number, column: number) => string;
}

/**
 * Parses YAML against a schema.
 * @param lineOffset lines before the YAML in its file (the `---` of frontmatter)
 * @throws Problem (exit 2) naming file, line, column, what was found and what is allowed, for every problem
 */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>, lineOffset = 0): Parsed<T> {
  const { document, lines, data } = readYaml(file, text, lineOffset);
  const at = (offset: number): string => placeAt(file, lines, offset, lineOffset);
  const placeOf = (path: readonly PropertyKey[]): string => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return at(node.range[0]);
    }
    return file;
  };
  const placeWithin = (path: readonly PropertyKey[], line: number, column: number): string => {
    const node: unknown = document.getIn(path, true);
    if (!isScalar(node) || !node.range) return placeOf(path);
    const start = lines.linePos(node.range[0]);
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    if (!isBlock && line > 1) return placeOf(path);
    const quote = node.type === 'PLAIN' || isBlock ? 0 : 1;
    const block = text.split('\n').slice(start.line);
    const indent = /^ */.exec(block.find((each) => each.trim() !== '') ?? '')?.[0].length ?? 0;
    return isBlock
      ? `${file}:${start.line + line + lineOffset}:${indent + column}`
      : `${file}:${start.line + lineOffset}:${start.col + quote + column - 1}`;
  };
  const keyPlace = (path: readonly PropertyKey[], key: string): string => {
    const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(map) ? map.items.find((item) => String(item.key) === key) : undefined;
    return isNode(pair?.key) && pair.key.range ? at(pair.key.range[0]) : placeOf(path);
  };
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data, raw: data, placeOf, placeWithin };
  throw schemaProblem(parsed.error, {
    data,
    schema,
    placeOf: (path) => `${placeOf(path)} (${path.map(String).join('.') || 'document'})`,
    placeOfKey: keyPlace,
  });
}

function placeAt(file: string, lines: LineCounter, offset: number, lineOffset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line + lineOffset}:${col}`;
}

const readYaml = keepLatest((file, text: string, lineOffset: number) => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => placeAt(file, lines, offset, lineOffset);
  /** What was read from a text has a range in it. */
  const placeOf = ({ range }: Node) => at(numberAt(range ?? [], 0));
  const syntax = document.errors[0];
  if (syntax !== undefined) throw unreadable(at(syntax.pos[0]), syntax.message);
  visit(document, {
    Alias(_, node, ancestors) {
      const target = node.resolve(document);
      const place = placeOf(node);
      if (target === undefined) throw unreadable(place, `\`*${node.source}\` refers to nothing`);
      if (ancestors.some((ancestor) => ancestor === target))
        throw unreadable(place, `\`*${node.source}\` refers to what it is part of`);
    },
    Pair(_, { key }) {
      if (!isScalar(key) || key.value !== '__proto__') return;
      throw unreadable(placeOf(key), '`__proto__` cannot be the name of anything');
    },
  });
  return { document, lines, data: valuesOf(document, file) };
});

function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw unreadable(file, cause instanceof Error ? cause.message : String(cause));
  }
}

function unreadable(place: string, reason: string): Problem {
  return new Problem({
    place,
    found: `YAML that cannot be read: ${reason.startsWith('Maximum call stack') ? 'lists and maps within one another, too deep' : reason}`,
    expected: 'valid YAML',
    remedy: reason.startsWith('`__proto__`')
      ? 'Choose another name.'
      : /alias|refers to/i.test(reason)
        ? 'Put text that begins with `*` in quotes: "*-robot".'
        : 'Correct the syntax at this place.',
    exitCode: 2,
  });
}
