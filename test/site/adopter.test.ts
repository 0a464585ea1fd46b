import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { WEEK } from '../../src/facts/time.ts';
import { commandHere, snapshotHere } from '../support/commandHere.ts';
import { copyContent } from '../support/content.ts';
import { gitRepository } from '../support/gitRepository.ts';
import { ownFolder } from '../support/runFolder.ts';
import { hostileSite } from '../support/safety.ts';
import { buildSite } from '../support/site.ts';

const run = promisify(execFile);

/** Two quarters of commits with a release each week. */
function clone(): string {
  const repository = gitRepository();
  const people = ['ada', 'ben', 'cleo', 'dan', 'eve'];
  repository.history(
    Array.from({ length: 26 }, (_, week) =>
      people.map((person) => ({
        author: `${person} <${person}@example.org>`,
        at: Date.UTC(2026, 3, 2) + week * WEEK,
        files: { [`${person}.txt`]: `${week}` },
        ...(person === people.at(-1) ? { tag: `v1.${week}.0` } : {}),
      })),
    ).flat(),
  );
  return repository.path;
}

function organisationWith(clones: readonly string[]): string {
  const repositories = clones.map(
    (path, index) => `  - {name: acme/part-${index}, source: git, path: ${path}}`,
  );
  const teams = clones.map(
    (_, index) => `  - id: team-${index}
    name: Team ${index}
    owns: [{repository: acme/part-${index}}]
    kpis: [{metric: deployment-frequency}, {metric: lead-time-for-changes}, {metric: rework-rate}]`,
  );
  return `name: Acme\nsince: 2026-04-01\nrepositories:\n${repositories.join('\n')}\nteams:\n${teams.join('\n')}\n`;
}

/** Runs a command as somebody who adopts Plumbline does: a folder is theirs, all else is as it was shipped. */
async function adopter() {
  const folder = await ownFolder();
  const [content, data] = [join(folder, 'content'), join(folder, 'data')];
  await copyContent(content);
  await cp('data/sample/seals', join(data, 'sample/seals'), { recursive: true });
  await mkdir(join(content, 'organisation'));
  await writeFile(join(content, 'organisation/org.yaml'), organisationWith([clone(), clone(), clone()]));
  const folders = ['--content', content, '--data', data];
  const key = { PLUMBLINE_PSEUDONYM_KEY: 'a key of the adopter’s own' };
  const script = async (name: string, ...args: string[]) => {
    const all = [...args, ...folders];
    const { code, output } = await (name === 'snapshot' ? snapshotHere(all, key) : commandHere(name, all));
    return code === 0 ? output : `exit ${code}\n${output}`;
  };
  return { folder, content, data, folders, script };
}

test('an organisation of one’s own is read, scored, checked and sealed beside the sample’s files', async () => {
  const { script } = await adopter();
  expect(await script('snapshot')).not.toContain('exit ');
  expect(await script('score')).toContain('scorecards');
  const checked = await script('check', '--no-code');
  expect(checked).toContain('0 reviews');
  expect(checked).toContain('Check passed.');
  expect(await script('seal')).toMatch(/^[1-9]\d* newly sealed, 0 as they were sealed\./);
}, 300_000);

test('its site is of its own teams and seals, and not of those of the sample', async () => {
  const { dist } = await hostileSite();
  const scopes = await readdir(join(dist, 'scorecards/2026-Q2'));
  expect(scopes.filter((name) => !name.endsWith('.html')).sort()).toEqual([
    'coast',
    'harbour',
    'organisation',
    'vault',
  ]);
  expect(await readFile(join(dist, 'errata/index.html'), 'utf8')).not.toContain('catalogue');
}, 600_000);

test('a review of a team that does not exist stops every command at once, with one message and no stack trace', async () => {
  const { folder, content, data, folders, script } = await adopter();
  await mkdir(join(content, 'organisation/reviews/harbour'), { recursive: true });
  await writeFile(
    join(content, 'organisation/reviews/harbour/2026-Q2.mdx'),
    '---\nteam: harbour\nquarter: 2026-Q2\ndate: 2026-07-06\n---\n\nWe talked.\n',
  );
  const ended = (process: Promise<unknown>) =>
    process.then(
      () => 'exit 0',
      (error: { code: number; stderr: string }) => `exit ${error.code}\n${error.stderr}`,
    );
  for (const output of [
    await script('snapshot'),
    await script('check', '--no-code'),
    await ended(run(process.execPath, ['scripts/start.ts', '--port', '45671', ...folders])),
    await ended(buildSite(folder, { content, data }, '/')),
  ]) {
    expect(output).toContain('exit 2');
    expect(output.match(/found: +the team id `harbour`/g)).toHaveLength(1);
    expect(output).toMatch(/2026-Q2\.mdx:2:7/);
    expect(output).toContain('remedy:');
    expect(output).not.toMatch(/^\s+at /m);
  }
}, 120_000);
