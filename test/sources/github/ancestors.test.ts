import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { journalled, openJournal } from '../../../src/sources/github/transport/journal.ts';
import { repository } from '../../support/github/file.ts';
import { at, type DeploymentRow, sample, sha } from '../../support/github/rows.ts';
import { ownFolder } from '../../support/runFolder.ts';
import { clientOf, gitHub, readFrom, snapshotOf } from './visiting.ts';

const KEY = randomBytes(32);

const tag = (name: string, commit: string, hours: number) => ({
  name,
  oid: sha(commit),
  committedDate: at(hours, 3),
});

/** Three commits on the branch, and a branch of releases with seven more, the last of which is tagged. */
const forked = () =>
  repository(
    sample.file('forked', {
      commits: [
        sample.commit('third', 30, ['second']),
        sample.commit('second', 20, ['first']),
        sample.commit('first', 10, []),
      ],
      offBranch: [1, 2, 3, 4, 5, 6, 7].map((step) =>
        sample.commit(`release ${step}`, 20 + step, [step === 1 ? 'second' : `release ${step - 1}`]),
      ),
      tags: [tag('v1', 'second', 20), tag('v2', 'release 7', 27)],
    }),
  );

test('a tagged commit off the default branch is read with those before it, down to a known one', async () => {
  const repo = forked();
  const server = await gitHub({ repositories: [repo] });
  const { facts, coverage, unreadable } = await readFrom(server, repo);
  const off = facts.commits.filter(({ offBranch }) => offBranch === true);
  expect(off.map(({ subject }) => subject)).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `Commit release ${n}`));
  expect(off[0]?.parents).toEqual([sha('second')]);
  expect(coverage['commits']).toMatchObject({ read: 10, expected: 10 });
  expect(unreadable).toEqual([]);
  expect(server.seen.filter(({ operation }) => operation === 'Ancestors')).toHaveLength(3);
});

test('what was read off the branch is not asked for again', async () => {
  const repo = forked();
  const server = await gitHub({ repositories: [repo] });
  const stored = snapshotOf(await readFrom(server, repo));
  const asked = server.seen.length;
  const again = await readFrom(server, repo, { stored, now: '2026-06-08T00:00:00Z' });
  expect(again.facts.commits).toEqual(stored.facts.commits);
  expect(again.coverage['commits']).toMatchObject({ read: 10, expected: 10 });
  expect(server.seen.slice(asked).map(({ operation }) => operation)).not.toContain('Ancestors');
});

test('what an interrupted reading has looked up is taken from its journal', async () => {
  const repo = forked();
  const server = await gitHub({ repositories: [repo] });
  const file = join(await ownFolder(), 'forked.journal');
  const read = async () =>
    readFrom(server, repo, {
      client: journalled(clientOf(server.url).client, await openJournal(file, KEY)),
    });
  const first = await read();
  const asked = server.seen.length;
  expect({ ...(await read()), cost: null }).toEqual({ ...first, cost: null });
  expect(server.seen).toHaveLength(asked);
});

test('a commit that reaches the default branch later belongs to it', async () => {
  const repo = forked();
  const server = await gitHub({ repositories: [repo] });
  const stored = snapshotOf(await readFrom(server, repo));
  const merged = repository(
    sample.file('forked', {
      commits: [sample.commit('merge', 2_000, ['third', 'release 7'])],
    }),
  );
  repo.commits.unshift(...merged.commits, ...repo.offBranch.splice(0));
  const { facts } = await readFrom(server, repo, { stored, now: '2026-06-08T00:00:00Z' });
  expect(facts.commits).toHaveLength(11);
  expect(facts.commits.filter(({ offBranch }) => offBranch === true)).toEqual([]);
});

test('a commit that GitHub no longer has is neither a row nor a gap', async () => {
  const repo = repository(
    sample.file('lost', { commits: [sample.commit('first', 10, [])], tags: [tag('v1', 'gone', 20)] }),
  );
  const { facts, unreadable } = await readFrom(await gitHub({ repositories: [repo] }), repo);
  expect(facts.commits.map(({ sha }) => sha)).toEqual([sha('first')]);
  expect(unreadable).toEqual([]);
});

