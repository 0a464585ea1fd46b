import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Problem } from '../../../src/facts/problem.ts';
import { openClone } from '../../../src/sources/git/clone.ts';
import { gitRepository } from '../../support/gitRepository.ts';

async function problemOf(path: string): Promise<Problem> {
  const error = await openClone(path).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw new Error('expected a problem', { cause: error });
}

test('a path that does not exist, or is a file, is an error in the configuration', async () => {
  const { path } = gitRepository();
  const missing = await problemOf(join(path, 'nowhere'));
  expect(missing).toMatchObject({ place: join(path, 'nowhere'), found: 'no such folder', exitCode: 2 });
  expect(missing.remedy).toContain('git clone');
  writeFileSync(join(path, 'file'), '');
  expect(await problemOf(join(path, 'file'))).toMatchObject({ found: 'a file', exitCode: 2 });
});

test('a folder inside a repository is not read as that repository', async () => {
  const repository = gitRepository();
  repository.commit();
  const inside = join(repository.path, 'inside');
  mkdirSync(inside);
  expect(await problemOf(inside)).toMatchObject({
    place: inside,
    found: 'a folder that is not a git repository',
    exitCode: 2,
  });
});

test('a repository without commits is an error', async () => {
  const { path } = gitRepository();
  expect(await problemOf(path)).toMatchObject({
    place: path,
    found: 'a repository without commits',
    exitCode: 1,
  });
});

test('a default branch that is not known is not guessed', async () => {
  const repository = gitRepository();
  repository.commit();
  repository.git('branch', '-m', 'main', 'one');
  repository.git('checkout', '--quiet', '--detach');
  const problem = await problemOf(repository.path);
  expect(problem.expected).toContain('refs/heads/one');
  expect(problem.remedy).toContain('git remote set-head origin --auto');
  expect(problem.exitCode).toBe(1);
});

test('a detached head falls back to main', async () => {
  const repository = gitRepository();
  const first = repository.commit();
  const tip = repository.commit();
  repository.git('checkout', '--quiet', '--detach', first);
  expect(await openClone(repository.path)).toMatchObject({ branch: 'main', tip });
});

test('a shallow clone is refused until its history is complete', async () => {
  const upstream = gitRepository();
  upstream.commit({ files: { a: '1\n' } });
  upstream.commit({ files: { a: '2\n' } });
  const clone = upstream.clone('--depth', '1');
  const problem = await problemOf(clone.path);
  expect(problem).toMatchObject({ place: clone.path, exitCode: 1 });
  expect(problem.found).toContain('shallow');
  expect(problem.remedy).toContain('git fetch --unshallow');
  clone.git('fetch', '--quiet', '--unshallow', '--tags');
  expect(await openClone(clone.path)).toMatchObject({ branch: 'main' });
});

test('a clone without the contents of files is refused, without fetching them', async () => {
  const upstream = gitRepository();
  upstream.git('config', 'uploadpack.allowFilter', 'true');
  upstream.commit({ files: { a: '1\n' } });
  upstream.commit({ files: { a: '2\n' } });
  const clone = upstream.clone('--filter=blob:none');
  const missing = () =>
    clone.git('rev-list', '--objects', '--missing=print', 'HEAD').match(/^\?/gm)?.length ?? 0;
  const before = missing();
  const problem = await problemOf(clone.path);
  expect(problem.found).toContain('partial clone');
  expect(problem.exitCode).toBe(1);
  expect(before).toBe(1);
  expect(missing()).toBe(before);
  clone.git('fetch', '--quiet', '--refetch', '--no-filter');
  expect(await openClone(clone.path)).toMatchObject({ branch: 'main' });
});

test('a damaged repository is reported in the words of git', async () => {
  const repository = gitRepository();
  repository.commit();
  writeFileSync(join(repository.path, '.git', 'config'), '[core\n');
  const problem = await problemOf(repository.path);
  expect(problem.found).toContain('bad config line 1');
  expect(problem.remedy).toContain('git fsck');
  expect(problem.exitCode).toBe(1);
});

test('without git, the message says to install it', async () => {
  const repository = gitRepository();
  repository.commit();
  const empty = join(repository.path, 'empty');
  mkdirSync(empty);
  const path = process.env['PATH'];
  process.env['PATH'] = empty;
  try {
    const problem = await problemOf(repository.path);
    expect(problem).toMatchObject({ place: 'git', exitCode: 1 });
    expect(problem.remedy).toContain('Install git');
  } finally {
    process.env['PATH'] = path;
    rmSync(empty, { recursive: true });
  }
});
