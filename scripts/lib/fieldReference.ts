import { z } from 'zod';
import { organisationSchema } from '../../src/handbook/organisation.ts';

/** Where the fields of org.yaml are listed, from the project's root. */
export const FIELD_REFERENCE = 'docs/schemas/org.md';

/** As much of a JSON Schema as says what a field is. */
interface Field {
  description?: string | undefined;
  type?: string | undefined;
  default?: unknown;
  enum?: unknown[] | undefined;
  const?: unknown;
  properties?: Record<string, Field> | undefined;
  required?: string[] | undefined;
  items?: Field | undefined;
  anyOf?: Field[] | undefined;
  oneOf?: Field[] | undefined;
}

const fieldSchema: z.ZodType<Field> = z.object({
  description: z.string().optional(),
  type: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  get properties() {
    return z.record(z.string(), fieldSchema).optional();
  },
  required: z.array(z.string()).optional(),
  get items() {
    return fieldSchema.optional();
  },
  get anyOf() {
    return z.array(fieldSchema).optional();
  },
  get oneOf() {
    return z.array(fieldSchema).optional();
  },
});

/** @returns every field of org.yaml with what it takes, its default and its meaning, in Markdown, from the schema */
export function fieldReference(): string {
  const json = z.toJSONSchema(organisationSchema, { io: 'input', unrepresentable: 'any' });
  const root = fieldSchema.parse(json);
  const rows = rowsOf(root, '');
  return [
    '# The fields of org.yaml',
    '',
    '`npm run schemas` writes this page from the schema that reads `org.yaml`. `[]` stands for each entry of a list. [How to',
    'describe an organisation](../structures.md) has an example of each structure.',
    '',
    '| field | takes | default | meaning |',
    '| ----- | ----- | ------- | ------- |',
    ...rows.map((cells) => `| ${cells.map(inCell).join(' | ')} |`),
    '',
  ].join('\n');
}

type Row = readonly [field: string, takes: string, standard: string, meaning: string];

function rowsOf({ properties = {}, required = [] }: Field, before: string): Row[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${before}${name}`;
    const standard = field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``;
    const isNeeded = required.includes(name) && field.default === undefined;
    const own: Row = [
      `\`${path}\``,
      takes(field),
      isNeeded ? 'required' : standard === '`{}`' ? '' : standard,
      field.description ?? '',
    ];
    return [own, ...within(field, path)];
  });
}

/** The fields of what a field holds: of an object, of each entry of a list, of each alternative. */
function within(field: Field, path: string): Row[] {
  const rows = [
    ...rowsOf(field, `${path}.`),
    ...(field.items === undefined ? [] : within(field.items, `${path}[]`)),
    ...alternativesOf(field).flatMap((alternative) => within(alternative, path)),
  ];
  return Array.from(
    Map.groupBy(rows, ([name]) => name),
    ([name, same]) => {
      const [, , standard = '', meaning = ''] = same.find((row) => row[3] !== '') ?? same[0] ?? [];
      return [name, [...new Set(same.map((row) => row[1]))].join(', '), standard, meaning];
    },
  );
}

const alternativesOf = ({ anyOf = [], oneOf = [] }: Field): Field[] => [...anyOf, ...oneOf];

function takes(field: Field): string {
  const { type, enum: values, const: only, items } = field;
  const alternatives = alternativesOf(field);
  if (only !== undefined) return `\`${String(only)}\``;
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (alternatives.length > 0) return [...new Set(alternatives.map(takes))].join(', or ');
  if (type === 'array') return items === undefined ? 'a list' : `a list: ${takes(items)}`;
  return WORDS[type ?? ''] ?? 'any value';
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true`, `false`',
  object: 'fields',
};

function inCell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
