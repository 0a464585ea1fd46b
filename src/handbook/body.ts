import { createProcessor } from '@mdx-js/mdx';
import type { Heading, Link, Nodes, Root } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx';
import memoize from 'memoize';
import remarkDirective from 'remark-directive';
import remarkGfm from 'remark-gfm';
import { CONTINUE, visit } from 'unist-util-visit';
import type { z } from 'zod';
import { didYouMean } from '../facts/didYouMean.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { sha256 } from '../facts/sha256.ts';
import { withoutFrontmatter } from './frontmatter.ts';
import { type ComponentName, componentProps, isComponent } from './mdxComponents.ts';
import { SOURCES } from './numberSources.ts';
import { checkReference, type Kind, type Known, parseReference } from './reference.ts';

/** A page with text. */
export interface Body {
  file: string;
  /** The whole file, frontmatter included. */
  text: string;
}

/** Props of components that name a page or a picture. */
const references: Partial<Record<ComponentName, readonly [prop: string, kind: Kind]>> = {
  Rule: ['id', 'rule'],
  Ranges: ['metric', 'metric'],
  Ours: ['metric', 'metric'],
  Picture: ['of', 'picture'],
  Sample: ['metric', 'metric'],
  SampleKpi: ['metric', 'metric'],
};

/**
 * Understands the syntax that Astro and Starlight do: in a table, a note or a footnote, a code span or a fence can end
 * where it does not in plain Markdown, and what follows would be an expression.
 */
const remarkPlugins = [remarkGfm, remarkDirective];
const processors = {
  mdx: createProcessor({ format: 'mdx', remarkPlugins }),
  md: createProcessor({ format: 'md', remarkPlugins }),
};

/**
 * Checks the text below a page's frontmatter: valid MDX, links to pages that exist, and components with what they
 * need. A file that ends in `.md` is Markdown: it has no components.
 * @throws Problem (exit 2) with every problem, by line and column
 */
export function checkBody({ file, text }: Body, known: Known): void {
  const digest = `${sha256(text)} ${digestOf(known)}`;
  if (passed.get(file) === digest) return;
  checkTextAndLinks(file, text, known);
  passed.set(file, digest);
}

/**
 * By file the digests of the text that was last found right, and of the ids that there were then. During development each
 * save reads all files again, and reading MDX takes most of that time.
 */
const passed = new Map<string, string>();

/** @returns the digests of all texts that were found right, by file */
export function textsFoundRight(): ReadonlyMap<string, string> {
  return passed;
}

/** @param digests what `textsFoundRight` returned in another process of the same code */
export function trustTexts(digests: Readonly<Record<string, string>>): void {
  for (const [file, digest] of Object.entries(digests)) passed.set(file, digest);
}

const digestOf = memoize((known: Known) => sha256(JSON.stringify(known)), { cache: new WeakMap() });

function checkTextAndLinks(file: string, text: string, known: Known): void {
  const tree = parse(file, text);
  const at = (node: { position?: { start: { line: number; column: number } } | undefined }) =>
    node.position ? `${file}:${node.position.start.line}:${node.position.start.column}` : file;
  const problems = new ProblemCollector();
  const listed = sourcesListedIn(tree);
  visit(tree, (node) => {
    const place = at(node);
    if (node.type === 'link') {
      problems.try(() => (isMark(node) ? checkMark(place, node, listed) : checkText(place, plain(node))));
      problems.try(() => checkAddress(place, node.url, known));
    } else if (node.type === 'definition') problems.try(() => checkAddress(place, node.url, known));
    else if (isElement(node)) problems.try(() => checkComponent(place, node, known));
    else if (node.type === 'image' || node.type === 'imageReference')
      problems.add(foreign(place, 'an image', 'Draw it as a `<Picture>`, or describe it in words.'));
    else problems.try(() => checkNode(place, node));
    return CONTINUE;
  });
  problems.throwIfAny();
}