test('commits are looked up of those environments alone that count as production', async () => {
  const repo = repository(
    sample.file('previews', {
      commits: [sample.commit('first', 10, [])],
      offBranch: [sample.commit('hotfix', 11, ['first']), sample.commit('draft', 12, ['first'])],
      deployments: [
        sample.deployment(1, 20, { commitOid: sha('hotfix') }),
        sample.deployment(2, 21, { commitOid: sha('draft'), environment: 'preview' }),
      ],
    }),
  );
  const server = await gitHub({ repositories: [repo] });
  const { facts } = await readFrom(server, repo, { deploysTo: (name) => name === 'production' });
  expect(facts.commits.map(({ sha }) => sha)).toEqual([sha('first'), sha('hotfix')]);
});

test('at most a hundred requests are made in one reading, and the next one continues', async () => {
  const count = 2_100;
  const repo = repository(
    sample.file('many', {
      commits: [sample.commit('first', 0, [])],
      offBranch: Array.from({ length: count }, (_, index) =>
        sample.commit(`off ${index}`, index + 1, ['first']),
      ),
      tags: Array.from({ length: count }, (_, index) => tag(`v${index}`, `off ${index}`, index + 1)),
    }),
  );
  const server = await gitHub({ repositories: [repo] });
  const first = await readFrom(server, repo);
  expect(first.facts.commits).toHaveLength(2_001);
  expect(first.stateFingerprint).toBeNull();
  expect(first.excluded).toContainEqual({
    collection: 'commits',
    what: 'commits off the default branch that are left for the next reading',
    count: 100,
  });
  const second = await readFrom(server, repo, { stored: snapshotOf(first), now: '2026-06-08T00:00:00Z' });
  expect(second.facts.commits).toHaveLength(2_101);
  expect(second.excluded?.filter(({ collection }) => collection === 'commits')).toEqual([]);
});

test('a deployment is known by its number', async () => {
  const deployments = [sample.deployment(1, 20), sample.deployment(2, 21, { databaseId: 4_711 })];
  const repo = repository(sample.file('fleet', { deployments }));
  const { facts } = await readFrom(await gitHub({ repositories: [repo] }), repo);
  expect(facts.deployments.map(({ number }) => number)).toEqual([1, 4_711]);
});

test('a deployment is of the service that its payload names, and of what its task says beyond deploying', async () => {
  const json = (payload: unknown) => ({ payload: JSON.stringify(payload) });
  const services: [Partial<DeploymentRow>, string | undefined][] = [
    [{ task: 'deploy' }, undefined],
    [{ task: 'rollback' }, undefined],
    [{ task: 'deploy:shop' }, 'shop'],
    [{ task: 'rollback:shop' }, 'shop'],
    [{ task: 'migrate' }, 'migrate'],
    [json({ service: 'stock', url: 'https://example.org' }), 'stock'],
    [json(JSON.stringify({ app: 'till' })), 'till'],
    [json({ application: { name: 'quay' } }), 'quay'],
    [json({ project_name: 'pier' }), 'pier'],
    [json({ name: 'crane', environment: 'production' }), 'crane'],
    [json({ name: 'a change', service: 'stock' }), 'stock'],
    [{ task: 'rollback', ...json({ service: 'stock' }) }, 'stock'],
    [{ task: 'deploy:migrations', ...json({ service: 'stock' }) }, 'stock migrations'],
    [{ task: 'deploy:stock', ...json({ service: 'stock' }) }, 'stock'],
    [{ payload: 'not JSON' }, undefined],
    [json({ name: 'v1.2.3' }), undefined],
    [json({ name: 'Release 42' }), undefined],
    [json({ component: 7 }), undefined],
    [json(['stock']), undefined],
    [json(null), undefined],
  ];
  const deployments = services.map(([row], index) => sample.deployment(index + 1, 20 + index, row));
  const repo = repository(sample.file('fleet', { deployments }));
  const { facts } = await readFrom(await gitHub({ repositories: [repo] }), repo);
  expect(facts.deployments.map(({ service }) => service)).toEqual(services.map(([, service]) => service));
});

test('a check is known by the workflow that ran it', async () => {
  const commits = [
    sample.commit('first', 10, [], {
      checks: [sample.check('C_1', 10, { workflow: 'Deploy to prod' }), sample.check('C_2', 11)],
    }),
  ];
  const repo = repository(sample.file('checked', { commits }));
  const { facts } = await readFrom(await gitHub({ repositories: [repo] }), repo);
  expect(facts.checks.map(({ workflow }) => workflow)).toEqual(['Deploy to prod', undefined]);
});
