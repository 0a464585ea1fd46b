import type { Nodes as MarkdownNodes } from 'mdast';
import type { Root, Sentence } from 'nlcst';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import remarkRetext from 'remark-retext';
import retextEnglish from 'retext-english';
import { unified } from 'unified';
import { CONTINUE, EXIT, visit } from 'unist-util-visit';
import { VFile } from 'vfile';
import { z } from 'zod';
import { Problem } from '../facts/problem.ts';
import { withoutFrontmatter } from './frontmatter.ts';

/** `docs/plain-english.yaml` */
export const plainEnglishSchema = z.array(
  z.strictObject({
    id: z.string().min(1).describe('A name for the pattern.'),
    find: z
      .string()
      .min(1)
      .transform((text) => new RegExp(text, 'giu'))
      .describe('A regular expression, in any case, within one sentence.'),
    write: z.string().min(1).describe('What to write.'),
  }),
);

export type PlainEnglish = z.infer<typeof plainEnglishSchema>;

/** A place where a pattern was found. */
export interface Finding {
  /** The pattern. */
  id: string;
  problem: Problem;
}

/** @returns what the patterns find in a page of MDX: its text, and the texts of its components' properties */
export async function findInPage(
  patterns: PlainEnglish,
  { file, text }: { file: string; text: string },
): Promise<Finding[]> {
  const page = new VFile({ path: file, value: withoutFrontmatter(text) });
  const markdown = unified().use(remarkParse).use(remarkMdx);
  const tree = markdown.parse(page);
  const sentences = unified().use(retextEnglish).use(report, patterns);
  await unified().use(remarkRetext, sentences).run(tree, page);
  const findings = findingsOf(page, patterns);
  for (const { value, line } of propertiesOf(tree))
    findings.push(...findInText(patterns, value, `${file}:${line}`));
  return findings;
}

/** @returns what the patterns find in a text that is all at one place, such as a field of a YAML file */
export function findInText(patterns: PlainEnglish, text: string, place: string): Finding[] {
  return patterns.flatMap(({ id, find, write }) =>
    [...text.matchAll(find)].map(([words]) => ({ id, problem: problemOf(place, words, write) })),
  );
}

/** A retext plugin that reports what patterns find, at its place. */
function report(patterns: PlainEnglish) {
  return (tree: Root, file: VFile) => {
    visit(tree, 'SentenceNode', (sentence: Sentence) => {
      const text = textOf(sentence);
      for (const { id, find } of patterns)
        for (const { 0: words, index } of text.matchAll(find))
          file.message(words, { place: placeIn(sentence, index), ruleId: id });
    });
  };
}

/** A sentence on one line; code in it is blank. Each character is where it was. */
function textOf(sentence: Sentence): string {
  let text = '';
  visit(sentence, (node) => {
    if (!('value' in node)) return;
    text += node.type === 'SourceNode' ? ' '.repeat(node.value.length) : node.value.replaceAll(/\s/g, ' ');
  });
  return text;
}

/** Where a character of a sentence is in its file. */
function placeIn(sentence: Sentence, index: number) {
  let end = 0;
  let place = sentence.position?.start;
  visit(sentence, (node) => {
    if (!('value' in node)) return CONTINUE;
    end += node.value.length;
    if (end <= index) return CONTINUE;
    place = node.position?.start;
    return EXIT;
  });
  return place;
}

function findingsOf({ path, messages }: VFile, patterns: PlainEnglish): Finding[] {
  return messages.flatMap(({ ruleId, reason, line }) => {
    const pattern = patterns.find(({ id }) => id === ruleId);
    return pattern === undefined
      ? []
      : [{ id: pattern.id, problem: problemOf(`${path}:${line ?? 1}`, reason, pattern.write) }];
  });
}

/** The properties of components that hold sentences. */
function propertiesOf(tree: MarkdownNodes): { value: string; line: number }[] {
  const found: { value: string; line: number }[] = [];
  visit(tree, (node) => {
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return;
    for (const { value } of node.attributes)
      if (typeof value === 'string' && value.includes(' '))
        found.push({ value, line: node.position?.start.line ?? 1 });
  });
  return found;
}

function problemOf(place: string, words: string, write: string): Problem {
  return new Problem({
    place,
    found: `“${words}”`,
    expected: 'plain English, as docs/CONTRIBUTING.md describes it',
    remedy: `Write ${write}.`,
    exitCode: 2,
  });
}
