import type { z } from 'zod';
import { definitionWith, families, metricHeadings } from './definition.ts';
import {
  antiPatternSchema,
  chapterSchema,
  lessonSchema,
  playbookSchema,
  principleSchema,
  ruleSchema,
} from './pageSchemas.ts';
import type { Source } from './source.ts';

/** A page's fields, of whatever kind. */
export type PageFields = Readonly<Record<string, unknown>>;

/** A field that names other pages by their ids. */
export interface FieldReference {
  field: string;
  /** Where the field lists objects: the key in each that holds the id. */
  key?: string;
  to: PageKind;
  /** What the page calls those pages; null when its text links them already. */
  label: string | null;
  /** What those pages call this one. */
  reverse: string;
}

/** Everything that differs between the kinds of pages of the handbook. */
interface PageKindDescriptor<Page extends PageFields> {
  title: string;
  /** Where the files are in the content folder, and the first part of each page's address. */
  folder: string;
  extension: '.mdx' | '.yaml';
  /** What its fields are, given what a source is: an id while a page is read, the source itself afterwards. */
  schema: (source: z.ZodType<Source>) => z.ZodType<Page>;
  /** Headings that every page has, in this order; null for pages with headings of their own, or with none. */
  headings: readonly string[] | null;
  /** The fewest and the most words of a page's text; null for pages without text. */
  words: readonly [fewest: number, most: number] | null;
  /** Fields in which no two pages of the kind may be the same. */
  unique: readonly (keyof Page & string)[];
  /** Fields that name other pages, in the order in which a page lists them. */
  references: readonly (FieldReference & { field: keyof Page & string })[];
  /** A handbook may have no page of the kind. */
  optional: boolean;
  /** The field that describes the page in lists, in one or two sentences. */
  about: keyof Page & string;
  /** What the pages of the kind are sorted by: the first value, then the second. */
  orderOf: (page: PageFields) => readonly (string | number)[];
}

/** In the order in which a page lists those that refer to it. */
export const pageKindNames = [
  'rule',
  'metric',
  'principle',
  'anti-pattern',
  'playbook',
  'lesson',
  'chapter',
] as const;

export type PageKind = (typeof pageKindNames)[number];

const describe = <Page extends PageFields>(descriptor: PageKindDescriptor<Page>) => descriptor;

const familyOrder: readonly unknown[] = families;

const byOrder = (page: PageFields) => [Number(page['order'])];

const metric = describe({
  title: 'Metric',
  folder: 'metrics',
  extension: '.mdx',
  schema: definitionWith,
  headings: metricHeadings,
  words: [250, 700],
  unique: ['title'],
  references: [
    { field: 'counterMetrics', to: 'metric', label: null, reverse: 'Counter-metric of' },
    { field: 'leadsTo', to: 'metric', label: 'Early sign of', reverse: 'Foretold by' },
    { field: 'rules', to: 'rule', label: 'Guarded by', reverse: 'Guards' },
    {
      field: 'antiPatterns',
      to: 'anti-pattern',
      label: 'Anti-patterns that it invites',
      reverse: 'Invited by',
    },
    { field: 'playbooks', to: 'playbook', label: 'When it moves', reverse: 'When these move' },
  ],
  optional: false,
  about: 'question',
  orderOf: (page) => [familyOrder.indexOf(page['family']), String(page['title'])],
});

const principle = describe({
  title: 'Principle',
  folder: 'principles',
  extension: '.mdx',
  schema: principleSchema,
  headings: ['The idea', 'An example', 'In practice', 'Sources'],
  words: [250, 700],
  unique: ['order', 'title'],
  references: [
    { field: 'metrics', to: 'metric', label: 'Metrics', reverse: 'Principles that lean on it' },
    {
      field: 'antiPatterns',
      to: 'anti-pattern',
      label: 'What goes wrong without it',
      reverse: 'Principles that warn of it',
    },
    { field: 'rules', to: 'rule', label: 'Rules', reverse: 'Named by' },
  ],
  optional: false,
  about: 'description',
  orderOf: byOrder,
});

