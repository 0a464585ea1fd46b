import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scaffold } from '../../scripts/lib/scaffold.ts';
import { loadExtensions } from '../../src/facts/extensionPoint.ts';
import { BLANK, editorialReport } from '../../src/handbook/editorial.ts';
import { loadWrittenHandbook } from '../../src/handbook/handbook.ts';
import { pageKinds } from '../../src/handbook/pageKinds.ts';
import { metricFiles } from '../../src/metrics/populations/metric.ts';
import { checkFiles } from '../../src/policy/core/check.ts';
import { commandHere } from '../support/commandHere.ts';
import { pictureIds } from '../support/handbook.ts';

let root: string;
let content: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'plumbline-new-'));
  content = join(root, 'content');
  await cp('test/fixtures/handbook', content, { recursive: true });
});
afterAll(() => rm(root, { recursive: true }));

const around = {
  order: 9,
  metric: 'cycle-time',
  principle: 'no-metric-alone',
  source: 'techlead',
  withCheck: false,
  own: false,
};

/** Runs the command on the copy of the handbook. */
const create = (...args: string[]) => commandHere('new', [...args, '--content', content]);

test.each(['metric', 'principle', 'anti-pattern', 'rule', 'playbook', 'lesson', 'chapter'] as const)(
  'a new %s is a valid page, and all that is wrong with it are its blanks',
  async (kind) => {
    for (const withCheck of kind === 'rule' ? [false, true] : [false]) {
      const [page] = scaffold(kind, 'something-new', { ...around, withCheck });
      if (page === undefined) throw new RangeError('no page');
      const file = join(content, page.path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, page.text);
      const { pages } = await loadWrittenHandbook(content, pictureIds);
      const { errors } = editorialReport(pages, [{ folder: content, severity: 'error' }]);
      const blanks = page.text.split('\n').filter((line) => line.includes(BLANK));
      expect(blanks.length).toBeGreaterThan(3);
      expect(errors.map(({ place }) => place.replace(/:\d+$/, ''))).toEqual(blanks.map(() => file));
      expect(errors.every(({ expected = '' }) => expected.length > 5)).toBe(true);
      await rm(file);
    }
  },
);

test('a new page has every heading of its kind', () => {
  for (const kind of ['metric', 'principle', 'anti-pattern', 'playbook'] as const) {
    const [page] = scaffold(kind, 'something-new', around);
    expect([...(page?.text ?? '').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(
      pageKinds[kind].headings,
    );
  }
});

test('the code of a new metric and of a new check keeps its contract', async () => {
  const files = [
    ...scaffold('metric', 'something-new', around),
    ...scaffold('rule', 'something-new', { ...around, withCheck: true }),
  ].filter(({ below }) => below === 'root');
  expect(files.map(({ path }) => path)).toEqual([
    'src/metrics/something-new.ts',
    'src/policy/something-new.ts',
    'test/policy/something-new.test.ts',
  ]);
  for (const { path, text } of files) {
    expect(text).toContain(BLANK);
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text.replaceAll("'./", `'${resolve(dirname(path))}/`));
  }
  expect([...(await loadExtensions(metricFiles, root)).keys()]).toEqual(['something-new']);
  const check = (await loadExtensions(checkFiles, root)).get('something-new');
  expect(check).toBeTypeOf('function');
});

test('a page of an organisation’s own lies in its folder, with its code beside it', async () => {
  const organisation = join(root, 'acme');
  await mkdir(organisation);
  await writeFile(join(organisation, 'org.yaml'), 'name: Acme\n');
  for (const args of [
    ['metric', 'open-time'],
    ['rule', 'our-rule', '--check'],
  ])
    expect(await create(...args, '--org', organisation)).toMatchObject({ code: 0 });
  const files = (await readdir(join(organisation, 'pages'), { recursive: true })).sort();
  expect(files.filter((name) => name.includes('.'))).toEqual([
    'metrics/open-time.mdx',
    'metrics/open-time.ts',
    'rules/our-rule.ts',
    'rules/our-rule.yaml',
  ]);
  expect(await readFile(join(organisation, 'pages/metrics/open-time.ts'), 'utf8')).toContain(
    "from 'plumbline/metrics/populations/metric.ts'",
  );
  expect(await create('metric', 'open-time', '--org', organisation)).toMatchObject({
    code: 2,
    output: expect.stringContaining(join(organisation, 'pages/metrics/open-time.mdx')),
  });
});

test('the command writes a page into the content folder and says what comes next', async () => {
  const { code, output } = await create('playbook', 'slow-builds');
  expect(code).toBe(0);
  expect(output).toContain(join(content, 'playbooks/slow-builds.mdx'));
  expect(output).toContain('npm run check');
  expect(await readFile(join(content, 'playbooks/slow-builds.mdx'), 'utf8')).toMatch(/^title: Slow builds/m);
  await rm(join(content, 'playbooks/slow-builds.mdx'));
});

test.each([
  [['metric', 'cycle-time'], 'metrics/cycle-time.mdx has already'],
  [['metric', 'Review_Depth'], 'Did you mean `review-depth`?'],
  [['principle', 'HonestNumbers'], 'Did you mean `honest-numbers`?'],
  [['lesson', '…'], 'Give it letters or digits'],
  [['principle', 'honest-numbers', '--check'], 'only rules have checks'],
  [['metrc', 'review-depth'], 'Allowed choices are'],
  [['metric'], "missing required argument 'id'"],
])('%j is refused with a proposal, and nothing is written', async (args, expected) => {
  const before = await readdir(content, { recursive: true });
  const { code, output } = await create(...args);
  expect(code).toBe(2);
  expect(output).toContain(expected);
  expect(await readdir(content, { recursive: true })).toEqual(before);
});

test('a file that is in the way is never overwritten', async () => {
  // The page is new to this handbook, but the code of that name exists.
  const { code, output } = await create('metric', 'pull-request-size');
  expect(code).toBe(2);
  expect(output).toContain('src/metrics/pull-request-size.ts');
  expect(output).toContain('Nothing was written.');
  await expect(readFile(join(content, 'metrics/pull-request-size.mdx'))).rejects.toThrow('ENOENT');
});

test('an import is a copy of its recipe, with what comes next, and never overwrites one', async () => {
  const organisation = join(root, 'organisation');
  await cp('content/sample/org.yaml', join(organisation, 'org.yaml'));
  const create = (id: string) =>
    commandHere('new', ['import', id, '--org', organisation, '--content', 'content']);
  const file = join(organisation, 'imports/zendesk.yaml');
  expect(await create('zendesk')).toMatchObject({
    code: 0,
    output: expect.stringContaining('npm run import -- zendesk --check'),
  });
  const copied = await readFile(file, 'utf8');
  const recipe = await readFile('content/recipes/zendesk.yaml', 'utf8');
  expect(copied.split('\n').slice(1)).toEqual(recipe.split('\n').slice(1));
  await writeFile(file, 'title: ours\n');
  expect(await create('zendesk')).toMatchObject({ code: 2, output: expect.stringContaining(file) });
  expect(await readFile(file, 'utf8')).toBe('title: ours\n');
  expect(await create('zendsk')).toMatchObject({
    code: 2,
    output: expect.stringContaining('Did you mean `zendesk`'),
  });
});
