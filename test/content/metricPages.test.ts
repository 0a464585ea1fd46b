import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { metricHeadings } from '../../src/handbook/definition.ts';
import { loadDefinitions, parseFrontmatter } from '../../src/handbook/load.ts';

const folder = 'content/metrics';

interface Page {
  id: string;
  /** What stands below the frontmatter. */
  body: string;
  /** The body's sentences, without headings, tables and the list of sources. */
  prose: string;
  definition: ReturnType<typeof parseFrontmatter>['value'];
}

const pages = readdirSync(folder)
  .filter((name) => name.endsWith('.mdx'))
  .map(readPage);
const ids = pages.map(({ id }) => id);

test('every page is found and its references hold', async () => {
  expect([...(await loadDefinitions('content')).keys()]).toEqual(ids);
  expect(ids.length).toBeGreaterThan(0);
});

test.each(pages)('$id has the agreed headings in order, and no other of the first two levels', ({ body }) => {
  const headings = [...body.matchAll(/^##? (.+)$/gm)].map(([line]) => line);
  expect(headings).toEqual(metricHeadings.map((heading) => `## ${heading}`));
});

test.each(pages)('$id says what it has to say in 350 to 700 words', ({ prose }) => {
  const { length } = words(prose);
  expect(length).toBeGreaterThanOrEqual(350);
  expect(length).toBeLessThanOrEqual(700);
});

test.each(pages)('$id leaves no section empty', ({ body }) => {
  for (const section of body.split(/^## .+$/m).slice(1)) expect(words(section).length).toBeGreaterThan(4);
});

test.each(pages)('$id marks a rule and its example as a pair', ({ body }) => {
  const section = body.split(/^## Rule and example$/m)[1]?.split(/^## /m)[0] ?? '';
  const parts = [...section.matchAll(/^\*\*(Rule|Example)\.\*\* \S/gm)].map(([, part]) => part);
  expect(parts).toEqual(['Rule', 'Example']);
});

test.each(pages)(
  '$id names a source that can be opened for every range and warning',
  ({ body, definition }) => {
    const sources = body.split(/^## Sources$/m)[1] ?? '';
    for (const { source } of [...definition.ranges, ...definition.warnings]) {
      expect(source.url, `a url for ${source.title}`).toBeDefined();
      expect(sources).toContain(`](${source.url})`);
    }
  },
);

test.each(pages)('$id links to pages that exist, and each link says where it leads', ({ body }) => {
  for (const [, text, target] of body.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)) {
    expect(text).not.toMatch(/^(?:click )?(?:here|more|read more|link)$/i);
    if (target?.startsWith('https://')) continue;
    expect(target).toMatch(/^\.\.\/[a-z0-9-]+\/$/);
    expect(ids).toContain(target?.slice(3, -1));
  }
});

test.each(pages)('$id links to its counter-metrics where it says how it is gamed', ({ body, definition }) => {
  const section = body.split(/^## How it is gamed$/m)[1]?.split(/^## /m)[0];
  for (const id of definition.counterMetrics) expect(section).toContain(`](../${id}/)`);
});

test.each(pages)('$id is plain MDX: no markup, imports or expressions in the prose', ({ body }) => {
  const text = body.replaceAll(/`[^`\n]*`/g, '');
  expect(text).not.toMatch(/[<{}]/);
  expect(text).not.toMatch(/^(?:import|export) /m);
});

test('no two pages share a run of eight words', () => {
  const seen = new Map<string, string>();
  const shared: string[] = [];
  for (const { id, prose, definition } of pages) {
    for (const text of [prose, ...ownSentences(definition)]) {
      for (const run of runs(words(text), 8)) {
        const other = seen.get(run);
        if (other !== undefined && other !== id) shared.push(`${other} and ${id}: ${run}`);
        seen.set(run, id);
      }
    }
  }
  expect(shared).toEqual([]);
});

function readPage(name: string): Page {
  const file = `${folder}/${name}`;
  const text = readFileSync(file, 'utf8');
  const body = text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
  const prose = (body.split(/^## Sources$/m)[0] ?? '').replaceAll(/^(?:#|\|).*$/gm, '');
  return { id: basename(name, '.mdx'), body, prose, definition: parseFrontmatter(file, text).value };
}

/** The frontmatter's sentences, without those that quote a range: several pages give the same one. */
function ownSentences(definition: Page['definition']): string[] {
  const { question, description, formula, population, clock, excludes, gamedBy, notFor } = definition;
  return [question, description, formula, population, clock, ...excludes, ...gamedBy, ...notFor];
}

/** Link targets are no words. */
function words(text: string): string[] {
  return (
    text
      .replaceAll(/\]\([^)]*\)/g, ']')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:[’'.,][\p{L}\p{N}]+)*/gu) ?? []
  );
}

function runs(list: readonly string[], length: number): string[] {
  return list.slice(length - 1).map((_, index) => list.slice(index, index + length).join(' '));
}