const antiPattern = describe({
  title: 'Anti-pattern',
  folder: 'anti-patterns',
  extension: '.mdx',
  schema: antiPatternSchema,
  headings: [
    'The temptation',
    'Why it fails',
    'What it does to people',
    'What to watch instead',
    'The check that catches it',
    'Sources',
  ],
  words: [200, 600],
  unique: ['order', 'title'],
  references: [
    { field: 'watchInstead', to: 'metric', label: 'Watch instead', reverse: 'Better than' },
    { field: 'principles', to: 'principle', label: 'Principles that it breaks', reverse: 'Broken by' },
  ],
  optional: false,
  about: 'description',
  orderOf: byOrder,
});

const rule = describe({
  title: 'Rule',
  folder: 'rules',
  extension: '.yaml',
  schema: ruleSchema,
  headings: null,
  words: null,
  unique: ['title'],
  references: [
    { field: 'prevents', to: 'anti-pattern', label: 'Prevents', reverse: 'Caught by the rules' },
    { field: 'principles', to: 'principle', label: 'Keeps', reverse: 'Kept by the rules' },
  ],
  optional: false,
  about: 'rule',
  orderOf: (page) => [String(page['severity']), String(page['title'])],
});

const playbook = describe({
  title: 'Playbook',
  folder: 'playbooks',
  extension: '.mdx',
  schema: playbookSchema,
  headings: [
    'The signal',
    'Likely causes',
    'What to look at first',
    'What to do, smallest first',
    'How to tell that it worked',
    'Sources',
  ],
  words: [200, 600],
  unique: ['order', 'title'],
  references: [
    { field: 'look', key: 'metric', to: 'metric', label: 'Looks at', reverse: 'Looked at by' },
    { field: 'worked', key: 'metric', to: 'metric', label: 'Tells by', reverse: 'Looked at by' },
  ],
  optional: false,
  about: 'description',
  orderOf: byOrder,
});

const lesson = describe({
  title: 'Lesson',
  folder: 'learn',
  extension: '.mdx',
  schema: lessonSchema,
  headings: null,
  words: [300, 900],
  unique: ['order', 'title'],
  references: [{ field: 'principles', to: 'principle', label: 'Principles', reverse: 'Taught in' }],
  optional: false,
  about: 'description',
  orderOf: byOrder,
});

const chapter = describe({
  title: 'Chapter',
  folder: 'chapters',
  extension: '.mdx',
  schema: chapterSchema,
  headings: null,
  words: [600, 1700],
  unique: ['order', 'title'],
  references: [
    { field: 'metrics', to: 'metric', label: 'Metrics', reverse: 'Chapters' },
    { field: 'principles', to: 'principle', label: 'Principles', reverse: 'Chapters' },
    { field: 'playbooks', to: 'playbook', label: 'Playbooks', reverse: 'Chapters' },
  ],
  optional: true,
  about: 'description',
  orderOf: byOrder,
});

/** Every kind of page. */
export const pageKinds = {
  rule,
  metric,
  principle,
  'anti-pattern': antiPattern,
  playbook,
  lesson,
  chapter,
} as const;

/** @returns the ids that a field of a page holds, each with its place in the fields */
export function idsIn(
  page: PageFields,
  { field, key }: FieldReference,
): { id: string; path: readonly PropertyKey[] }[] {
  const values = page[field];
  if (!Array.isArray(values)) return [];
  return values.map((value: unknown, index) =>
    key === undefined
      ? { id: String(value), path: [field, index] }
      : { id: String(isFields(value) ? value[key] : value), path: [field, index, key] },
  );
}

/** Compares two pages of a kind by their reading order. */
export function compareBy(kind: PageKind, a: PageFields, b: PageFields): number {
  const { orderOf } = pageKinds[kind];
  const others = orderOf(b);
  return orderOf(a).reduce<number>((order, value, index) => {
    const other = others[index];
    if (order !== 0) return order;
    return typeof value === 'number' ? value - Number(other) : value.localeCompare(String(other), 'en');
  }, 0);
}

function isFields(value: unknown): value is PageFields {
  return typeof value === 'object' && value !== null;
}
