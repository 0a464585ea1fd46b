import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { z } from 'zod';
import { ProblemCollector } from '../facts/problem.ts';
import { checkBody } from './body.ts';
import type { Definition } from './definition.ts';
import { type Guides, loadGuides } from './guides.ts';
import { OWN_PAGES } from './organisationFolder.ts';
import {
  type FieldReference,
  idsIn,
  type PageFields,
  type PageKind,
  pageKindNames,
  pageKinds,
} from './pageKinds.ts';
import type { AntiPattern, Chapter, Lesson, Playbook, Principle, Rule } from './pageSchemas.ts';
import { checkUnique, type OwnPage, type Page, readPages } from './pages.ts';
import { loadRecipes, type Recipe } from './recipes.ts';
import { checkReference, type Known } from './reference.ts';
import { loadSources, type Source, type Sources } from './source.ts';

/** Everything that maintainers write, but for the organisation. Pages by id, sorted by id. */
export interface Handbook extends Guides {
  sources: Sources;
  metrics: ReadonlyMap<string, Definition>;
  principles: ReadonlyMap<string, Principle>;
  antiPatterns: ReadonlyMap<string, AntiPattern>;
  rules: ReadonlyMap<string, Rule>;
  playbooks: ReadonlyMap<string, Playbook>;
  lessons: ReadonlyMap<string, Lesson>;
  chapters: ReadonlyMap<string, Chapter>;
  /** What exports of other tools can be read as. */
  recipes: ReadonlyMap<string, Recipe>;
  /** The pages among them that the organisation wrote itself. */
  own: readonly OwnPage[];
  /** The ids of each kind, for what refers to the handbook from outside. */
  known: Known;
}

/** A handbook together with its pages as they are written. */
export interface WrittenHandbook {
  handbook: Handbook;
  pages: readonly Page[];
}

/**
 * Reads `content/metrics/*.mdx` alone, with the references between them.
 * @param organisation the organisation folder, whose own metrics count, too
 * @returns definitions by id, sorted by id
 * @throws Problem (exit 2) with every problem
 */
export async function loadDefinitions(
  content: string,
  organisation?: string,
): Promise<Map<string, Definition>> {
  const sources = await loadSources(content);
  const problems = new ProblemCollector();
  const pages = await readPages(
    foldersOfPages(content, organisation),
    'metric',
    pageKinds.metric.schema,
    sources,
    problems,
  );
  problems.throwIfAny();
  const between = pageKinds.metric.references.filter(({ to }) => to === 'metric');
  for (const page of pages.values()) checkFields(page, between, { metric: [...pages.keys()] }, problems);
  problems.throwIfAny();
  return valuesOf(pages);
}

/**
 * Reads and checks the whole handbook: each page's fields, its text, and every reference from one to another.
 * @param pictures ids of the pictures that pages can show
 * @param organisation the organisation folder, whose `pages/` are added to the handbook
 * @throws Problem (exit 2) with every problem: of pages that cannot be read, else of what they refer to
 */
export async function loadHandbook(
  content: string,
  pictures: readonly string[],
  organisation?: string,
): Promise<Handbook> {
  return (await loadWrittenHandbook(content, pictures, organisation)).handbook;
}

