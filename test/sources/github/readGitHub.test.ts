import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { collectionNames, coverageOf } from '../../../src/facts/collection.ts';
import type { Reading } from '../../../src/facts/reading.ts';
import type { Actor } from '../../../src/facts/schema.ts';
import { readSnapshot, writeSnapshot } from '../../../src/facts/store.ts';
import { entityWith } from '../../support/github/entities.ts';
import { repository, repositoryFromFile } from '../../support/github/file.ts';
import { at, bot, sample, sha } from '../../support/github/rows.ts';
import { repositoryFromSnapshot } from '../../support/github/snapshot.ts';
import { gitHub, PEOPLE, readFrom, snapshotOf } from './visiting.ts';

const harbour = await repositoryFromFile('test/fixtures/github/harbour.json');
const person = (login: string) => PEOPLE.actor({ login, isBot: false });

describe('a full read', () => {
  let reading: Reading;
  beforeEach(async () => {
    reading = await readFrom(await gitHub({ repositories: [harbour] }), harbour, { withPaths: true });
  });
  const pullRequest = (number: number) => reading.facts['pull-requests'].find((row) => row.number === number);

  test('finds every row that GitHub counts', () => {
    const onePage = (read: number) => ({ read, expected: read, pages: 1 });
    expect(reading.coverage).toEqual({
      'pull-requests': coverageOf('pull-requests', onePage(6)),
      issues: coverageOf('issues', onePage(3)),
      milestones: coverageOf('milestones', onePage(1)),
      releases: coverageOf('releases', onePage(2)),
      tags: coverageOf('tags', onePage(2)),
      deployments: coverageOf('deployments', onePage(3)),
      commits: coverageOf('commits', onePage(5)),
      checks: coverageOf('checks', { ...onePage(4), expected: null, since: '2025-04-27T00:00:00.000Z' }),
    });
    expect(reading.unreadable).toEqual([]);
    expect(reading.readThrough).toBe('2026-06-01T00:00:00Z');
    expect(reading.wholeAt).toBe('2026-06-01T00:00:00Z');
  });

  test('says what the repository is', () => {
    expect(reading.repository).toEqual({
      id: 'R_harbour',
      name: 'sample-org/harbour',
      url: 'https://github.example/sample-org/harbour',
      defaultBranch: 'main',
      private: false,
      archived: false,
      fork: false,
      createdAt: '2015-02-03T04:05:06Z',
    });
  });

  test('takes a pull request with its reviews, commits, labels and paths', () => {
    expect(pullRequest(1)).toEqual({
      number: 1,
      title: 'Load the tide table',
      author: person('ada-sample'),
      createdAt: '2026-03-02T09:00:37Z',
      updatedAt: '2026-03-04T11:00:40Z',
      closedAt: '2026-03-04T01:00:19Z',
      mergedAt: '2026-03-04T01:00:22Z',
      mergedBy: person('bo-sample'),
      state: 'merged',
      draft: false,
      base: 'main',
      head: 'change-1',
      additions: 11,
      deletions: 1,
      changedFiles: 1,
      labels: ['feature', 'tides'],
      milestone: 1,
      mergeCommit: expect.stringMatching(/^[0-9a-f]{40}$/),
      commits: [
        {
          sha: expect.stringMatching(/^[0-9a-f]{40}$/),
          authoredAt: '2026-03-02T00:00:43Z',
          committedAt: '2026-03-02T04:00:46Z',
        },
      ],
      reviews: expect.any(Array),
      readiness: [],
      changes: [],
      reverts: [],
      closes: [],
      marks: [],
      checks: { passed: [], failed: [], pending: [] },
      paths: ['src/part-1.ts'],
    });
  });

  test('distinguishes bots from people by the type that GitHub gives', () => {
    expect(pullRequest(3)?.author).toEqual({ bot: 'dependabot' });
    expect(pullRequest(1)?.reviews.map(({ author }) => author)).toContainEqual({ bot: 'reviewer-app' });
  });

  test('leaves the author of a deleted account unknown', () => {
    expect(pullRequest(7)?.author).toBeNull();
    expect(pullRequest(1)?.reviews.map(({ author }) => author)).toContain(null);
    expect(reading.facts.issues.find(({ number }) => number === 5)?.author).toBeNull();
  });

  test('keeps drafts, pending reviews and pull requests into other branches', () => {
    expect(pullRequest(7)).toMatchObject({
      draft: true,
      state: 'open',
      reviews: [{ state: 'pending', submittedAt: null }],
    });
    expect(pullRequest(8)).toMatchObject({ base: 'release/1', state: 'closed', mergedAt: null });
  });

  test('takes changes between draft and ready from the timeline', () => {
    expect(pullRequest(4)?.readiness.map(({ to }) => to)).toEqual(['draft', 'ready']);
  });

  test('takes only reverts and causes of issues from descriptions', () => {
    expect(pullRequest(6)?.reverts).toEqual([4]);
    const causes = Object.fromEntries(reading.facts.issues.map((issue) => [issue.number, issue.causes]));
    expect(causes[2]).toEqual([{ pullRequest: 4 }, { commit: pullRequest(4)?.mergeCommit?.slice(0, 10) }]);
    expect(causes[5]).toEqual([{ deployment: 'DE_harbour_2' }, { commit: pullRequest(3)?.mergeCommit }]);
    expect(causes[9]).toEqual([]);
    expect(JSON.stringify(reading.facts)).not.toContain('The pier fell over');
  });

  test('takes closed issues from descriptions and messages', () => {
    expect(pullRequest(4)?.closes).toEqual([9]);
    expect(pullRequest(6)?.closes).toEqual([]);
    const closes = Object.fromEntries(reading.facts.commits.map((commit) => [commit.subject, commit.closes]));
    expect(closes).toMatchObject({ 'Change m3': [5], 'Change m4': [] });
  });

  test('names no person', () => {
    expect(JSON.stringify(reading)).not.toMatch(/(ada|bo|cy)-sample|harbour\.example/);
  });

  test('dates an annotated tag by its creation, in UTC, and finds its commit', () => {
    expect(reading.facts.tags.find(({ name }) => name === 'v1.1.0')).toEqual({
      name: 'v1.1.0',
      sha: pullRequest(4)?.mergeCommit,
      at: '2026-03-07T12:15:16Z',
    });
  });

  test('gives a draft release no date', () => {
    expect(
      reading.facts.releases.map(({ tag, publishedAt, prerelease }) => [
        tag,
        publishedAt !== null,
        prerelease,
      ]),
    ).toEqual([
      ['v1.0.0', true, false],
      ['v1.2.0', false, true],
    ]);
  });

  test('keeps the statuses of deployments in order, and an empty environment as null', () => {
    expect(
      reading.facts.deployments.map(({ environment, ref, statuses }) => [
        environment,
        ref,
        statuses.map(({ state }) => state),
      ]),
    ).toEqual([
      ['production', 'main', ['in-progress', 'success', 'inactive']],
      ['production', 'main', ['queued', 'failure']],
      [null, null, ['success']],
    ]);
  });

  test('identifies the authors of a commit by account or address, each once', () => {
    const bySubject = new Map(reading.facts.commits.map((commit) => [commit.subject, commit]));
    expect(bySubject.get('Change m1')).toMatchObject({
      author: person('bo-sample'),
      coAuthors: [person('ada-sample'), person('cy-sample')],
      pullRequest: 1,
    });
    expect(bySubject.get('Change m3')?.author).toEqual({ bot: 'dependabot[bot]' });
    expect(bySubject.get('Change m6')).toMatchObject({ author: null, coAuthors: [] });
    expect(bySubject.get('Change root')).toMatchObject({ parents: [], pullRequest: null });
  });

  test('records which checks ran together', async () => {
    const check = (id: string, suite: string, second: number) => ({
      id,
      name: id,
      suite,
      createdAt: at(4, second),
      startedAt: at(4, second + 5),
      completedAt: at(4, second + 65),
      conclusion: 'SUCCESS',
    });
    const checks = [check('unit', 'CS_1', 1), check('end-to-end', 'CS_1', 2), check('scan', 'CS_2', 3)];
    const dock = repository(sample.file('dock', { commits: [sample.commit('first', 3, [], { checks })] }));
    const { facts } = await readFrom(await gitHub({ repositories: [dock] }), dock);
    expect(facts.checks.map(({ name, suite }) => [name, suite])).toEqual([
      ['unit', 'CS_1'],
      ['end-to-end', 'CS_1'],
      ['scan', 'CS_2'],
    ]);
  });

  test('keeps the checks of commits; a running one has no conclusion', () => {
    expect(reading.facts.checks.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['test', 'success'],
      ['lint', 'failure'],
      ['test', 'success'],
      ['test', null],
    ]);
  });

  test('gives a snapshot that can be stored, and from which the test server gives the same facts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'github-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { manifest, repository, facts } = snapshotOf(reading);
    const { schemaVersion, files, ...provenance } = manifest;
    await writeSnapshot(folder, repository, facts, provenance);
    const stored = await readSnapshot(folder, 'sample-org/harbour');
    if (stored === null) throw new Error('nothing was stored');
    const again = repositoryFromSnapshot(stored);
    const asIs = {
      ...PEOPLE,
      actor: (account: { login: string } | null): Actor => {
        if (account === null) return null;
        return account.login.startsWith('p-') ? { person: account.login } : { bot: account.login };
      },
    };
    const second = await readFrom(await gitHub({ repositories: [again] }), harbour, {
      withPaths: true,
      identity: asIs,
    });
    for (const name of collectionNames) expect(second.facts[name], name).toEqual(stored.facts[name]);
    expect(second.repository).toEqual(stored.repository);
  });
});