/**
 * A remark plugin that refuses code in the very tree that is rendered.
 * @throws Problem (exit 2) with every problem, by line and column
 */
export function refuseCode() {
  return (tree: Root, { path }: { path: string }) => checkTree(path, tree);
}

function checkTree(file: string, tree: Root): void {
  const problems = new ProblemCollector();
  visit(tree, (node) => {
    const place = node.position ? `${file}:${node.position.start.line}:${node.position.start.column}` : file;
    problems.try(() => (isElement(node) ? checkElement(place, node) : checkNode(place, node)));
  });
  problems.throwIfAny();
}

type Element = MdxJsxFlowElement | MdxJsxTextElement;

const isElement = (node: Nodes): node is Element =>
  node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';

/** What Markdown and MDX are made of. Anything else is refused, so that a new kind of code is refused, too. */
const INERT: ReadonlySet<string> = new Set([
  'root',
  'paragraph',
  'heading',
  'text',
  'emphasis',
  'strong',
  'delete',
  'inlineCode',
  'code',
  'break',
  'thematicBreak',
  'blockquote',
  'list',
  'listItem',
  'table',
  'tableRow',
  'tableCell',
  'link',
  'linkReference',
  'image',
  'imageReference',
  'definition',
  'footnoteReference',
  'footnoteDefinition',
  'containerDirective',
  'leafDirective',
  'textDirective',
]);

