import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pictureFiles } from '../../src/charts/picture.ts';
import { extensionIds, extensionsIn, loadExtensions } from '../../src/facts/extensionPoint.ts';
import { metricFiles } from '../../src/metrics/populations/metric.ts';
import { checkFiles } from '../../src/policy/core/check.ts';

const measure = () => undefined;

/** What the loader says of one module in `src/metrics`. */
function messageFor(exported: unknown): string {
  try {
    extensionsIn(metricFiles, { 'src/metrics/waiting-time.ts': exported });
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'no problem';
}

test('a metric that keeps the contract is loaded under the name of its file', () => {
  const metric = { uses: ['pull-requests'], measure };
  const loaded = extensionsIn(metricFiles, { '../metrics/waiting-time.ts': { default: metric } });
  expect([...loaded]).toEqual([['waiting-time', metric]]);
  const ofTeams = { uses: [], measureTeam: measure };
  expect(messageFor({ default: ofTeams })).toBe('no problem');
});

test.each([
  ['a misspelt function', { uses: [], mesure: measure }, '(mesure)', 'Did you mean `measure`?'],
  ['a missing function', { uses: [] }, '(measure)', 'expected: a function'],
  ['a function that is none', { uses: [], measure: 'hours' }, '(measure)', 'found:    "hours"'],
  ['a team’s function that is none', { uses: [], measureTeam: 1 }, '(measureTeam)', 'found:    1'],
  ['an unknown collection', { uses: ['pull-request'], measure }, '(uses.0)', 'Did you mean `pull-requests`?'],
  ['a text instead of a list', { uses: 'issues', measure }, '(uses)', 'a list of the collections'],
  ['something else altogether', 'hours', '(default export)', 'found:    "hours"'],
])('%s is named with file, field and remedy', (_, metric, place, part) => {
  const message = messageFor({ default: metric });
  expect(message).toContain(`src/metrics/waiting-time.ts ${place}`);
  expect(message).toContain(part);
});

test('the problem of a file without a default export names the function that makes it', () => {
  expect(messageFor({ measure })).toContain('found:    no default export');
  expect(messageFor({ measure })).toContain('made by `defineMetric`');
});

test('checks and pictures are functions', () => {
  for (const [point, file] of [
    [checkFiles, 'src/policy/a-rule.ts'],
    [pictureFiles, 'src/charts/pictures/a-picture.ts'],
  ] as const) {
    const load = (exported: unknown) => extensionsIn<unknown>(point, { [file]: { default: exported } });
    expect([...load(measure).keys()]).toHaveLength(1);
    expect(() => load({ check: measure })).toThrow(`${file} (default export)`);
  }
});

test('every fault of every file is reported at once, as wrong content', async () => {
  const root = await mkdtemp(join(tmpdir(), 'plumbline-extensions-'));
  try {
    const folder = join(root, 'src/metrics');
    await mkdir(join(folder, 'populations'), { recursive: true });
    await writeFile(join(folder, 'good.ts'), 'export default { uses: [], measure: () => 1 };\n');
    expect([...(await loadExtensions(metricFiles, root)).keys()]).toEqual(['good']);
    expect(await extensionIds(metricFiles, root)).toEqual(['good']);
    await writeFile(join(folder, 'misspelt.ts'), 'export default { uses: ["issue"], mesure: () => 1 };\n');
    await writeFile(join(folder, 'named.ts'), 'export const measure = () => 1;\n');
    await expect(loadExtensions(metricFiles, root)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /Did you mean `issues`[\s\S]*`mesure`[\s\S]*named\.ts\n.*no default export/,
      ),
    });
    await writeFile(join(folder, 'broken.ts'), 'export default {\n');
    await expect(loadExtensions(metricFiles, root)).rejects.toMatchObject({
      place: 'src/metrics/broken.ts',
      found: expect.stringContaining('cannot be imported'),
    });
  } finally {
    await rm(root, { recursive: true });
  }
});