test('without a team that owns paths, the paths are not asked for', async () => {
  const { facts } = await readFrom(await gitHub({ repositories: [harbour] }), harbour);
  expect(facts['pull-requests'].map(({ paths }) => paths)).toEqual([null, null, null, null, null, null]);
});

test('CODEOWNERS is asked for where a team owns what it says, and what it says of people is not stored', async () => {
  const divided = repository(
    sample.file('mono', { textFiles: { 'docs/CODEOWNERS': '* @acme/core @ada-sample\n/a/ @bo-sample\n' } }),
  );
  const github = await gitHub({ repositories: [divided, harbour] });
  const ofReading = async (from: typeof harbour, withCodeowners: boolean) =>
    (await readFrom(github, from, { withCodeowners })).repository.codeowners;
  expect(await ofReading(divided, true)).toEqual({
    lines: [
      { folder: '', teams: ['@acme/core'] },
      { folder: 'a', teams: [] },
    ],
    unused: [expect.stringContaining('line 2')],
  });
  expect(await ofReading(divided, false)).toBeUndefined();
  expect(await ofReading(harbour, true)).toEqual({ lines: [], unused: [] });
});

test('bots that the organisation names are bots, deleted accounts never', async () => {
  const yard = repository(
    sample.file('yard', {
      pullRequests: [sample.pullRequest(1, { author: bot('yard-app'), mergedBy: null })],
    }),
  );
  const { facts } = await readFrom(await gitHub({ repositories: [yard] }), yard);
  expect(facts['pull-requests'][0]).toMatchObject({ author: { bot: 'yard-app' }, mergedBy: null });
});

