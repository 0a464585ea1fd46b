import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { changesIn, unknownChanges } from '../../src/views/lastChanges.ts';

let root: string;

async function git(at: string, ...args: string[]): Promise<void> {
  await promisify(execFile)('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    cwd: join(root, 'whole'),
    env: { ...process.env, GIT_COMMITTER_DATE: at, GIT_AUTHOR_DATE: at },
  });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'changes-'));
  const content = join(root, 'whole/content/metrics');
  await mkdir(content, { recursive: true });
  await git('2026-01-01T10:00:00Z', 'init', '--quiet');
  await writeFile(join(content, 'a b.mdx'), 'one');
  await writeFile(join(content, 'c.mdx'), 'one');
  await writeFile(join(root, 'whole/README.md'), 'one');
  await git('2026-01-01T10:00:00Z', 'add', '.');
  await git('2026-01-01T10:00:00Z', 'commit', '--quiet', '--message', 'One');
  await writeFile(join(content, 'c.mdx'), 'two');
  await git('2026-02-01T10:00:00Z', 'commit', '--quiet', '--all', '--message', 'Two');
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('the moment of a file’s last change', () => {
  it('is that of the last commit that changed it, by its path below the folder', async () => {
    const changes = await changesIn(join(root, 'whole/content'));
    expect([...changes].map(([path, at]) => [path, new Date(at).toISOString()]).sort()).toEqual([
      ['metrics/a b.mdx', '2026-01-01T10:00:00.000Z'],
      ['metrics/c.mdx', '2026-02-01T10:00:00.000Z'],
    ]);
  });

  it('is unknown in a shallow clone, whose last commit seems to have changed everything', async () => {
    await git(
      '2026-02-01T10:00:00Z',
      'clone',
      '--quiet',
      '--depth',
      '1',
      `file://${root}/whole`,
      '../shallow',
    );
    expect(await changesIn(join(root, 'shallow/content'))).toEqual(new Map());
    expect(await unknownChanges(join(root, 'shallow/content'))).toMatch(
      /shallow clone.*`git fetch --unshallow`/,
    );
    expect(await unknownChanges(join(root, 'whole/content'))).toBeNull();
  });

  it('is unknown outside of git', async () => {
    expect(await changesIn(root)).toEqual(new Map());
    expect(await unknownChanges(root)).toMatch(/no repository/);
  });

  it('is unknown where git is not installed', async () => {
    vi.stubEnv('PATH', root);
    try {
      expect(await changesIn(join(root, 'whole/content'))).toEqual(new Map());
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
