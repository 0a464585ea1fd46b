import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sax from 'sax';
import { Problem } from '../../facts/problem.ts';
import { sha256 } from '../../facts/sha256.ts';
import type { ExportFile } from './exportFiles.ts';

/** An element: its attributes, and its elements by name, one by itself or several as a list. */
interface Element {
  [name: string]: string | Element | (string | Element)[];
}

/** Reports of tests and of coverage are smaller. */
const LARGEST = 256 * 2 ** 20;

/**
 * Turns a file of XML into JSON: attributes and elements become fields, an element that is repeated a list.
 * @returns the path of the JSON
 * @throws Problem (exit 2) for XML that is not complete or not well-formed
 */
export async function xmlAsJson({ path, name }: ExportFile, temporary: string): Promise<string> {
  const { size } = await stat(path);
  if (size > LARGEST) throw unreadable(path, `${Math.round(size / 2 ** 20)} MB of XML`, 'at most 256 MB');
  const root: Element = {};
  const open: Element[] = [root];
  const parser = sax.parser(true, { trim: true });
  let fault: Error | null = null;
  parser.onerror = (error) => {
    fault ??= error;
    parser.resume();
  };
  parser.onopentag = ({ name: tag, attributes }) => {
    const element: Element = {};
    for (const [key, value] of Object.entries(attributes)) element[key] = String(value);
    const parent = open.at(-1);
    if (parent !== undefined) add(parent, tag, element);
    open.push(element);
  };
  parser.ontext = (text) => {
    const element = open.at(-1);
    if (element !== undefined && element !== root) element['text'] = text;
  };
  parser.onclosetag = () => {
    open.pop();
  };
  for await (const part of createReadStream(path, 'utf8')) parser.write(String(part));
  parser.close();
  const found: unknown = fault;
  if (found instanceof Error)
    throw unreadable(path, (found.message.split('\n')[0] ?? '').toLowerCase(), 'complete, well-formed XML');
  const copy = join(temporary, `${sha256(name).slice(0, 16)}.json`);
  await writeFile(copy, JSON.stringify(root));
  return copy;
}

function add(parent: Element, name: string, element: Element): void {
  const known = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (known === undefined) parent[name] = element;
  else parent[name] = Array.isArray(known) ? [...known, element] : [known, element];
}

function unreadable(place: string, found: string, expected: string): Problem {
  return new Problem({
    place,
    found,
    expected,
    remedy: 'Let the tool write the report again, and copy it when it is complete.',
    exitCode: 2,
  });
}
