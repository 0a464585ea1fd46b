import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { z } from 'zod';
import { Problem } from '../facts/problem.ts';
import { checkBody } from './body.ts';
import { type Definition, frontmatterSchema } from './definition.ts';
import {
  type AntiPattern,
  antiPatternSchema,
  headings,
  type Lesson,
  lessonSchema,
  type Playbook,
  type Principle,
  playbookSchema,
  principleSchema,
  type Rule,
  ruleSchema,
} from './page.ts';
import { checkReference, type Kind, type Known, parseReference } from './reference.ts';
import { loadSources, type Sources } from './source.ts';
import {
  glossarySchema,
  type Responsibility,
  responsibilitiesSchema,
  type Stage,
  type System,
  stagesSchema,
  systemsSchema,
  type Term,
  type Tier,
  tiersSchema,
} from './ways.ts';
import { type Parsed, parseYaml } from './yaml.ts';

/** Everything that maintainers write, but for the organisation. Pages by id, sorted by id. */
export interface Handbook {
  sources: Sources;
  metrics: ReadonlyMap<string, Definition>;
  principles: ReadonlyMap<string, Principle>;
  antiPatterns: ReadonlyMap<string, AntiPattern>;
  rules: ReadonlyMap<string, Rule>;
  playbooks: ReadonlyMap<string, Playbook>;
  lessons: ReadonlyMap<string, Lesson>;
  glossary: readonly Term[];
  tiers: readonly Tier[];
  stages: readonly Stage[];
  responsibilities: readonly Responsibility[];
  systems: readonly System[];
  /** The ids of each kind, for what refers to the handbook from outside. */
  known: Known;
}

interface Page<T> extends Parsed<T> {
  file: string;
  text: string;
}

/** Where the pages of a kind are kept. */
export const folders = {
  metric: 'metrics',
  principle: 'principles',
  'anti-pattern': 'anti-patterns',
  rule: 'rules',
  playbook: 'playbooks',
  lesson: 'learn',
} as const;

/**
 * Reads `content/metrics/*.mdx` alone, with the references between them.
 * @returns definitions by id, sorted by id
 * @throws Problem (exit 2) for the first fault
 */
export async function loadDefinitions(content: string): Promise<Map<string, Definition>> {
  const sources = await loadSources(content);
  const pages = await pagesIn(content, 'metric', frontmatterSchema(sources));
  const known = { ...nothing, metric: [...pages.keys()] };
  for (const { value, placeOf } of pages.values())
    checkFields(value, { counterMetrics: 'metric', leadsTo: 'metric' }, placeOf, known);
  return valuesOf(pages);
}

/**
 * Reads and checks the whole handbook: each page's fields, its text, and every reference from one to another.
 * @param pictures ids of the pictures that pages can show
 * @throws Problem (exit 2) for the first fault
 */
