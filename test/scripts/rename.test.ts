import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renamedInContent } from '../../scripts/lib/renaming.ts';
import { commandHere } from '../support/commandHere.ts';
import { copySmallProject, KPIS, writeContent } from '../support/content.ts';

/** A copy of the project with few metrics, so that a renamed metric is one of the copy. */
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'plumbline-rename-'));
  await copySmallProject(project);
  await cp('docs/schemas', join(project, 'docs/schemas'), { recursive: true });
  const organisation = `name: Acme\nrepositories: [{name: acme/shop}]\nteams: [{id: shop, name: Shop, owns: [{repository: acme/shop}], kpis: ${KPIS}}]\n`;
  await writeContent(join(project, 'content'), organisation);
  await mkdir(join(project, 'content/notes/metrics'), { recursive: true });
  await writeFile(join(project, 'content/notes/metrics/cycle-time.md'), 'Ours.\n');
});
afterAll(() => rm(project, { recursive: true }));

const command = (name: string, ...args: string[]) => commandHere(name, args, project);

test('a metric gets another id with its page, code, note and every reference, and the check passes', async () => {
  const renamed = await command('rename', 'metric', 'cycle-time', 'change-time');
  expect(renamed).toMatchObject({ code: 0 });
  for (const file of [
    'content/metrics/change-time.mdx',
    'src/metrics/change-time.ts',
    'content/notes/metrics/change-time.md',
  ])
    expect(existsSync(join(project, file)), file).toBe(true);
  expect(existsSync(join(project, 'content/metrics/cycle-time.mdx'))).toBe(false);
  expect(await readFile(join(project, 'content/org.yaml'), 'utf8')).toContain('metric: change-time');
  expect(await readFile(join(project, 'content/metrics/change-time.mdx'), 'utf8')).toContain(
    'formerIds: [cycle-time]',
  );
  expect(await command('check', '--no-code')).toMatchObject({ code: 0 });
});

test.each([
  [['first-review-tim', 'x'], 'Did you mean `first-review-time`?'],
  [['first-review-time', 'review-coverage'], 'which no metric has'],
  [['first-review-time', 'Review Time'], 'in lower case'],
])('%j is refused, and nothing is written', async (args, expected) => {
  expect(await command('rename', 'metric', ...args)).toMatchObject({
    code: 2,
    output: expect.stringContaining(expected),
  });
  expect(existsSync(join(project, 'content/metrics/first-review-time.mdx'))).toBe(true);
});

test('an id is replaced where it is one, and not within another id or in prose', () => {
  const text =
    '---\nleadsTo: [cycle-time, review-cycle-time]\n---\n\nThe cycle-time is [here](metric:cycle-time). <Ours metric="cycle-time" />\n';
  expect(renamedInContent(text, 'cycle-time', 'change-time', false)).toBe(
    '---\nleadsTo: [change-time, review-cycle-time]\n---\n\nThe cycle-time is [here](metric:change-time). <Ours metric="change-time" />\n',
  );
});