function checkNode(place: string, node: Nodes): void {
  // They would become attributes of the element, handlers of events among them.
  if (!isElement(node) && 'attributes' in node && Object.keys(node.attributes ?? {}).length > 0)
    throw foreign(place, 'attributes of a directive', 'Remove the part in braces.');
  if (INERT.has(node.type)) return;
  if (node.type === 'mdxjsEsm') throw foreign(place, 'an import or export');
  if (node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression')
    throw foreign(place, 'an expression in braces');
  if (node.type === 'html') throw foreign(place, 'HTML', 'Write it as Markdown, and a `<` in a code span.');
  throw foreign(place, `a part of the kind \`${node.type}\``, 'Write it as Markdown.');
}

/** A component of the handbook whose properties are text: they are not computed when the page is rendered. */
function checkElement(place: string, { name, attributes }: Element): Record<string, string | null> {
  if (name === null || !isComponent(name)) throw unknownComponent(place, name ?? '');
  const props: Record<string, string | null> = {};
  for (const attribute of attributes) {
    if (attribute.type !== 'mdxJsxAttribute')
      throw foreign(place, `properties of \`<${name}>\` from an expression`, 'Write each as `name="text"`.');
    const { value } = attribute;
    if (typeof value === 'object' && value !== null)
      throw foreign(
        place,
        `the property \`${attribute.name}\` of \`<${name}>\` from an expression`,
        `Write it as \`${attribute.name}="text"\`.`,
      );
    props[attribute.name] = value ?? null;
  }
  return props;
}

function parse(file: string, text: string) {
  try {
    return processors[file.endsWith('.md') ? 'md' : 'mdx'].parse(withoutFrontmatter(text));
  } catch (cause) {
    const { line, column, reason } = positionOf(cause);
    throw new Problem({
      place: `${file}:${line}:${column}`,
      found: `MDX that cannot be read: ${reason}`,
      expected: 'Markdown, links and the handbook’s components',
      remedy:
        'Correct the syntax at this place: close each component, and write `<` and `{` in code spans only.',
      exitCode: 2,
      cause,
    });
  }
}

function positionOf(cause: unknown): { line: number; column: number; reason: string } {
  const field = (name: string): unknown =>
    typeof cause === 'object' && cause !== null ? Reflect.get(cause, name) : undefined;
  const [line, column, reason] = [field('line'), field('column'), String(field('reason') ?? cause)];
  if (typeof line === 'number' && typeof column === 'number') return { line, column, reason };
  // At the end of a text, only the message says where the tag is that was never closed.
  const opened = /\((\d+):(\d+)-\d+:\d+\)$/.exec(reason);
  return { line: Number(opened?.[1] ?? 1), column: Number(opened?.[2] ?? 1), reason };
}

function plain(node: Heading | Link): string {
  let text = '';
  visit(node, (child) => {
    if (child.type === 'text' || child.type === 'inlineCode') text += child.value;
  });
  return text;
}

/** Without a text, a link to a source becomes a numbered mark. */
const isMark = (node: Link): boolean => node.url.startsWith('source:') && node.children.length === 0;

/** The addresses of the sources that a page lists at its end. */
function sourcesListedIn(tree: Root): Set<string> {
  const listed = new Set<string>();
  let below = false;
  visit(tree, (node) => {
    if (node.type === 'heading') below = plain(node) === SOURCES;
    else if (below && node.type === 'link' && !isMark(node)) listed.add(node.url);
  });
  return listed;
}

function checkMark(place: string, { url }: Link, listed: ReadonlySet<string>): void {
  if (listed.has(url)) return;
  throw new Problem({
    place,
    found: `a mark for \`${url}\`, which the section “${SOURCES}” does not link to`,
    expected: `a link to \`${url}\` in that section`,
    remedy: `Add \`- [title](${url}), and what comes from it\`.`,
    exitCode: 2,
  });
}

/** Link texts that do not say where they lead. */
const EMPTY = /^(?:click )?(?:here|more|read more|this|this page|link)?$/i;

function checkText(place: string, text: string): void {
  if (!EMPTY.test(text.trim())) return;
  throw new Problem({
    place,
    found: `the link text \`${text}\``,
    expected: 'a text that says where the link leads',
    remedy: 'Name the page that it leads to.',
    exitCode: 2,
  });
}

function checkAddress(place: string, url: string, known: Known): void {
  if (/^https:\/\//.test(url)) return;
  const reference = parseReference(url);
  if (reference === null || reference.kind === 'picture') {
    throw new Problem({
      place,
      found: `a link to \`${url}\``,
      expected: 'an https address, or a page as `metric:cycle-time`',
      remedy:
        'Begin it with metric:, principle:, anti-pattern:, rule:, playbook:, lesson:, chapter: or source:, then the id.',
      exitCode: 2,
    });
  }
  checkReference(place, reference.kind, reference.id, known);
}

function unknownComponent(place: string, name: string): Problem {
  const names = Object.keys(componentProps);
  return new Problem({
    place,
    found: `the component or tag \`<${name}>\``,
    expected: `one of: ${names.join(', ')}`,
    remedy: `Write Markdown, or one of these components.${didYouMean(name, names)}`,
    exitCode: 2,
  });
}

function checkComponent(place: string, node: Element, known: Known): void {
  const name = node.name ?? '';
  const props = checkElement(place, node);
  if (!isComponent(name)) throw unknownComponent(place, name);
  const schema: z.ZodType = componentProps[name];
  const parsed = schema.safeParse(props);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const prop = issue?.path.join('.') ?? '';
    throw new Problem({
      place,
      found: `\`<${name}>\` with ${prop === '' || props[prop] === undefined ? `no valid \`${prop}\`` : `\`${prop}="${String(props[prop])}"\``}`,
      expected: issue?.message ?? 'its properties',
      remedy: `Give \`<${name}>\` these properties: ${Object.keys(componentProps[name].shape).join(', ') || 'none'}.`,
      exitCode: 2,
    });
  }
  const reference = references[name];
  if (reference) checkReference(place, reference[1], String(props[reference[0]]), known);
}

function foreign(
  place: string,
  found: string,
  remedy = 'Remove it; write a brace within a code span.',
): Problem {
  return new Problem({
    place,
    found,
    expected: 'Markdown, links and the handbook’s components, which need no import',
    remedy,
    exitCode: 2,
  });
}
