import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { quarterIssue } from '../../scripts/lib/quarterIssueText.ts';
import { latestScorecards, summaryLines } from '../../scripts/lib/scoredSummary.ts';
import { upgradeReport } from '../../scripts/lib/upgradeReport.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { writeSynthetic } from '../bench/synthetic.ts';
import { commandHere, type Ended } from '../support/commandHere.ts';
import { smallProject, writeContent } from '../support/content.ts';
import { ownFolder } from '../support/runFolder.ts';

/*
 * An organisation with half-years runs every command, and makes the mistakes that a person can make: nothing that it reads
 * speaks of quarters.
 */

let folder: string;
let yaml: string;
const content = () => join(folder, 'content');
const own = () => join(content(), 'organisation');
const data = () => join(folder, 'data');

beforeAll(async () => {
  folder = await ownFolder();
  const synthetic = await writeSynthetic(data(), 900, 2, 2, Date.parse('2025-01-01T00:00:00Z'));
  yaml = `calendar: { kind: half-years }\nsince: 2025-01-01\n${synthetic}`;
  await writeContent(content(), yaml);
  await mkdir(own());
  await rename(join(content(), 'org.yaml'), join(own(), 'org.yaml'));
  expect((await run('score')).code).toBe(0);
}, 120_000);

const run = async (script: string, ...args: string[]): Promise<Ended> =>
  commandHere(
    script,
    [...args, '--content', content(), '--org', own(), '--data', data()],
    await smallProject(),
  );

/** Runs a command while a file has another text. */
async function during(name: string, text: string, work: () => Promise<Ended>): Promise<Ended> {
  const file = join(own(), name);
  const former = await readFile(file, 'utf8').catch(() => null);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  try {
    return await work();
  } finally {
    if (former === null) await rm(file);
    else await writeFile(file, former);
  }
}

/** Lines that speak of quarters. The field of a review, names of files and fractions are called so anyway. */
const ofQuarters = (text: string): string[] =>
  text
    .replaceAll(/^quarter: |`quarter`|three quarters of/gim, '')
    .split('\n')
    .filter((line) => /\bquarters?\b/i.test(line));

test.each([
  ['check', '--no-code'],
  ['doctor'],
  ['quarterIssue'],
  ['seal'],
  ['score'],
  ['new', 'review', 'team-0', '2025-H2'],
])('%s speaks of half-years', async (script, ...args) => {
  const { output } = await run(script, ...args);
  expect(output).toMatch(script === 'quarterIssue' ? /^$/ : /./);
  expect(ofQuarters(output)).toEqual([]);
  await rm(join(own(), 'reviews'), { recursive: true, force: true });
});

test('so do the review that is begun, the summary at the end, the issue, and the report of an upgrade', async () => {
  const file = join(own(), 'reviews/team-1/2025-H2.mdx');
  expect((await run('new', 'review', 'team-1', '2025-H2')).code).toBe(0);
  const definitions = await loadDefinitions(content());
  const cards = await latestScorecards(data());
  const organisation = organisationSchema.parse({
    calendar: { kind: 'half-years' },
    name: 'Acme',
    repositories: [{ name: 'acme/shop' }],
    teams: [
      {
        id: 'shop',
        name: 'Shop',
        owns: [{ repository: 'acme/shop' }],
        kpis: ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric })),
      },
    ],
  });
  const newer = new Map([...definitions].map(([id, { version }]) => [id, version + 1]));
  const texts = {
    review: await readFile(file, 'utf8'),
    summary: summaryLines(cards, definitions).join('\n'),
    issue: quarterIssue(cards, [], new Map()),
    upgrade: upgradeReport(
      { definitions, own: [], organisation, changelog: '' },
      { definitions: newer, format: 1, changelog: '' },
    ).join('\n'),
  };
  await rm(file);
  for (const [name, text] of Object.entries(texts)) {
    expect(text.length, name).toBeGreaterThan(20);
    expect(ofQuarters(text), name).toEqual([]);
  }
  expect(texts.upgrade).toContain('their sealed half-years will show restatements');
});

test('an export names the columns as ever, and says of half-years what they mean', async () => {
  const out = join(folder, 'export');
  expect((await run('export', '--out', out)).code).toBe(0);
  const about = (await readFile(join(out, 'dictionary.csv'), 'utf8'))
    .split('\n')
    .map((line) => line.split(',').slice(3).join(','));
  expect(about.join('\n')).toContain('half-year');
  expect(ofQuarters(about.join('\n'))).toEqual([]);
  expect(ofQuarters((await readFile(join(out, 'README.md'), 'utf8')).replaceAll('`', ''))).toEqual([]);
  const schema = JSON.parse(await readFile(join(out, 'schema.json'), 'utf8'));
  expect(ofQuarters(schema.$defs.kpis.properties.quarter.description)).toEqual([]);
});

const review = (change: string) =>
  `---\nteam: team-0\nquarter: 2025-H1\ndate: 2025-07-08\nresponses: []\n${change}\n---\n\nText.\n`;

test.each<[string, string, string, string[]]>([
  ['a target by a quarter', 'org.yaml', 'by: 2027-Q1', ['check']],
  ['a baseline that is not reached', 'org.yaml', 'baseline: [2019-H1]', ['score']],
  ['`since` after the facts', 'org.yaml', 'since: 2030-01-01', ['score']],
  ['a calendar that changes within a half-year', 'org.yaml', 'calendars', ['check']],
  ['a review of no half-year', 'reviews/team-0/2019-H1.mdx', '2019-H1', ['check']],
  ['a promise that no review holds', 'reviews/team-0/2025-H1.mdx', 'promises', ['check']],
  ['an event outside', 'events.yaml', '- { name: A move, from: 2031-01-01 }\n', ['check']],
  ['a review without its half-year', 'org.yaml', '', ['new', 'review', 'team-0']],
  ['a review of a half-year without scorecards', 'org.yaml', '', ['new', 'review', 'team-0', '2019-H1']],
])('%s is reported in words of half-years', async (_, file, change, [script = '', ...args]) => {
  const kpis = (by: string) => yaml.replace('{ metric: cycle-time }', `{ metric: cycle-time, ${by} }`);
  const texts: Record<string, string> = {
    'by: 2027-Q1': kpis('target: 20, by: 2027-Q1'),
    'baseline: [2019-H1]': yaml.replace('    kpis: ', '    baseline: [2019-H1]\n    kpis: '),
    'since: 2030-01-01': yaml.replace('since: 2025-01-01', 'since: 2030-01-01'),
    calendars: `calendars: [{ until: 2026-03-01, fiscalYearStart: 1 }]\n${yaml}`,
    '2019-H1': review('').replace('2025-H1', '2019-H1'),
    promises: review(
      'promises: [{ metric: cycle-time, kept: "yes", says: Each of us reviews every morning now. }]',
    ),
    '': yaml,
  };
  const { code, output } = await during(file, texts[change] ?? change, () =>
    run(script, ...args, ...(script === 'check' ? ['--no-code'] : [])),
  );
  expect(output).toMatch(/half-year/);
  expect(ofQuarters(output)).toEqual([]);
  expect(code).toBe(script === 'check' && file === 'events.yaml' ? 0 : 2);
});

test('a calendar that has other days for what was sealed is reported in words of half-years', async () => {
  await run('score');
  await run('seal');
  const moved = yaml.replace('since:', 'fiscalYearStart: 4\nsince:');
  const { output } = await during('org.yaml', moved, () => run('score'));
  expect(output).toMatch(/without the sealed half-year 2025-H1/);
  expect(ofQuarters(output)).toEqual([]);
});