test('a repository without commits gives empty collections', async () => {
  const bare = repository(sample.file('bare', { defaultBranch: null }));
  const reading = await readFrom(await gitHub({ repositories: [bare] }), bare);
  expect(reading.repository.defaultBranch).toBe('HEAD');
  expect(reading.coverage['commits']).toMatchObject({ read: 0, expected: 0, pages: 0 });
  expect(reading.cost.requests).toBe(1);
});

test('a renamed repository keeps the name that it is asked by', async () => {
  const pier = repository(
    sample.file('pier', { pullRequests: [sample.pullRequest(1, { body: 'Reverts sample-org/dock#9' })] }),
  );
  pier.about.nameWithOwner = 'sample-org/dock';
  const reading = await readFrom(await gitHub({ repositories: [pier] }), pier);
  expect(reading.repository.name).toBe('sample-org/pier');
  expect(reading.facts['pull-requests'][0]?.reverts).toEqual([9]);
});

test('rows that are not facts of their collection are counted, with a reason', async () => {
  const file = sample.file('mole', {
    commits: [sample.commit('first', 2, [])],
    tags: [
      { name: 'v1', oid: sha('first'), committedDate: at(2, 3) },
      { name: 'picture', oid: sha('blob'), committedDate: at(3, 3) },
    ],
  });
  const mole = repository(file);
  const picture = entityWith(mole.refs, 'name', 'picture');
  picture.target = { __typename: 'Blob', oid: sha('blob') };
  entityWith(mole.commits, 'oid', sha('first')).statusCheckRollup = {
    __typename: 'StatusCheckRollup',
    state: 'SUCCESS',
    contexts: ['build', 'coverage'].map((context) => ({ __typename: 'StatusContext', context })),
  };
  const server = await gitHub({ repositories: [mole] });
  const excluded = [
    { collection: 'tags', what: 'tags of something else than a commit', count: 1 },
    { collection: 'checks', what: 'commit statuses that are not check runs', count: 2 },
  ];
  const first = await readFrom(server, mole, { now: at(20) });
  expect(first).toMatchObject({ excluded, unreadable: [], coverage: { tags: { read: 1, expected: 1 } } });
  const onward = await readFrom(server, mole, { now: at(30), stored: snapshotOf(first) });
  expect(onward.excluded).toEqual(excluded);
});

