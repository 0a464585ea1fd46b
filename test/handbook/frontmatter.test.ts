import { extractFrontmatter, parseFrontmatter as parseAsAstro } from '@astrojs/markdown-remark';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseFrontmatter, withoutFrontmatter } from '../../src/handbook/frontmatter.ts';

const anything = z.looseObject({});
const EXPLOIT = '{globalThis.process.exit()}';

/** @returns the message of the problem; null when the text is accepted */
function refusal(text: string): string | null {
  try {
    parseFrontmatter('page.mdx', text, anything);
    return null;
  } catch (error) {
    return String(error);
  }
}

/** What Astro compiles of a text, blank where we make it blank. */
const compiled = (text: string) => parseAsAstro(text, { frontmatter: 'empty-with-spaces' }).content;

const pieces = fc.constantFrom(
  '---',
  '+++',
  '\n',
  '\r\n',
  ' ',
  '\uFEFF',
  'a: 1',
  'b: |',
  '  ---',
  '---x',
  EXPLOIT,
  '$&',
);

test('of a text that is accepted, Astro sees the same fields and compiles the same text', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = `---\na: 2\n${parts.join('')}\n---\n${parts.join('')}`;
      if (refusal(text) !== null) return;
      accepted += 1;
      const { raw } = parseFrontmatter('page.mdx', text, anything);
      expect(raw).toEqual(parseAsAstro(text).frontmatter);
      expect(withoutFrontmatter(text).replaceAll(/\s/g, '')).toBe(compiled(text).replaceAll(/\s/g, ''));
      expect(withoutFrontmatter(text).split('\n').length).toBe(text.split('\n').length);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

test('a text in which Astro finds no frontmatter at its beginning is refused', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      if (extractFrontmatter(text) === undefined || !text.startsWith('---'))
        expect(refusal(text)).not.toBeNull();
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['text after the end', `---\na: 1\n---${EXPLOIT}\nb: 2\n---\n`],
  ['an end of the other kind', `---\na: |\n  x\n+++\n${EXPLOIT}\n---\n`],
  ['an end without a line of its own', `---\na: 1\n---x\n${EXPLOIT}\n---\n`],
])('%s, where Astro begins to compile, is refused with its line', (_, text) => {
  expect(compiled(text)).toContain(EXPLOIT);
  expect(refusal(text)).toMatch(/page\.mdx:\d+:1[\s\S]*a line of `---` alone/);
});
