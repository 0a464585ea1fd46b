import { expect, test } from 'vitest';
import { identity } from '../../../src/facts/identity.ts';
import { readGit } from '../../../src/sources/git/readGit.ts';
import { gitRepository } from '../../support/gitRepository.ts';

test('a subject names nobody who wrote only what a tag leads to', async () => {
  const repository = gitRepository();
  repository.commit({ files: { a: '1\n' }, message: 'Thank Ben Elsewhere' });
  repository.git('checkout', '--quiet', '--detach');
  repository.commit({ files: { b: '1\n' }, author: 'Ben Elsewhere <ben@example.org>', message: 'Release' });
  repository.git('tag', 'v1.0.0');
  repository.git('checkout', '--quiet', 'main');
  const { facts } = await readGit({
    path: repository.path,
    name: 'sample/service',
    identity: identity('a key for tests', []),
    now: '2026-11-01T00:00:00Z',
  });
  expect(facts.commits.map(({ subject }) => subject).sort()).toEqual(['Release', 'Thank …']);
});

test('a subject names none of those who wrote in the clone, and automation stays', async () => {
  const repository = gitRepository();
  repository.commit({
    files: { a: '1\n' },
    author: 'Ada Example <ada@example.org>',
    message: 'Fix a cart, by Ada Example',
  });
  repository.commit({
    files: { a: '2\n' },
    author: 'Release Robot <release-robot@users.noreply.github.com>',
    message: 'Start the Release Robot',
  });
  const { facts } = await readGit({
    path: repository.path,
    name: 'sample/service',
    identity: identity('a key for tests', ['release-robot']),
    now: '2026-11-01T00:00:00Z',
  });
  expect(facts.commits.map(({ subject }) => subject).sort()).toEqual([
    'Fix a cart, by …',
    'Start the Release Robot',
  ]);
});