export async function loadHandbook(content: string, pictures: readonly string[]): Promise<Handbook> {
  const sources = await loadSources(content);
  const pages = {
    metric: await pagesIn(content, 'metric', frontmatterSchema(sources)),
    principle: await pagesIn(content, 'principle', principleSchema(sources)),
    'anti-pattern': await pagesIn(content, 'anti-pattern', antiPatternSchema(sources)),
    rule: await pagesIn(content, 'rule', ruleSchema(sources)),
    playbook: await pagesIn(content, 'playbook', playbookSchema(sources)),
    lesson: await pagesIn(content, 'lesson', lessonSchema()),
  };
  const known: Known = {
    metric: [...pages.metric.keys()],
    principle: [...pages.principle.keys()],
    'anti-pattern': [...pages['anti-pattern'].keys()],
    rule: [...pages.rule.keys()],
    playbook: [...pages.playbook.keys()],
    lesson: [...pages.lesson.keys()],
    source: Object.keys(sources),
    picture: pictures,
  };
  for (const kind of ['principle', 'anti-pattern', 'playbook', 'lesson'] as const)
    checkUnique(pages[kind], 'order');
  for (const kind of ['metric', 'principle', 'anti-pattern', 'rule', 'playbook', 'lesson'] as const)
    checkUnique(pages[kind], 'title');
  for (const { value, placeOf } of pages.metric.values())
    checkFields(value, metricReferences, placeOf, known);
  for (const { value, placeOf } of pages.principle.values())
    checkFields(value, pageReferences, placeOf, known);
  for (const { value, placeOf } of pages['anti-pattern'].values())
    checkFields(value, pageReferences, placeOf, known);
  for (const { value, placeOf } of pages.rule.values()) checkFields(value, pageReferences, placeOf, known);
  for (const { value, placeOf } of pages.lesson.values()) checkFields(value, pageReferences, placeOf, known);
  for (const { value, placeOf } of pages.playbook.values()) {
    for (const field of ['look', 'worked'] as const)
      value[field].forEach(({ metric }, index) => {
        checkReference(placeOf([field, index, 'metric']), 'metric', metric, known);
      });
  }
  for (const kind of ['metric', 'principle', 'anti-pattern', 'playbook'] as const)
    for (const { file, text } of pages[kind].values())
      checkBody({ file, text, headings: headings[kind] }, known);
  for (const { file, text } of pages.lesson.values()) checkBody({ file, text, headings: null }, known);

  const { glossary, stages, responsibilities, tiers, systems } = await ways(content, sources, known);
  return {
    sources,
    metrics: valuesOf(pages.metric),
    principles: valuesOf(pages.principle),
    antiPatterns: valuesOf(pages['anti-pattern']),
    rules: valuesOf(pages.rule),
    playbooks: valuesOf(pages.playbook),
    lessons: valuesOf(pages.lesson),
    glossary,
    tiers,
    stages,
    responsibilities,
    systems,
    known,
  };
}

async function ways(content: string, sources: Sources, known: Known) {
  const [glossary, stages, responsibilities, tiers, systems] = await Promise.all([
    fileOf(content, 'glossary.yaml', glossarySchema),
    fileOf(content, 'stages.yaml', stagesSchema(sources)),
    fileOf(content, 'responsibilities.yaml', responsibilitiesSchema(sources)),
    fileOf(content, 'tiers.yaml', tiersSchema(sources)),
    fileOf(content, 'systems.yaml', systemsSchema),
  ]);
  glossary.value.forEach(({ see }, index) => {
    see.forEach((text, place) => {
      const reference = parseReference(text);
      checkReference(
        glossary.placeOf([index, 'see', place]),
        reference?.kind ?? 'metric',
        reference?.id ?? text,
        known,
      );
    });
  });
  stages.value.forEach(({ critical, warnings }, index) => {
    critical.forEach((id, place) => {
      checkReference(stages.placeOf([index, 'critical', place]), 'metric', id, known);
    });
    warnings.forEach(({ metrics }, warning) => {
      metrics.forEach((id, place) => {
        checkReference(stages.placeOf([index, 'warnings', warning, 'metrics', place]), 'metric', id, known);
      });
    });
  });
  responsibilities.value.forEach((responsibility, index) => {
    for (const field of ['primary', 'secondary'] as const)
      checkReference(responsibilities.placeOf([index, field]), 'metric', responsibility[field], known);
  });
  return {
    glossary: glossary.value,
    stages: stages.value,
    responsibilities: responsibilities.value,
    tiers: tiers.value,
    systems: systems.value,
  };
}

const nothing: Known = {
  metric: [],
  principle: [],
  'anti-pattern': [],
  rule: [],
  playbook: [],
  lesson: [],
  source: [],
  picture: [],
};

const metricReferences = {
  counterMetrics: 'metric',
  leadsTo: 'metric',
  rules: 'rule',
  antiPatterns: 'anti-pattern',
  playbooks: 'playbook',
} as const;

