import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { BLANK, editorialReport } from '../../src/handbook/editorial.ts';
import { loadWrittenHandbook } from '../../src/handbook/handbook.ts';
import type { Page } from '../../src/handbook/pages.ts';
import { pictureIds } from '../support/handbook.ts';

const folder = 'test/fixtures/handbook';
const { pages } = await loadWrittenHandbook(folder, pictureIds);
const asErrors = [{ folder, severity: 'error' }] as const;

/** What the report says once a page is changed. */
function reportOn(id: string, change: (text: string) => string, kind: Page['kind'] = 'metric') {
  const changed = pages.map((page) => {
    if (page.id !== id || page.kind !== kind) return page;
    const text = change(page.text);
    expect(text).not.toBe(page.text);
    const fields: Record<string, unknown> = parse(/^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? text);
    return { ...page, text, raw: fields, value: { ...page.value, ...fields } };
  });
  return editorialReport(changed, asErrors).errors.map(({ message }) => message);
}

const cycleTime = pages.find(({ id }) => id === 'cycle-time')?.text ?? '';
const lineOf = (part: string) => cycleTime.split('\n').findIndex((line) => line.includes(part)) + 1;
const file = `${folder}/metrics/cycle-time.mdx`;

test('a handbook that keeps to the rules has nothing to report', () => {
  expect(editorialReport(pages, asErrors)).toEqual({ errors: [], warnings: [] });
});

test.each([
  [
    'a heading of the page’s own',
    (text: string) => text.replace('## Warning signals', '## Beware'),
    `${file}:${lineOf('## Warning signals')}\n  found:    the heading \`Beware\``,
    'the heading `## Warning signals`',
  ],
  [
    'a page that ends early',
    (text: string) => text.replace(/## Sources[\s\S]*$/, ''),
    'found:    the end of the page',
    'the heading `## Sources`',
  ],
  [
    'a heading after the last one',
    (text: string) => `${text}\n## More\n\nSome words that say a bit more.\n`,
    'found:    the heading `More`',
    'no heading after the last agreed one',
  ],
  [
    'a page that is too short',
    (text: string) =>
      text.replace(/\n---\n[\s\S]*$/, (body) =>
        body.replaceAll(/^(?!.*\]\().{50,}$/gm, 'Five words are all here.'),
      ),
    `${file}\n  found:    `,
    '250 to 700 words',
  ],
  [
    'a page that is too long',
    (text: string) => text.replace('## Sources', `${'Each of these is one more. '.repeat(90)}\n\n## Sources`),
    `${file}\n  found:    `,
    'Leave out what readers do not need.',
  ],
  [
    'an empty section',
    (text: string) => text.replace(/(## What to do about it\n)[\s\S]*?(## Sources)/, '$1\n$2'),
    `${file}:${lineOf('## What to do about it')}\n`,
    'a section that says something',
  ],
  [
    'a source of a range that is not listed',
    (text: string) => text.replace(/^- .*\(source:linearb\).*\n/m, ''),
    'found:    the source `linearb`',
    'a link to `source:linearb` in that section',
  ],
  [
    'a counter-metric that the text leaves out',
    (text: string) => text.replace('[review coverage](metric:review-coverage)', 'review coverage'),
    `${file}:${lineOf('counterMetrics:')}:`,
    'a link to `metric:review-coverage`',
  ],
  [
    'no counter-metric',
    (text: string) => text.replace(/^counterMetrics: .*$/m, 'counterMetrics: []'),
    'found:    no counter-metric',
    'at least one counter-metric',
  ],
  [
    'no word on how it is measured here',
    (text: string) => text.replace('<HowWeComputeIt />', ''),
    `${file}:${lineOf('## How it is computed here')}\n`,
    '`<HowWeComputeIt>` in this section',
  ],
  [
    'no worked example',
    (text: string) => text.replace(/<\/?WorkedExample>/g, ''),
    'without `<WorkedExample>`',
    'Add it',
  ],
  [
    'a rule without its example',
    (text: string) => text.replace(/<RuleExample[\s\S]*?\/>/, 'Read flow for the team as a whole.'),
    `${file}:${lineOf('## Rule and example')}\n`,
    '`<RuleExample>` or `<Rule>`',
  ],
  [
    'no rule',
    (text: string) => text.replace(/^rules: .*$/m, 'rules: []'),
    'found:    no rule',
    'one rule that guards its use',
  ],
  [
    'a single other name',
    (text: string) => text.replace(/^synonyms: .*$/m, 'synonyms: [time to merge]'),
    'found:    fewer than two other names',
    'names that readers search for',
  ],
])('%s is reported with its place and remedy', (_, change, place, part) => {
  const [message = '', ...others] = reportOn('cycle-time', change);
  expect([message, ...others].join('\n\n')).toContain(place);
  expect([message, ...others].join('\n\n')).toContain(part);
});

test('eight words in a row that another page has are reported once, with both places', () => {
  const sentence = 'You can act on it the same week, and its four phases say where.';
  expect(cycleTime).toContain(sentence);
  const messages = reportOn('first-review-time', (text) =>
    text.replace('## Sources', `${sentence}\n\n## Sources`),
  );
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/first-review-time\.mdx:\d+\n.*as in .*cycle-time\.mdx:\d+\n/);
});

test('a sentence of the fields that another page has is reported at its field', () => {
  const why = 'A long change is read worse or read later, often both.';
  const messages = reportOn(
    'goodharts-law',
    (text) => text.replace(/^claim: .*$/m, `claim: ${why}`),
    'principle',
  );
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/(?:goodharts-law\.mdx:4:8|small-patches\.yaml:\d+:\d+)\n/);
});

test('seven words in a row do not count as shared text', () => {
  const seven = 'You can act on it the same';
  expect(
    reportOn('first-review-time', (text) => text.replace('## Sources', `${seven} hour.\n\n## Sources`)),
  ).toEqual([]);
});

test('a blank is reported with its line and what to write, and nothing else of that page', () => {
  const messages = reportOn('cycle-time', (text) =>
    text
      .replace(/^question: .*$/m, `question: "${BLANK} the one question that it answers?"`)
      .replace('## Warning signals', '## Beware'),
  );
  expect(messages).toEqual([
    expect.stringMatching(
      /cycle-time\.mdx:3\n.*a blank[\s\S]*expected: the one question that it answers\?\n/,
    ),
  ]);
});

test('pages of an organisation’s own are only warned of, but a blank in them is an error', () => {
  const folders = [{ folder, severity: 'warning' }] as const;
  const spoilt = pages.map((page) => ({
    ...page,
    text: page.text.replace('## Warning signals', '## Beware'),
  }));
  const { errors, warnings } = editorialReport(spoilt, folders);
  expect(errors).toEqual([]);
  expect(warnings).toHaveLength(4);
  const blank = pages.map((page) => ({ ...page, text: `${page.text}\n${BLANK} more` }));
  expect(editorialReport(blank, folders).errors).toHaveLength(pages.length);
});

test('each folder has its own severity', () => {
  const spoilt = pages.map((page) => ({
    ...page,
    text: page.text.replace('## Warning signals', '## Beware'),
  }));
  const moved = spoilt.map((page) =>
    page.id === 'cycle-time' ? { ...page, file: 'content/organisation/pages/metrics/cycle-time.mdx' } : page,
  );
  const report = editorialReport(moved, [
    { folder: 'content/organisation/pages', severity: 'warning' },
    { folder, severity: 'error' },
  ]);
  expect(report.warnings.map(({ place }) => place)).toEqual([expect.stringContaining('organisation/pages')]);
  expect(report.errors).toHaveLength(3);
});