/** The same, with the pages as they are written, for checks of their wording. */
export async function loadWrittenHandbook(
  content: string,
  pictures: readonly string[],
  organisation?: string,
): Promise<WrittenHandbook> {
  const sources = await loadSources(content);
  const problems = new ProblemCollector();
  const folders = foldersOfPages(content, organisation);
  const read = <T>(kind: PageKind, schema: (source: z.ZodType<Source>) => z.ZodType<T>) =>
    readPages(folders, kind, schema, sources, problems);
  const metrics = await read('metric', pageKinds.metric.schema);
  const principles = await read('principle', pageKinds.principle.schema);
  const antiPatterns = await read('anti-pattern', pageKinds['anti-pattern'].schema);
  const rules = await read('rule', pageKinds.rule.schema);
  const playbooks = await read('playbook', pageKinds.playbook.schema);
  const lessons = await read('lesson', pageKinds.lesson.schema);
  const chapters = await read('chapter', pageKinds.chapter.schema);
  // A page that cannot be read would make a problem of every reference to it.
  problems.throwIfAny();
  const pages: readonly Page[] = [
    metrics,
    principles,
    antiPatterns,
    rules,
    playbooks,
    lessons,
    chapters,
  ].flatMap((ofKind): Page[] => [...ofKind.values()]);
  const ids = (kind: PageKind) => pages.filter((page) => page.kind === kind).map(({ id }) => id);
  const known: Known = {
    metric: ids('metric'),
    principle: ids('principle'),
    'anti-pattern': ids('anti-pattern'),
    rule: ids('rule'),
    playbook: ids('playbook'),
    lesson: ids('lesson'),
    chapter: ids('chapter'),
    source: Object.keys(sources),
    picture: pictures,
  };
  for (const kind of pageKindNames) {
    const ofKind = pages.filter((page) => page.kind === kind);
    const shipped = ofKind.filter(({ file }) => !isOwn(file, folders[1]));
    // A newer version may give any place to a page that it adds.
    for (const field of pageKinds[kind].unique)
      checkUnique(field === 'order' ? shipped : ofKind, field, problems);
  }
  for (const { value, placeOf } of metrics.values()) {
    const id = value.retired?.replacedBy;
    if (id !== undefined)
      problems.try(() => checkReference(placeOf(['retired', 'replacedBy']), 'metric', id, known));
  }
  for (const page of pages) {
    const { references, extension } = pageKinds[page.kind];
    checkFields(page, references, known, problems);
    if (extension === '.mdx') problems.try(() => checkBody(page, known));
  }
  problems.throwIfAny();
  const handbook: Handbook = {
    sources,
    metrics: valuesOf(metrics),
    principles: valuesOf(principles),
    antiPatterns: valuesOf(antiPatterns),
    rules: valuesOf(rules),
    playbooks: valuesOf(playbooks),
    lessons: valuesOf(lessons),
    chapters: valuesOf(chapters),
    recipes: await loadRecipes(content, known),
    ...(await loadGuides(content, sources, known)),
    own: ownPages(content, pages, folders[1]),
    known,
  };
  return { handbook, pages };
}

function foldersOfPages(content: string, organisation: string | undefined): string[] {
  return organisation === undefined ? [content] : [content, join(organisation, OWN_PAGES)];
}

function isOwn(file: string, own: string | undefined): boolean {
  return own !== undefined && file.startsWith(own + sep);
}

/** @param own the folder of an organisation's own pages */
function ownPages(content: string, pages: readonly Page[], own: string | undefined): OwnPage[] {
  if (own === undefined) return [];
  return pages
    .filter(({ file }) => isOwn(file, own))
    .map(({ kind, id }) => {
      const { folder, extension } = pageKinds[kind];
      return { kind, id, replaces: existsSync(join(content, folder, `${id}${extension}`)) };
    });
}

/** @returns the pages of a kind by id, sorted by id */
export function pagesOf(handbook: Handbook, kind: PageKind): ReadonlyMap<string, PageFields> {
  switch (kind) {
    case 'metric':
      return handbook.metrics;
    case 'principle':
      return handbook.principles;
    case 'anti-pattern':
      return handbook.antiPatterns;
    case 'rule':
      return handbook.rules;
    case 'playbook':
      return handbook.playbooks;
    case 'lesson':
      return handbook.lessons;
    case 'chapter':
      return handbook.chapters;
  }
}

/** Checks the fields of a page that hold ids. */
function checkFields(
  { value, placeOf }: Page,
  references: readonly FieldReference[],
  known: Partial<Known>,
  problems: ProblemCollector,
): void {
  for (const reference of references)
    for (const { id, path } of idsIn(value, reference))
      problems.try(() => checkReference(placeOf(path), reference.to, id, known));
}

function valuesOf<T>(pages: ReadonlyMap<string, Page<T>>): Map<string, T> {
  return new Map([...pages].map(([id, { value }]) => [id, value]));
}
