import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSynthetic } from '../bench/synthetic.ts';
import { copyContent } from '../support/content.ts';
import { isDeep } from '../support/deep.ts';
import { ownFolder } from '../support/runFolder.ts';
import { buildSite, filesIn, rebuildSite } from '../support/site.ts';

const FROM = Date.parse('2025-08-01T00:00:00Z');

/** Pages of which Astro’s log says that they were taken from the last build. */
const keptIn = (said: string): string[] =>
  [...said.matchAll(/─ (\/\S+) \((?:restored|cached)\)/g)].map(([, page = '']) => page);

describe.runIf(isDeep)('a weekly build', () => {
  let folder: string;
  let folders: { content: string; organisation: string; data: string };
  const build = () => buildSite(folder, folders, '/');
  const rebuild = () => rebuildSite(folder, folders, '/');
  const score = (asOf: string) =>
    promisify(execFile)(process.execPath, [
      'scripts/score.ts',
      ...['--content', folders.content, '--org', folders.organisation, '--as-of', asOf],
    ]);
  /** Builds once more from the start, and compares each file. */
  const expectAsWithoutCache = async () => {
    const [dist, kept] = [join(folder, 'dist'), join(folder, 'kept')];
    await cp(dist, kept, { recursive: true });
    await rm(join(folder, 'cache'), { recursive: true });
    expect(keptIn(await build())).toEqual([]);
    const names = (await filesIn(dist)).sort();
    expect((await filesIn(kept)).sort()).toEqual(names);
    for (const name of names)
      expect((await readFile(join(kept, name))).equals(await readFile(join(dist, name))), name).toBe(true);
    await rm(kept, { recursive: true });
  };

  beforeAll(async () => {
    folder = await ownFolder();
    const organisation = join(folder, 'own');
    folders = { content: join(folder, 'content'), organisation, data: join(organisation, 'data') };
    await copyContent(folders.content, { withSample: false });
    await mkdir(folders.data, { recursive: true });
    await writeFile(join(organisation, 'org.yaml'), await writeSynthetic(folders.data, 900, 4, 2, FROM));
    await score('2026-05-20T00:00:00Z');
    await build();
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('renders without Astro what facts changed, and is what a build from the start would be', async () => {
    await score('2026-05-27T00:00:00Z');
    expect(await rebuild()).toMatch(
      /^Only facts changed .*: \d{3} pages and files rendered, \d{2,3} kept\.$/m,
    );
    await expectAsWithoutCache();
  }, 600_000);

  test('renders with Astro no page of a past quarter again after only facts changed', async () => {
    await score('2026-06-03T00:00:00Z');
    const kept = keptIn(await build());
    for (const page of ['', 'detail/', 'evidence/'])
      expect(kept).toContain(`/scorecards/2025-Q4/team-0/${page}index.html`);
    expect(kept).toContain('/principles/goodharts-law/index.html');
    expect(kept).toContain('/learn/baselines/index.html');
    expect(kept.filter((page) => /2026-Q[12]/.test(page))).toEqual([]);
    await expectAsWithoutCache();
  }, 600_000);

  test('is left to Astro where there are other pages than last time', async () => {
    const [newest, aside] = [join(folders.data, 'scorecards/2026-Q2'), join(folder, 'aside')];
    await rename(newest, aside);
    expect(await rebuild()).toBeUndefined();
    await rename(aside, newest);
    expect(await rebuild()).toBeDefined();
  }, 300_000);

  test('renders all of them after an event was added', async () => {
    await writeFile(
      join(folders.organisation, 'events.yaml'),
      '- { name: The teams moved, from: 2025-11-03 }\n',
    );
    expect(await rebuild()).toBeUndefined();
    expect(keptIn(await build())).toEqual([]);
    const page = await readFile(join(folder, 'dist/scorecards/2025-Q4/team-0/index.html'), 'utf8');
    expect(page).toContain('The teams moved');
  }, 300_000);

  test('takes nothing from a build that was stopped', async () => {
    await writeFile(join(folder, 'cache/begun'), '');
    expect(await rebuild()).toBeUndefined();
    expect(keptIn(await build())).toEqual([]);
  }, 300_000);
});
