import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openClone } from '../../../src/sources/git/clone.ts';
import { readThroughOf } from '../../../src/sources/git/readThrough.ts';
import { type GitRepository, gitRepository } from '../../support/gitRepository.ts';

const NOW = '2026-11-01T00:00:00Z';
const FETCHED = '2026-06-07T08:09:10Z';
const LATER = '2026-08-09T10:11:12Z';

const readThrough = async (repository: GitRepository, now = NOW) =>
  readThroughOf(await openClone(repository.path), now);

const dateFetch = (clone: GitRepository, at: string) =>
  utimesSync(join(clone.path, '.git', 'FETCH_HEAD'), new Date(at), new Date(at));

function upstreamAndClone() {
  const upstream = gitRepository();
  upstream.commit();
  return { upstream, clone: upstream.clone() };
}

test('a repository without a remote is complete up to now', async () => {
  const repository = gitRepository();
  repository.commit();
  expect(await readThrough(repository)).toBe(NOW);
});

test('a clone that never fetched is complete up to the time of cloning', async () => {
  const { clone } = upstreamAndClone();
  clone.commit();
  // The third moment of the upstream's clock: two dates of its commit, then the clone.
  expect(await readThrough(clone)).toBe('2026-01-05T09:03:00Z');
});

test('a fetch of the default branch makes it complete up to then', async () => {
  const { upstream, clone } = upstreamAndClone();
  upstream.commit();
  clone.git('fetch', '--quiet');
  dateFetch(clone, FETCHED);
  expect(await readThrough(clone)).toBe(FETCHED);
});

test('a fetch counts with any ending of the remote’s address', async () => {
  const { upstream, clone } = upstreamAndClone();
  clone.git('remote', 'set-url', 'origin', `file://${upstream.path}/.git`);
  clone.git('fetch', '--quiet');
  dateFetch(clone, FETCHED);
  expect(await readThrough(clone)).toBe(FETCHED);
});

test('a fetch of another branch or another remote does not', async () => {
  const { upstream, clone } = upstreamAndClone();
  upstream.git('checkout', '--quiet', '-b', 'topic');
  upstream.commit();
  clone.git('fetch', '--quiet', 'origin', 'topic');
  dateFetch(clone, FETCHED);
  expect(await readThrough(clone)).toBe('2026-01-05T09:03:00Z');
  const other = gitRepository();
  other.commit({ files: { other: '1\n' } });
  clone.git('remote', 'add', 'other', `file://${other.path}`);
  clone.git('fetch', '--quiet', 'other');
  dateFetch(clone, LATER);
  expect(await readThrough(clone)).toBe('2026-01-05T09:03:00Z');
});

test('a newest commit from after the cloning counts, even if the last fetch was of another branch', async () => {
  const { upstream, clone } = upstreamAndClone();
  upstream.commit({ committed: '2026-02-03T04:05:06Z' });
  clone.git('fetch', '--quiet');
  upstream.git('checkout', '--quiet', '-b', 'topic');
  upstream.commit();
  clone.git('fetch', '--quiet', 'origin', 'topic');
  expect(await readThrough(clone)).toBe('2026-02-03T04:05:06Z');
});

test('a clone without a record of cloning is complete up to its newest commit', async () => {
  const upstream = gitRepository();
  upstream.commit({ committed: '2026-04-05T06:07:08Z' });
  expect(await readThrough(upstream.clone('--mirror'))).toBe('2026-04-05T06:07:08Z');
});

test('it is never later than now', async () => {
  const { clone } = upstreamAndClone();
  clone.git('fetch', '--quiet');
  dateFetch(clone, FETCHED);
  expect(await readThrough(clone, '2026-06-07T08:09:09Z')).toBe('2026-06-07T08:09:09Z');
});