const pageReferences = {
  metrics: 'metric',
  watchInstead: 'metric',
  antiPatterns: 'anti-pattern',
  prevents: 'anti-pattern',
  rules: 'rule',
  principles: 'principle',
} as const;

/** Checks the fields of a page that hold ids. */
function checkFields(
  value: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Kind>>,
  placeOf: (path: readonly PropertyKey[]) => string,
  known: Known,
): void {
  for (const [field, kind] of Object.entries(fields)) {
    const ids = value[field];
    if (!Array.isArray(ids)) continue;
    ids.forEach((id, index) => {
      checkReference(placeOf([field, index]), kind, String(id), known);
    });
  }
}

/** @throws Problem (exit 2) when two pages of a kind say the same in a field that tells them apart */
function checkUnique(
  pages: ReadonlyMap<string, Page<Readonly<Record<string, unknown>>>>,
  field: string,
): void {
  const first = new Map<unknown, string>();
  for (const { file, value, placeOf } of pages.values()) {
    const other = first.get(value[field]);
    if (other !== undefined) {
      throw new Problem({
        place: placeOf([field]),
        found: `\`${field}: ${String(value[field])}\`, which ${other} has, too`,
        expected: `another ${field} for each page of its kind`,
        remedy: 'Change one of the two.',
        exitCode: 2,
      });
    }
    first.set(value[field], file);
  }
}

async function pagesIn<T>(
  content: string,
  kind: keyof typeof folders,
  schema: z.ZodType<T>,
): Promise<Map<string, Page<T>>> {
  const folder = join(content, folders[kind]);
  const extension = kind === 'rule' ? '.yaml' : '.mdx';
  const names = (await readdir(folder).catch(() => [])).filter((name) => extname(name) === extension).sort();
  if (names.length === 0) {
    throw new Problem({
      place: folder,
      found: `no ${kind} pages`,
      expected: `one \`<id>${extension}\` for each ${kind}`,
      remedy: 'Give the folder that holds `org.yaml` and `metrics/` with `--content`.',
      exitCode: 2,
    });
  }
  const pages = new Map<string, Page<T>>();
  for (const name of names) {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8');
    const id = basename(name, extension);
    const parsed = kind === 'rule' ? parseYaml(file, text, schema) : parseFrontmatter(file, text, schema);
    checkId(file, id);
    pages.set(id, { ...parsed, file, text });
  }
  return pages;
}

function checkId(file: string, id: string): void {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) return;
  throw new Problem({
    place: file,
    found: `the file name \`${basename(file)}\``,
    expected: 'an id in lower case with hyphens, such as `cycle-time`',
    remedy: 'Rename the file: its name is the page’s id and its address.',
    exitCode: 2,
  });
}

async function fileOf<T>(content: string, name: string, schema: z.ZodType<T>): Promise<Parsed<T>> {
  const file = join(content, name);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem({
      place: file,
      found: 'no file that can be read',
      expected: `the handbook’s \`${name}\``,
      remedy: 'Restore it, or give its folder with `--content`.',
      exitCode: 2,
      cause,
    });
  });
  return parseYaml(file, text, schema);
}

/** @throws Problem (exit 2) when the frontmatter is missing or does not fit */
export function parseFrontmatter<T>(file: string, text: string, schema: z.ZodType<T>): Parsed<T> {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(text);
  if (match?.[1] === undefined) {
    throw new Problem({
      place: `${file}:1:1`,
      found: 'no frontmatter',
      expected: 'a definition between two lines of `---` at the top',
      remedy: 'Copy the frontmatter of another page of its kind and change it.',
      exitCode: 2,
    });
  }
  return parseYaml(file, match[1], schema, 1);
}

function valuesOf<T>(pages: ReadonlyMap<string, Page<T>>): Map<string, T> {
  return new Map([...pages].map(([id, { value }]) => [id, value]));
}