test('what the checks of a pull request said at its merge is read, be they many; of one that is open nothing', async () => {
  const check = (name: string, conclusion: string | null) => ({
    id: `CR_${name}`,
    name,
    createdAt: at(1, 1),
    startedAt: at(1, 2),
    completedAt: conclusion === null ? null : at(1, 3),
    conclusion,
  });
  const many = Array.from({ length: 70 }, (_, index) => check(`unit ${100 + index}`, 'SUCCESS'));
  const pier = repository(
    sample.file('pier', {
      pullRequests: [
        sample.pullRequest(1, { checks: [...many, check('e2e', 'FAILURE'), check('slow', null)] }),
        sample.pullRequest(2, { state: 'OPEN', mergedAt: null, closedAt: null, checks: many }),
      ],
    }),
  );
  const { facts } = await readFrom(await gitHub({ repositories: [pier] }), pier);
  const [merged, open] = facts['pull-requests'];
  expect(merged?.checks).toEqual({
    passed: many.map(({ name }) => name),
    failed: ['e2e'],
    pending: ['slow'],
  });
  expect(open?.checks).toBeUndefined();
});

test('the pages of a reading do not depend on how many requests it took', async () => {
  const rows = { pullRequests: Array.from({ length: 60 }, (_, index) => sample.pullRequest(index + 1)) };
  const wharf = repository(sample.file('wharf', rows));
  const calm = await readFrom(await gitHub({ repositories: [wharf] }), wharf);
  let heavy = 3;
  const server = await gitHub({
    repositories: [wharf],
    faults: ({ operation }) => {
      if (operation !== 'PullRequests' || heavy === 0) return undefined;
      heavy -= 1;
      return { kind: 'answer', status: 502 };
    },
  });
  const disturbed = await readFrom(server, wharf);
  expect(disturbed.cost.requests).toBeGreaterThan(calm.cost.requests + 3);
  expect(disturbed.coverage).toEqual(calm.coverage);
  expect(calm.coverage['pull-requests']).toMatchObject({ read: 60, pages: 3 });
});

test('the same repository read twice gives the same snapshot', async () => {
  const server = await gitHub({ repositories: [harbour] });
  const [first, second] = [await readFrom(server, harbour), await readFrom(server, harbour)];
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
});

test('no person is named in text that people wrote', async () => {
  const wrote = 'Thanks @octo-sample, see jo@sample.example';
  const inn = repository(
    sample.file('inn', {
      pullRequests: [
        sample.pullRequest(1, {
          title: wrote,
          author: { __typename: 'User', login: 'octo-sample' },
          headRefName: 'octo-sample/fix',
          body: 'Closes #2',
        }),
      ],
      issues: [sample.issue(2, { title: wrote })],
      milestones: [
        { number: 1, title: wrote, state: 'OPEN', createdAt: at(3), dueOn: at(9), closedAt: null },
      ],
      releases: [
        {
          id: 'RE_1',
          tagName: 'ui@1.2.3',
          name: wrote,
          createdAt: at(4),
          publishedAt: at(5),
          isDraft: false,
          isPrerelease: false,
          tagCommit: null,
        },
      ],
      commits: [sample.commit('first', 6, [], { message: 'Merge pull request #1 from octo-sample/fix' })],
    }),
  );
  const { facts } = await readFrom(await gitHub({ repositories: [inn] }), inn);
  expect(JSON.stringify(facts)).not.toMatch(/octo-sample|sample\.example/);
  expect(facts['pull-requests'][0]).toMatchObject({ head: '…/fix', closes: [2] });
  expect(facts.releases[0]?.tag).toBe('ui@1.2.3');
});

test('a pull request does not revert itself', async () => {
  const quay = repository(
    sample.file('quay', {
      pullRequests: [sample.pullRequest(2, { body: 'Reverts #1', headRefName: 'revert-2-quay' })],
    }),
  );
  const { facts } = await readFrom(await gitHub({ repositories: [quay] }), quay);
  expect(facts['pull-requests'][0]?.reverts).toEqual([1]);
});

test('progress reports the rows read of each collection', async () => {
  const reported: string[] = [];
  await readFrom(await gitHub({ repositories: [harbour] }), harbour, {
    onProgress: ({ what, read, expected }) => reported.push(`${what} ${read}/${expected}`),
  });
  expect(reported).toContain('pull-requests 6/6');
  expect(reported).toContain('commits 5/5');
});
