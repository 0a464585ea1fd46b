import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { FIELD_REFERENCE, fieldReference } from '../../scripts/lib/fieldReference.ts';
import { SCHEMA_FOLDER, schemaFiles, schemaLine } from '../../scripts/lib/schemaFiles.ts';

test('the JSON Schemas are those of the code: `npm run schemas` writes them', async () => {
  const files = schemaFiles();
  expect((await readdir(SCHEMA_FOLDER)).sort()).toEqual([basename(FIELD_REFERENCE), ...files.keys()].sort());
  for (const [name, text] of files)
    expect(await readFile(join(SCHEMA_FOLDER, name), 'utf8'), name).toBe(text);
});

test('the list of the fields of org.yaml is that of the code, with every field that an example of a structure names', async () => {
  const text = await readFile(FIELD_REFERENCE, 'utf8');
  expect(text).toBe(fieldReference());
  const fields = new Set([...text.matchAll(/^\| `([^`]+)`/gm)].map(([, field]) => field));
  const structures = await readFile('docs/structures.md', 'utf8');
  const named = (value: unknown, path: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((entry) => named(entry, `${path}[]`));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, below]) => {
      const field = path === '' ? name : `${path}.${name}`;
      return [field, ...named(below, field)];
    });
  };
  const missing = [...structures.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
    .flatMap(([, yaml = '']) => named(parse(yaml), ''))
    .filter((field) => !fields.has(field));
  expect(missing).toEqual([]);
});

test('every YAML file of the content names its schema on its first line', async () => {
  for (const [folder, depth] of [
    ['content', 1],
    ['content/sample', 2],
    ['content/rules', 2],
  ] as const) {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const [first] = (await readFile(join(folder, name), 'utf8')).split('\n');
      const schema = folder === 'content/rules' ? 'rule' : basename(name, '.yaml');
      expect(first, name).toBe(schemaLine(schema, depth));
      expect(schemaFiles().has(`${schema}.schema.json`), name).toBe(true);
    }
  }
});

test('every field that people write has a description, in org.yaml as in each frontmatter', () => {
  const without: string[] = [];
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    if ('properties' in schema && typeof schema.properties === 'object' && schema.properties !== null)
      for (const [name, field] of Object.entries(schema.properties)) {
        if (!('description' in field)) without.push(`${path}.${name}`);
        walk(field, `${path}.${name}`);
      }
    if ('items' in schema) walk(schema.items, `${path}[]`);
    if ('additionalProperties' in schema) walk(schema.additionalProperties, `${path}{}`);
  };
  for (const [name, text] of schemaFiles()) walk(JSON.parse(text), name.replace('.schema.json', ''));
  expect(without).toEqual([]);
});
