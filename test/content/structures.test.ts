import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';

const text = await readFile('docs/structures.md', 'utf8');
const metrics = [...(await loadDefinitions('content')).keys()];
const examples = [...text.matchAll(/^### (.+)$[\s\S]*?^```yaml\n([\s\S]*?)^```$/gm)].map(
  ([, title = '', yaml = '']) => ({ title, yaml }),
);
const kpis = ['cycle-time', 'review-coverage', 'change-failure-rate'].map((metric) => ({ metric }));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-structures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the table of clocks lists the metrics that follow the clock', async () => {
  const rows = /^\| counts working hours[\s\S]*?\n\n/m.exec(text)?.[0].split('\n').slice(2) ?? [];
  const listed = rows.flatMap((row) => /^\| ([a-z-]+)/.exec(row)?.[1] ?? []);
  const following = [...(await loadMetrics())].filter(
    ([, metric]) => 'measure' in metric && metric.followsClock === true,
  );
  expect(listed.sort()).toEqual(following.map(([id]) => id).sort());
});

test('each section has one example', () => {
  expect(examples).toHaveLength([...text.matchAll(/^### /gm)].length);
});

describe('an example is read as it is written', () => {
  test.each(examples)('$title', async ({ yaml }) => {
    const example = parse(yaml);
    const repositories = example.repositories ?? [{ name: 'acme/shop' }];
    const shop = { id: 'shop', name: 'Shop', owns: [{ repository: repositories[0].name }] };
    const teams = (example.teams ?? [shop]).map((team: object) => ({ kpis, ...team }));
    await writeFile(join(folder, 'org.yaml'), stringify({ name: 'Acme', ...example, repositories, teams }));
    await expect(loadOrganisation(folder, metrics)).resolves.toMatchObject({ name: 'Acme' });
  });
});
