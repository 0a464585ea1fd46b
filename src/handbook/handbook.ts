import { basename, join } from 'node:path';
import type { z } from 'zod';
import { Problem, ProblemCollector } from '../facts/problem.ts';
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
} from './pageSchemas.ts';
import { MISSING, pageNames, readText } from './plainText.ts';
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
 * @throws Problem (exit 2) that tells every fault
 */
export async function loadDefinitions(content: string): Promise<Map<string, Definition>> {
  const sources = await loadSources(content);
  const problems = new ProblemCollector();
  const pages = await pagesIn(content, 'metric', frontmatterSchema(sources), problems);
  problems.throwIfAny();
  const known = { ...nothing, metric: [...pages.keys()] };
  for (const { value, placeOf } of pages.values())
    checkFields(value, { counterMetrics: 'metric', leadsTo: 'metric' }, placeOf, known, problems);
  problems.throwIfAny();
  return valuesOf(pages);
}

/**
 * Reads and checks the whole handbook: each page's fields, its text, and every reference from one to another.
 * @param pictures ids of the pictures that pages can show
 * @throws Problem (exit 2) that tells every fault: of pages that cannot be read, else of what they refer to
 */
export async function loadHandbook(content: string, pictures: readonly string[]): Promise<Handbook> {
  const sources = await loadSources(content);
  const problems = new ProblemCollector();
  const pages = {
    metric: await pagesIn(content, 'metric', frontmatterSchema(sources), problems),
    principle: await pagesIn(content, 'principle', principleSchema(sources), problems),
    'anti-pattern': await pagesIn(content, 'anti-pattern', antiPatternSchema(sources), problems),
    rule: await pagesIn(content, 'rule', ruleSchema(sources), problems),
    playbook: await pagesIn(content, 'playbook', playbookSchema(sources), problems),
    lesson: await pagesIn(content, 'lesson', lessonSchema(), problems),
  };
  // A page that cannot be read would make a fault of every reference to it.
  problems.throwIfAny();
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
    checkUnique(pages[kind], 'order', problems);
  for (const kind of ['metric', 'principle', 'anti-pattern', 'rule', 'playbook', 'lesson'] as const)
    checkUnique(pages[kind], 'title', problems);
  for (const { value, placeOf } of pages.metric.values())
    checkFields(value, metricReferences, placeOf, known, problems);
  for (const kind of ['principle', 'anti-pattern', 'rule', 'lesson'] as const)
    for (const { value, placeOf } of pages[kind].values())
      checkFields(value, pageReferences, placeOf, known, problems);
  for (const { value, placeOf } of pages.playbook.values()) {
    for (const field of ['look', 'worked'] as const)
      value[field].forEach(({ metric }, index) => {
        problems.try(() => checkReference(placeOf([field, index, 'metric']), 'metric', metric, known));
      });
  }
  for (const kind of ['metric', 'principle', 'anti-pattern', 'playbook'] as const)
    for (const { file, text } of pages[kind].values())
      problems.try(() => checkBody({ file, text, headings: headings[kind] }, known));
  for (const { file, text } of pages.lesson.values())
    problems.try(() => checkBody({ file, text, headings: null }, known));
  problems.throwIfAny();

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
  const problems = new ProblemCollector();
  const check = (place: string, kind: Kind, id: string) =>
    problems.try(() => checkReference(place, kind, id, known));
  glossary.value.forEach(({ see }, index) => {
    see.forEach((text, place) => {
      const reference = parseReference(text);
      check(glossary.placeOf([index, 'see', place]), reference?.kind ?? 'metric', reference?.id ?? text);
    });
  });
  stages.value.forEach(({ critical, warnings }, index) => {
    critical.forEach((id, place) => {
      check(stages.placeOf([index, 'critical', place]), 'metric', id);
    });
    warnings.forEach(({ metrics }, warning) => {
      metrics.forEach((id, place) => {
        check(stages.placeOf([index, 'warnings', warning, 'metrics', place]), 'metric', id);
      });
    });
  });
  responsibilities.value.forEach((responsibility, index) => {
    for (const field of ['primary', 'secondary'] as const)
      check(responsibilities.placeOf([index, field]), 'metric', responsibility[field]);
  });
  problems.throwIfAny();
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
  problems: ProblemCollector,
): void {
  for (const [field, kind] of Object.entries(fields)) {
    const ids = value[field];
    if (!Array.isArray(ids)) continue;
    ids.forEach((id, index) => {
      problems.try(() => checkReference(placeOf([field, index]), kind, String(id), known));
    });
  }
}

/** Finds pages of a kind that say the same in a field that tells them apart. */
function checkUnique(
  pages: ReadonlyMap<string, Page<Readonly<Record<string, unknown>>>>,
  field: string,
  problems: ProblemCollector,
): void {
  const first = new Map<unknown, string>();
  for (const { file, value, placeOf } of pages.values()) {
    const other = first.get(value[field]);
    if (other === undefined) {
      first.set(value[field], file);
      continue;
    }
    problems.add(
      new Problem({
        place: placeOf([field]),
        found: `\`${field}: ${String(value[field])}\`, which ${other} has, too`,
        expected: `another ${field} for each page of its kind`,
        remedy: 'Change one of the two.',
        exitCode: 2,
      }),
    );
  }
}

/** Pages that cannot be read are left out; what is wrong with them is kept in `problems`. */
async function pagesIn<T>(
  content: string,
  kind: keyof typeof folders,
  schema: z.ZodType<T>,
  problems: ProblemCollector,
): Promise<Map<string, Page<T>>> {
  const folder = join(content, folders[kind]);
  const extension = kind === 'rule' ? '.yaml' : '.mdx';
  const names = await problems.tryAsync(pageNames(folder, extension));
  const pages = new Map<string, Page<T>>();
  if (names === undefined) return pages;
  if (names.length === 0) {
    problems.add(
      new Problem({
        place: folder,
        found: `no ${kind} pages`,
        expected: `one \`<id>${extension}\` for each ${kind}`,
        remedy: 'Give the folder that holds `org.yaml` and `metrics/` with `--content`.',
        exitCode: 2,
      }),
    );
  }
  for (const name of names) {
    const file = join(folder, name);
    const id = basename(name, extension);
    const text = await problems.tryAsync(readText(file, MISSING));
    if (text === undefined) continue;
    problems.try(() => {
      const parsed = kind === 'rule' ? parseYaml(file, text, schema) : parseFrontmatter(file, text, schema);
      checkId(file, id);
      pages.set(id, { ...parsed, file, text });
    });
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
  const text = await readText(file, {
    expected: `the handbook’s \`${name}\``,
    remedy: 'Restore it, or give its folder with `--content`.',
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
