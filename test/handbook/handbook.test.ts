import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { pictureIds } from '../support/handbook.ts';

const folder = await mkdtemp(join(tmpdir(), 'plumbline-handbook-'));
afterAll(() => rm(folder, { recursive: true }));

/** A page of each kind that the faults below are put into. */
const touched = [
  'metrics/cycle-time.mdx',
  'principles/goodharts-law.mdx',
  'rules/small-patches.yaml',
  'playbooks/slow-first-review.mdx',
  'learn/baselines.mdx',
  'glossary.yaml',
  'stages.yaml',
];

await cp('test/fixtures/handbook', folder, { recursive: true });
const originals = new Map(
  await Promise.all(touched.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
);

beforeEach(async () => {
  for (const [name, text] of originals) await writeFile(join(folder, name), text);
});

/** Puts a fault into a page and reads the handbook. */
async function faultIn(name: string, change: (text: string) => string): Promise<string> {
  const text = originals.get(name) ?? '';
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(join(folder, name), changed);
  return loadHandbook(folder, pictureIds).then(
    () => 'no fault found',
    (error: unknown) => String(error instanceof Error ? error.message : error),
  );
}

const lineOf = (text: string, part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;
const metric = 'metrics/cycle-time.mdx';
const page = originals.get(metric) ?? '';

test('the handbook as it is has no problem', async () => {
  await expect(loadHandbook(folder, pictureIds)).resolves.toBeDefined();
});

test('a missing field is named with its file', async () => {
  const message = await faultIn(metric, (text) => text.replace(/^question:.*\n/m, ''));
  expect(message).toContain(metric);
  expect(message).toContain('question');
  expect(message).toContain('found:    nothing');
});

test('a wrong value is named with line, what is allowed, and the nearest one', async () => {
  const message = await faultIn(metric, (text) => text.replace(/^tier: leading$/m, 'tier: leding'));
  expect(message).toContain(`${metric}:${lineOf(page, 'tier: leading')}:`);
  expect(message).toContain('"leding"');
  expect(message).toContain('one of: leading, lagging, business, pulse, activity');
  expect(message).toContain('Did you mean `leading`?');
});

test('an unknown field is named, with the nearest one', async () => {
  const message = await faultIn(metric, (text) => text.replace(/^synonyms:/m, 'synonims:'));
  expect(message).toContain('Did you mean `synonyms`?');
});

test('a field given twice is a fault of its line', async () => {
  const message = await faultIn(metric, (text) => text.replace(/^unit: hours$/m, 'unit: hours\nunit: days'));
  expect(message).toContain(`${metric}:${lineOf(page, 'unit: hours') + 1}:`);
});

test.each([
  ['counterMetrics', 'change-failure-rate', 'chnge-failure-rate', 'metric'],
  ['rules', 'small-patches', 'smal-patches', 'rule'],
  ['playbooks', 'slow-first-review', 'slow-frist-review', 'playbook'],
])('an unknown id in %s is named, with the nearest one', async (field, id, wrong, kind) => {
  const message = await faultIn(metric, (text) =>
    text.replace(new RegExp(`^(${field}: .*)${id}`, 'm'), `$1${wrong}`),
  );
  expect(message).toContain(`found:    the ${kind} id \`${wrong}\``);
  expect(message).toContain(`Did you mean \`${id}\`?`);
});

test('an unknown source is named, with the nearest one', async () => {
  const message = await faultIn(metric, (text) => text.replace('source: codepulse', 'source: codepuls'));
  expect(message).toContain('`content/sources.yaml`');
  expect(message).toContain('Did you mean `codepulse`?');
});

test('a link to no page is named with its line, and the nearest id', async () => {
  const message = await faultIn(metric, (text) => `${text}\nSee [reviews](metric:review-coverge).\n`);
  expect(message).toContain(`${metric}:${page.split('\n').length + 1}:5`);
  expect(message).toContain('Did you mean `review-coverage`?');
});

test.each(['here', 'this page', 'read more'])('a link whose text is “%s” says nothing', async (text) => {
  expect(await faultIn(metric, (body) => `${body}\n[${text}](metric:review-coverage)\n`)).toContain(
    'a text that says where the link leads',
  );
});

test('a numbered mark refers to a source that the page lists', async () => {
  const marked = (source: string) =>
    faultIn(metric, (text) => text.replace('## Sources', `40 %[](source:${source}).\n\n$&`));
  expect(await marked('codepulse')).toBe('no fault found');
  expect(await marked('cto')).toContain('a link to `source:cto` in that section');
});

test('a link to a file is not a link of the handbook', async () => {
  expect(await faultIn(metric, (text) => `${text}\nSee [reviews](../review-coverage/).\n`)).toContain(
    'or a page as `metric:cycle-time`',
  );
});

test('broken MDX is a fault of its line', async () => {
  const message = await faultIn(metric, (text) => text.replace('</WorkedExample>', ''));
  expect(message).toContain(metric);
  expect(message).toContain('MDX that cannot be read');
  expect(message).toContain(`${metric}:${lineOf(page, '<WorkedExample>')}:`);
});

test.each([
  ['<div>', '<div>a</div>', 'the component or tag `<div>`'],
  ['an unknown component', '<WorkedExampel>\n\na\n\n</WorkedExampel>', 'Did you mean `WorkedExample`?'],
  ['half a pair', '<RuleExample rule="A rule without its example." />', 'no valid `example`'],
  ['an unknown picture', '<Picture of="litles-law" caption="What to see." />', 'Did you mean `littles-law`?'],
  ['an image', '![A chart](chart.png)', 'an image'],
  ['an address apart from its link', '[coverage][a]\n\n[a]: ../coverage', 'a link to `../coverage`'],
  ['an import', 'import a from "b";', 'an import or export'],
  ['an export', 'export const a = 1;', 'an import or export'],
  ['an expression', 'One and {1 + 1} is three.', 'an expression in braces'],
  ['a handler on a directive', ':::note{onclick="alert(1)"}\nRead this.\n:::', 'attributes of a directive'],
  ['a handler within a line', 'Read :this[now]{onmouseover=alert(1)}.', 'attributes of a directive'],
  ['an expression of its own', '{globalThis.process.exit()}', 'an expression in braces'],
  ['a comment that is an expression', '{/* nothing */}', 'an expression in braces'],
  [
    'a spread attribute',
    '<Warning {...(globalThis.process.exit(), {})}>\n\na\n\n</Warning>',
    'properties of `<Warning>` from an expression',
  ],
  [
    'a spread attribute within a line',
    'A <Sample {...globalThis} metric="cycle-time" show="value" /> b.',
    'properties of `<Sample>` from an expression',
  ],
  [
    'an expression in an attribute',
    '<RuleExample rule={process.exit()} example="An example that is long." />',
    'the property `rule` of `<RuleExample>` from an expression',
  ],
  [
    'a template in an attribute',
    '<Rule id={`small-patches`} />',
    'the property `id` of `<Rule>` from an expression',
  ],
  ['an element in an attribute', '<Rule id={<b />} />', 'the property `id` of `<Rule>` from an expression'],
  [
    'an expression behind a code span that ends with its cell',
    '| a | b |\n| - | - |\n| `a | {globalThis.process.exit()} ` |',
    'an expression in braces',
  ],
  [
    'an expression behind a fence that ends with its note',
    ':::note\n~~~\n:::\n{globalThis.process.exit()}\n~~~',
    'an expression in braces',
  ],
  [
    'an expression behind a fence that ends with its footnote',
    'A[^1]\n\n[^1]: b\n\n    ~~~\n    a\n{globalThis.process.exit()}\n~~~',
    'an expression in braces',
  ],
  [
    'an expression behind a backtick in a label',
    ':a[`] {globalThis.process.exit()} `',
    'an expression in braces',
  ],
  ['a fragment', '<>\n\na\n\n</>', 'the component or tag `<>`'],
  ['a member of a component', '<Warning.constructor />', 'the component or tag `<Warning.constructor>`'],
  ['a script', '<script>a</script>', 'the component or tag `<script>`'],
])('%s is refused', async (_, text, expected) => {
  expect(await faultIn(metric, (body) => `${body}\n${text}\n`)).toContain(expected);
});

test.each([
  [
    'place',
    'principles/goodharts-law.mdx',
    /^order: 2$/m,
    'order: 5',
    'another order for each page of its kind',
  ],
  ['title', metric, /^title: .*$/m, 'title: First review time', 'cycle-time.mdx has, too'],
])('two pages of a kind cannot have the same %s', async (_, name, found, wrong, expected) => {
  expect(await faultIn(name, (text) => text.replace(found, wrong))).toContain(expected);
});

test('a rule that is checked says at what it looks, and one that is not says why', async () => {
  const rule = 'rules/small-patches.yaml';
  expect(await faultIn(rule, (text) => text.replace(/^looksAt:.*(?:\n .*)*$/m, ''))).toContain(
    'what the check looks at',
  );
  expect(await faultIn(rule, (text) => text.replace(/^check: .*$/m, 'check: null'))).toContain(
    'the reason why a machine cannot check it',
  );
});

test('a question has exactly one right answer', async () => {
  const message = await faultIn('learn/baselines.mdx', (text) => text.replace('right: true', 'right: false'));
  expect(message).toContain('exactly one answer with `right: true`');
});

test.each([
  [
    'playbooks/slow-first-review.mdx',
    /metric: first-review-time/,
    'metric: first-review-tim',
    '`first-review-time`',
  ],
  [
    'glossary.yaml',
    /metric:[a-z-]+/,
    'metric:no-such-metric-at-all',
    'the metric id `no-such-metric-at-all`',
  ],
  ['stages.yaml', /\[cycle-time\]/, '[cycle-tiem]', 'Did you mean `cycle-time`?'],
])('an unknown id in %s is named', async (name, found, wrong, expected) => {
  expect(await faultIn(name, (text) => text.replace(found, wrong))).toContain(expected);
});

test('a file name that is not an id is refused', async () => {
  const wrong = join(folder, 'metrics/Cycle_Time.mdx');
  await writeFile(wrong, page);
  await expect(loadHandbook(folder, pictureIds)).rejects.toThrow('the file name `Cycle_Time.mdx`');
  await rm(wrong);
});

test('faults of several places and pages are reported at once', async () => {
  await writeFile(join(folder, 'rules/small-patches.yaml'), 'title: Small\n');
  const message = await faultIn(metric, (text) =>
    text.replace(/^tier: leading$/m, 'tier: leding').replace(/^unit: hours$/m, 'unit: hour'),
  );
  for (const part of ['"leding"', '"hour"', 'small-patches.yaml']) expect(message).toContain(part);
  await writeFile(join(folder, 'rules/small-patches.yaml'), originals.get('rules/small-patches.yaml') ?? '');
  const links = '[one page](metric:on-page), [another page](metric:no-page) and {1}';
  const body = await faultIn(metric, (text) => `${text}\n${links}\n`);
  for (const part of ['on-page', 'no-page', 'in braces']) expect(body).toContain(part);
});

test.each([
  ['metrics/lead-times.md', '`lead-times.mdx`'],
  ['principles/focus.MDX', '`focus.mdx`'],
  ['rules/focus.yml', '`focus.yaml`'],
])('%s would be skipped, and is to be renamed', async (name, remedy) => {
  const wrong = join(folder, name);
  await writeFile(wrong, '');
  const reading = loadHandbook(folder, pictureIds);
  await expect(reading).rejects.toMatchObject({ place: wrong, remedy: expect.stringContaining(remedy) });
  await rm(wrong);
});

test('a page that cannot be read is named', async () => {
  const wrong = join(folder, 'metrics/lead-times.mdx');
  await mkdir(wrong);
  await expect(loadHandbook(folder, pictureIds)).rejects.toMatchObject({ place: wrong, exitCode: 2 });
  await rm(wrong, { recursive: true });
});

test('the address of a source is one that a browser opens', async () => {
  const file = join(folder, 'sources.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/url: .*/, 'url: javascript:alert(1)'));
  await expect(loadHandbook(folder, pictureIds)).rejects.toThrow('a full https address');
  await writeFile(file, text);
});

test('a page of one’s own may have the place of a shipped one, so that no newer version conflicts with it', async () => {
  const own = await mkdtemp(join(tmpdir(), 'plumbline-own-place-'));
  try {
    await mkdir(join(own, 'pages/principles'), { recursive: true });
    const page = (originals.get('principles/goodharts-law.mdx') ?? '').replace(
      /^title: .*$/m,
      'title: Our own',
    );
    await writeFile(join(own, 'pages/principles/our-own.mdx'), page);
    const { principles } = await loadHandbook(folder, pictureIds, own);
    expect(principles.get('our-own')?.order).toBe(principles.get('goodharts-law')?.order);
  } finally {
    await rm(own, { recursive: true });
  }
});

test('a page that was right and did not change is wrong once what its text shows is gone', async () => {
  await expect(loadHandbook(folder, pictureIds)).resolves.toBeDefined();
  await expect(loadHandbook(folder, [])).rejects.toThrow(/\.mdx:\d+:\d+\n +found: +the picture id /);
  await expect(loadHandbook(folder, pictureIds)).resolves.toBeDefined();
});
