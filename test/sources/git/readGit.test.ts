import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noFacts } from '../../../src/facts/collection.ts';
import { identity } from '../../../src/facts/identity.ts';
import type { Progress } from '../../../src/facts/reading.ts';
import { type Commit, commitSchema, repositorySchema, tagSchema } from '../../../src/facts/schema.ts';
import { readGit } from '../../../src/sources/git/readGit.ts';
import { type GitRepository, gitRepository } from '../../support/gitRepository.ts';

const people = identity('a key for tests', ['release-robot']);
const NOW = '2026-11-01T00:00:00Z';

const read = (repository: GitRepository, onProgress?: (progress: Progress) => void) =>
  readGit({
    path: repository.path,
    name: 'sample/service',
    identity: people,
    now: NOW,
    ...(onProgress === undefined ? {} : { onProgress }),
  });

async function readOne(repository: GitRepository, sha: string): Promise<Commit> {
  return (await readBySha(repository))(sha);
}

async function readBySha(repository: GitRepository): Promise<(sha: string) => Commit> {
  const { facts } = await read(repository);
  return (sha) => {
    const found = facts.commits.find((commit) => commit.sha === sha);
    if (found === undefined) throw new Error(`no commit ${sha}`);
    return found;
  };
}

describe('a commit reverts', () => {
  test('what git names in its message, or the pull request in its title', async () => {
    const repository = gitRepository();
    repository.commit({ message: 'Add a pier (#12)' });
    const crane = repository.commit({ message: 'Add a crane' });
    const byNumber = repository.commit({ message: 'Revert "Add a pier (#12)" (#14)' });
    const bySha = repository.commit({ message: `Revert "Add a crane"\n\nThis reverts commit ${crane}.` });
    const again = repository.commit({ message: 'Revert "Revert "Add a pier (#12)" (#14)" (#15)' });
    const bySeveral = await readBySha(repository);
    expect([crane, byNumber, bySha, again].map((sha) => bySeveral(sha))).toMatchObject([
      { subject: 'Add a crane' },
      { revertedPullRequests: [12] },
      { reverts: [crane] },
      { revertedPullRequests: [14] },
    ]);
    expect(bySeveral(crane)).not.toHaveProperty('reverts');
  });
});

describe('the repository', () => {
  test('is identified by the first commit along first parents, even after merges of other histories', async () => {
    const repository = gitRepository();
    const first = repository.commit({ files: { a: '1\n' } });
    const before = await read(repository);
    repository.git('checkout', '--quiet', '--orphan', 'other');
    repository.commit({
      files: { b: '1\n' },
      authored: '2001-03-04T05:06:07Z',
      committed: '2001-03-04T05:06:08Z',
    });
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-ff', '--allow-unrelated-histories', '-m', 'Join', 'other');
    const after = await read(repository);
    expect(before.repository.id).toBe(`git:${first}`);
    expect(after.repository.id).toBe(`git:${first}`);
    expect(after.facts.commits).toHaveLength(3);
  });

  test('without a remote has no URL, and unknown fields are not guessed', async () => {
    const repository = gitRepository();
    repository.commit();
    const reading = await read(repository);
    expect(reading.repository).toMatchObject({
      name: 'sample/service',
      url: null,
      defaultBranch: 'main',
      private: true,
      archived: false,
      fork: false,
      createdAt: null,
    });
    expect(repositorySchema.safeParse(reading.repository).success).toBe(true);
    expect(reading.cost).toEqual({ requests: 0, points: 0 });
    expect(reading.unreadable).toEqual([]);
    expect({ ...reading.facts, commits: [] }).toEqual(noFacts());
  });

  test("shows its remote's web page without the credentials of the remote", async () => {
    const repository = gitRepository();
    repository.commit();
    repository.git('remote', 'add', 'origin', 'https://user:ghp_secret@github.com/sample/service.git');
    const reading = await read(repository);
    expect(reading.repository.url).toBe('https://github.com/sample/service');
    expect(JSON.stringify(reading)).not.toContain('ghp_secret');
  });

  test("takes the remote's default branch, as last fetched, before the branch that is checked out", async () => {
    const upstream = gitRepository();
    const shared = upstream.commit({ message: 'On main' });
    upstream.git('branch', 'feature');
    const clone = upstream.clone();
    clone.commit({ message: 'On main, not pushed' });
    clone.git('checkout', '--quiet', 'feature');
    clone.commit({ message: 'On the feature' });
    const reading = await read(clone);
    expect(reading.repository.defaultBranch).toBe('main');
    expect(reading.facts.commits.map((commit) => commit.sha)).toEqual([shared]);
    expect(reading.unreadable).toEqual([]);
  });

  test('says so when the clone does not record the default branch of its remote', async () => {
    const upstream = gitRepository();
    upstream.commit();
    const clone = upstream.clone();
    clone.git('remote', 'set-head', 'origin', '--delete');
    const reading = await read(clone);
    expect(reading.repository.defaultBranch).toBe('main');
    expect(reading.unreadable).toEqual([
      { collection: 'commits', what: expect.stringContaining('git remote set-head origin --auto') },
    ]);
  });

  test('may be bare: its HEAD is that of its remote', async () => {
    const upstream = gitRepository();
    upstream.commit({ files: { a: '1\n' } });
    upstream.git('branch', '-m', 'main', 'trunk');
    const reading = await read(upstream.clone('--mirror'));
    expect(reading.repository.defaultBranch).toBe('trunk');
    expect(reading.unreadable).toEqual([]);
    expect(reading.facts.commits).toHaveLength(1);
  });

  test('may be a linked work tree', async () => {
    const repository = gitRepository();
    const sha = repository.commit();
    repository.git('worktree', 'add', '--quiet', '-b', 'side', '../side');
    const reading = await readGit({
      path: join(repository.path, '../side'),
      name: 'sample/service',
      identity: people,
      now: NOW,
    });
    expect(reading.facts.commits.map((commit) => commit.sha)).toEqual([sha]);
  });
});

describe('commits', () => {
  test('have both dates in UTC, their parents and their first line', async () => {
    const repository = gitRepository();
    const first = repository.commit();
    const sha = repository.commit({
      message: 'Repair the latch\n\nIt stuck in winter.',
      authored: '2026-02-03T23:30:00+1400',
      committed: '2026-02-04T01:15:00-0930',
    });
    expect(await readOne(repository, sha)).toEqual({
      sha,
      authoredAt: '2026-02-03T09:30:00Z',
      committedAt: '2026-02-04T10:45:00Z',
      author: people.person('author@example.org'),
      coAuthors: [],
      parents: [first],
      subject: 'Repair the latch',
      pullRequest: null,
      marks: [],
      closes: [],
      additions: 0,
      deletions: 0,
      arrival: { addedPaths: [], lines: 0, rewritten: [] },
    });
  });

  test('count lines added and deleted over all files; a binary file counts none, a rename only what differs', async () => {
    const repository = gitRepository();
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');
    const first = repository.commit({
      files: { 'old name': lines, other: 'a\nb\n', image: Buffer.from([0, 1, 2, 10]) },
    });
    repository.git('mv', 'old name', 'nové\tjméno');
    const second = repository.commit({
      files: { 'nové\tjméno': `${lines}one more\n`, other: 'a\n', image: Buffer.from([0, 9, 9, 10, 10]) },
    });
    const commit = await readBySha(repository);
    expect(commit(first)).toMatchObject({ additions: 22, deletions: 0 });
    expect(commit(second)).toMatchObject({ additions: 1, deletions: 1 });
  });

  test('include those that a merge brought in; the merge counts lines against its first parent', async () => {
    const repository = gitRepository();
    const base = repository.commit({ files: { a: '1\n' } });
    repository.git('checkout', '--quiet', '-b', 'topic');
    const topic = repository.commit({ files: { b: '1\n2\n3\n' } });
    repository.git('checkout', '--quiet', 'main');
    const main = repository.commit({ files: { a: '1\n2\n' } });
    const merge = repository.merge('topic', {
      message: 'Merge pull request #41 from sample/topic\n\nAdd b (#7)',
    });
    const { facts, coverage } = await read(repository);
    expect(new Set(facts.commits.map((commit) => commit.sha))).toEqual(new Set([base, topic, main, merge]));
    expect(coverage).toMatchObject({ commits: { read: 4, expected: 4 }, tags: { read: 0, expected: 0 } });
    expect(facts.commits.find((commit) => commit.sha === merge)).toMatchObject({
      parents: [main, topic],
      pullRequest: 41,
      additions: 3,
      deletions: 0,
    });
  });

  test('name the pull request that a squash brought in', async () => {
    const repository = gitRepository();
    const sha = repository.commit({ message: 'Add a door (#123)\n\n* first\n* second (#9)' });
    expect(await readOne(repository, sha)).toMatchObject({ subject: 'Add a door (#123)', pullRequest: 123 });
  });

  test('keep the owner of their repository in a reference to it, and no other', async () => {
    const repository = gitRepository();
    const sha = repository.commit({ message: 'Merge sample/service#1865 for octocat/hello#3' });
    const { subject } = await readOne(repository, sha);
    expect(subject).toBe('Merge sample/service#1865 for …/hello#3');
  });

  test('name the issues that they close', async () => {
    const repository = gitRepository();
    const sha = repository.commit({ message: 'Add a door (#123)\n\nFixes #9, closes sample/service#7' });
    expect((await readOne(repository, sha)).closes).toEqual([7, 9]);
  });

  test('that only a tag leads to are read as well, as commits off the default branch', async () => {
    const repository = gitRepository();
    const first = repository.commit({ files: { a: '1\n' } });
    repository.git('checkout', '--quiet', '-b', 'release/1.x');
    const fix = repository.commit({ files: { a: '2\n' } });
    repository.git('tag', '-a', 'v1.0.1', '-m', 'Fix');
    const later = repository.commit();
    repository.git('tag', 'v1.0.2');
    repository.commit({ message: 'Not released' });
    repository.git('checkout', '--quiet', 'main');
    const second = repository.commit();
    repository.git('tag', 'v1.1.0');
    const { facts, coverage } = await read(repository);
    const places = Object.fromEntries(facts.commits.map(({ sha, offBranch }) => [sha, offBranch ?? false]));
    expect(places).toEqual({ [first]: false, [fix]: true, [later]: true, [second]: false });
    expect(coverage['commits']).toMatchObject({ read: 4, expected: 4 });
    const commit = await readBySha(repository);
    expect(commit(fix)).toMatchObject({ parents: [first], additions: 1, deletions: 1 });
    expect(commit(fix).arrival).toBeUndefined();
  });

  test('are found under branches, tags and files of the oddest names', async () => {
    const repository = gitRepository();
    repository.commit({ files: { a: '1\n' } });
    repository.git('tag', 'v2.0.0');
    repository.git('branch', '-m', 'main', 'next/(2)!');
    repository.git('update-ref', 'refs/tags/HEAD', 'HEAD');
    repository.git('branch', 'v2.0.0', 'refs/heads/next/(2)!');
    repository.git('tag', 'next/(2)!', 'refs/heads/next/(2)!');
    const names = [
      'docs/adr/1-"quoted".md',
      'docs/adr/2-ž\\.md',
      'docs/adr/3-tab\there.md',
      'docs/adr/4\nlines.md',
    ];
    const sha = repository.commit({ files: Object.fromEntries(names.map((name) => [name, 'Text\n'])) });
    const { facts, repository: found } = await read(repository);
    expect(found.defaultBranch).toBe('next/(2)!');
    expect(facts.commits).toHaveLength(2);
    expect(facts.commits.find((commit) => commit.sha === sha)?.arrival?.addedPaths).toEqual(names.toSorted());
    repository.git('mv', names[2] ?? '', 'docs/adr/3-new\tname.md');
    repository.commit({ files: { [names[0] ?? '']: 'Another text\n' } });
    const commit = await readBySha(repository);
    expect(commit(repository.git('rev-parse', 'HEAD')).arrival).toMatchObject({ addedPaths: [], lines: 1 });
    expect(commit(sha).arrival?.rewritten).toEqual([{ days: 0, lines: 1 }]);
  });

  test('that were rebased keep their author date', async () => {
    const repository = gitRepository();
    repository.commit({ files: { a: '1\n' } });
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit({
      message: 'Written early',
      files: { b: '1\n' },
      authored: '2026-01-06T08:00:00Z',
      committed: '2026-01-06T08:05:00Z',
    });
    repository.git('checkout', '--quiet', 'main');
    const main = repository.commit({ files: { c: '1\n' } });
    repository.git('checkout', '--quiet', 'topic');
    repository.git('rebase', '--quiet', 'main');
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--ff-only', 'topic');
    const rebased = await readOne(repository, repository.git('rev-parse', 'HEAD'));
    expect(rebased).toMatchObject({ authoredAt: '2026-01-06T08:00:00Z', parents: [main], additions: 1 });
    expect(rebased.committedAt).not.toBe('2026-01-06T08:05:00Z');
  });

  test('are read the same twice, and in order of their commit date', async () => {
    const repository = gitRepository();
    for (let count = 0; count < 5; count += 1) repository.commit({ files: { a: `${count}\n` } });
    repository.commit({ authored: '2026-01-01T00:00:01Z', committed: '2026-01-01T00:00:02Z' });
    repository.git('tag', 'v1');
    const one = await read(repository);
    const two = await read(repository);
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
    const dates = one.facts.commits.map((commit) => commit.committedAt);
    expect(dates).toEqual([...dates].sort());
  });

  test('are the same with any configuration, folder and environment', async () => {
    const repository = gitRepository();
    repository.commit({
      files: { a: 'a\nb\nc\n', b: Buffer.from('á\n', 'latin1') },
      message: 'Žluťoučký (#5)\n\nCo-authored-by: Bo <bo@example.org>',
    });
    repository.git('mv', 'a', 'c');
    repository.commit({ author: 'Sample Person <old@example.org>' });
    repository.git('tag', '-a', 'v1', '-m', 'One');
    const signed = repository.git('cat-file', 'commit', 'HEAD').replace('\n\n', '\ngpgsig unreadable\n\n');
    repository.git('update-ref', 'HEAD', repository.object('commit', signed));
    const plain = await read(repository);
    const settings = {
      'log.showSignature': 'true',
      'log.showRoot': 'false',
      'gpg.program': 'echo',
      'log.date': 'relative',
      'diff.renames': 'false',
      'diff.orderFile': '/nonexistent',
      'core.quotePath': 'true',
      'trailer.separators': '=',
      'trailer.Co-authored-by.key': 'Seen-by',
      'diff.external': 'false',
      'i18n.logOutputEncoding': 'ISO-8859-2',
      'color.ui': 'always',
      'mailmap.file': join(repository.path, 'elsewhere'),
    };
    writeFileSync(join(repository.path, 'elsewhere'), '<new@example.org> <old@example.org>\n');
    writeFileSync(join(repository.path, '.gitattributes'), '* -diff\n');
    writeFileSync(join(repository.path, '.mailmap'), '<newer@example.org> <old@example.org>\n');
    for (const [name, value] of Object.entries(settings)) repository.git('config', name, value);
    const environment = { GIT_DIR: '/nowhere', GIT_OBJECT_DIRECTORY: '/nowhere' };
    const folder = process.cwd();
    process.chdir(repository.path);
    Object.assign(process.env, environment);
    try {
      expect(await read(repository)).toEqual(plain);
    } finally {
      process.chdir(folder);
      for (const name of Object.keys(environment)) delete process.env[name];
    }
  });

  test('are reported while they are read', async () => {
    const repository = gitRepository();
    repository.commit();
    repository.commit();
    const reported: Progress[] = [];
    await read(repository, (progress) => reported.push(progress));
    expect(reported.at(-1)).toEqual({ what: 'commits', read: 2, expected: 2 });
  });
});

describe('people', () => {
  test('have the same pseudonym under a no-reply address as under their GitHub login', async () => {
    const repository = gitRepository();
    const sha = repository.commit({ author: 'Sample Person <4711+SamplePerson@users.noreply.github.com>' });
    const { author } = await readOne(repository, sha);
    expect(author).toEqual(people.actor({ login: 'sampleperson', isBot: false }));
  });

  test('are never written down by name, address or login', async () => {
    const repository = gitRepository();
    repository.commit({
      author: 'Wilhelmina Sample <wilhelmina@example.org>',
      message: 'Change\n\nCo-authored-by: Bartholomew Sample <77+bartholomew@users.noreply.github.com>',
    });
    expect(JSON.stringify(await read(repository))).not.toMatch(/wilhelmina|bartholomew/i);
  });

  test('that share a commit are all its authors, each once, bots by their name', async () => {
    const repository = gitRepository();
    const sha = repository.commit({
      author: 'Ann Sample <ann@example.org>',
      message: [
        'Add a gate (#8)',
        '',
        '* first',
        '',
        'Co-authored-by: Ben Sample <ben@example.org>',
        'co-authored-by: Cat Sample <cat@example.org>',
        'Co-Authored-By: Ben Again <BEN@example.org>',
        'Co-authored-by: Ann Sample <ann@example.org>',
        'Co-authored-by: dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
        'Co-authored-by: GitHub <noreply@github.com>',
        'Co-authored-by: Nobody Known',
        'Co-authored-by: Nobody Either',
        '',
      ].join('\n'),
    });
    const commit = await readOne(repository, sha);
    expect(commit.author).toEqual(people.person('ann@example.org'));
    expect(commit.coAuthors).toEqual([
      people.person('ben@example.org'),
      people.person('cat@example.org'),
      { bot: 'dependabot[bot]' },
      { bot: 'web-flow' },
      null,
      null,
    ]);
  });

  test('are those of the .mailmap on the default branch, also as co-authors', async () => {
    const repository = gitRepository();
    const sha = repository.commit({
      author: 'Ann Sample <ann@old.example.org>',
      message: 'Change\n\nCo-authored-by: Ben <ben@old.example.org>',
    });
    repository.commit({
      files: {
        '.mailmap':
          '<ann@example.org> <ann@old.example.org>\nBen Sample <ben@example.org> <ben@old.example.org>\n',
      },
    });
    rmSync(join(repository.path, '.mailmap'));
    const commit = await readOne(repository, sha);
    expect(commit.author).toEqual(people.person('ann@example.org'));
    expect(commit.coAuthors).toEqual([people.person('ben@example.org')]);
  });

  test('are mapped once, as git does, and by no other mailmap than that of the default branch', async () => {
    const repository = gitRepository();
    const byAddress = ['a', 'b', 'c', 'd'].map((name) =>
      repository.commit({ author: `${name} <${name}@example.org>`, message: `By ${name}` }),
    );
    repository.commit({
      files: { '.mailmap': 'B <b@example.org> <a@example.org>\nC <c@example.org> <b@example.org>\n' },
    });
    writeFileSync(join(repository.path, '.mailmap'), 'A <a@example.org> <d@example.org>\n');
    repository.git('config', 'mailmap.file', join(repository.path, '.mailmap'));
    repository.git('config', 'log.mailmap', 'false');
    const bySha = await readBySha(repository);
    expect(byAddress.map((sha) => bySha(sha).author)).toEqual(
      ['b', 'c', 'c', 'd'].map((name) => people.person(`${name}@example.org`)),
    );
  });

  test('are distinguished from bots by name: one that ends with [bot], or matches a pattern of the configuration', async () => {
    const repository = gitRepository();
    const app = repository.commit({ author: 'sample-app[bot] <sample-app@example.org>' });
    const robot = repository.commit({ author: 'Release-Robot <robot@example.org>' });
    const person = repository.commit({ author: 'Robot Sample <robot.sample@example.org>' });
    const commit = await readBySha(repository);
    expect(commit(app).author).toEqual({ bot: 'sample-app[bot]' });
    expect(commit(robot).author).toEqual({ bot: 'Release-Robot' });
    expect(commit(person).author).toEqual(people.person('robot.sample@example.org'));
  });
});

describe('hostile commits', () => {
  /** A commit written byte for byte on top of main, so that git's own checks do not fix it. */
  const forge = (
    repository: GitRepository,
    commit: { dates?: [string, string]; author?: string; message?: string | Buffer },
  ) => {
    const tree = repository.git('rev-parse', 'HEAD^{tree}');
    const parent = repository.git('rev-parse', 'HEAD');
    const [authored, committed] = commit.dates ?? ['1770000000 +0000', '1770000060 +0000'];
    const header = `tree ${tree}\nparent ${parent}\nauthor ${commit.author ?? 'Ann <ann@example.org>'} ${authored}\ncommitter Ann <ann@example.org> ${committed}\n\n`;
    const sha = repository.object(
      'commit',
      Buffer.concat([Buffer.from(header), Buffer.from(commit.message ?? 'Forged')]),
    );
    repository.git('update-ref', 'refs/heads/main', sha);
    return sha;
  };
  const started = () => {
    const repository = gitRepository();
    repository.commit();
    return repository;
  };

  test('with NUL, invalid UTF-8, separators and control characters do not shift the fields of others', async () => {
    const repository = started();
    const nul = forge(repository, {
      message: 'Before\0after (#1)',
      dates: ['1770000100 +0000', '1770000160 +0000'],
    });
    const bytes = Buffer.concat([Buffer.from('Caf'), Buffer.from([0xe9, 0xff, 0xc3]), Buffer.from(' (#2)')]);
    const invalid = forge(repository, { message: bytes, dates: ['1770000200 +0000', '1770000260 +0000'] });
    const control = forge(repository, {
      message: '\n\n  \u0001\u001b[31m</script>\u2028 %x00 (#3)\r\n\r\nbody',
      dates: ['1770000300 +0000', '1770000360 +0000'],
    });
    const { facts, coverage, unreadable } = await read(repository);
    expect(coverage['commits']).toMatchObject({ read: 4, expected: 4 });
    expect(unreadable).toEqual([]);
    for (const commit of facts.commits) expect(commitSchema.safeParse(commit).success).toBe(true);
    const bySha = new Map(facts.commits.map((commit) => [commit.sha, commit]));
    expect(bySha.get(nul)).toMatchObject({ subject: 'Before', pullRequest: null });
    expect(bySha.get(invalid)).toMatchObject({ subject: 'Caf\ufffd\ufffd\ufffd (#2)', pullRequest: 2 });
    expect(bySha.get(control)).toMatchObject({
      subject: '\u0001\u001b[31m</script>\u2028 %x00 (#3)',
      pullRequest: 3,
    });
  });

  test('in another encoding are read as they were written', async () => {
    const repository = gitRepository();
    repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    repository.commit();
    const [tree, parent] = [repository.git('rev-parse', 'HEAD^{tree}'), repository.git('rev-parse', 'HEAD')];
    const header = `tree ${tree}\nparent ${parent}\nauthor Ann <ann@example.org> 1770000400 +0000\ncommitter Ann <ann@example.org> 1770000460 +0000\nencoding ISO-8859-1\n\nCafé`;
    const sha = repository.object('commit', Buffer.from(header, 'latin1'));
    repository.git('update-ref', 'refs/heads/main', sha);
    expect((await readOne(repository, sha)).subject).toBe('Café');
  });

  test('with a subject of a million characters keep it whole', async () => {
    const repository = started();
    const subject = `${'long '.repeat(200_000)}(#4)`;
    const sha = forge(repository, { message: subject });
    const commit = await readOne(repository, sha);
    expect(commit.subject).toBe(subject);
    expect(commit.pullRequest).toBe(4);
  });

  test('without a message have an empty subject', async () => {
    const repository = started();
    expect((await readOne(repository, forge(repository, { message: '' }))).subject).toBe('');
  });

  test('before 1970, in the far future and under the oddest time zones keep their moment', async () => {
    const repository = started();
    const before = forge(repository, { dates: ['-86400 +0000', '-86399 -1200'] });
    const far = forge(repository, { dates: ['253402300798 +1400', '253402300799 +9959'] });
    const commit = await readBySha(repository);
    expect(commit(before)).toMatchObject({
      authoredAt: '1969-12-31T00:00:00Z',
      committedAt: '1969-12-31T00:00:01Z',
    });
    expect(commit(far)).toMatchObject({
      authoredAt: '9999-12-31T23:59:58Z',
      committedAt: '9999-12-31T23:59:59Z',
    });
  });

  test('with an invalid date are counted as left out, which does not fail the reading', async () => {
    const repository = started();
    forge(repository, { dates: ['253402300800 +0000', '1770000501 +0000'] });
    forge(repository, { dates: ['1770000601 +0000', '99999999999999999999 +0000'] });
    forge(repository, { dates: ['yesterday', ''] });
    const { facts, coverage, excluded, unreadable } = await read(repository);
    expect(facts.commits).toHaveLength(1);
    expect(coverage['commits']).toMatchObject({ read: 1, expected: 1 });
    expect(excluded).toEqual([{ collection: 'commits', what: 'commits without a valid date', count: 3 }]);
    expect(unreadable).toEqual([]);
  });

  test.each([' <>', 'x <>', 'x <x@example.org'])(
    'by %j have a date and an unknown author',
    async (author) => {
      const repository = started();
      const commit = await readOne(
        repository,
        forge(repository, { author, dates: ['1770000100 +0000', '1770000160 +0000'] }),
      );
      expect(commit).toMatchObject({
        author: null,
        authoredAt: '2026-02-02T02:41:40Z',
        committedAt: '2026-02-02T02:42:40Z',
      });
    },
  );

  test('may have trailers that are not contacts', async () => {
    const repository = started();
    const message = [
      'Change',
      '',
      'Co-authored-by: <<>>',
      'Co-authored-by: >Ann< <x',
      'Co-authored-by:',
      'Co-authored-by: A <b> C <cat@example.org>',
      'Co-authored-by: Folded',
      '  <dan@example.org>',
    ].join('\n');
    const { coAuthors } = await readOne(repository, forge(repository, { message }));
    expect(coAuthors).toEqual([null, people.person('cat@example.org'), people.person('dan@example.org')]);
  });
});

describe('tags', () => {
  test('are as old as their tagger says when annotated, as their commit when lightweight', async () => {
    const repository = gitRepository();
    const sha = repository.commit({ committed: '2026-03-01T10:00:00+0100' });
    repository.git('tag', 'light');
    repository.object('blob', 'unused');
    const tagger = (name: string, object: string, type: string, line: string) =>
      repository.git(
        'update-ref',
        `refs/tags/${name}`,
        repository.object('tag', `object ${object}\ntype ${type}\ntag ${name}\n${line}\nNote\n`),
      );
    tagger('v1.0.0', sha, 'commit', 'tagger Ann <ann@example.org> 1772500000 +0530\n');
    tagger(
      'v1.0.0-signed',
      repository.git('rev-parse', 'v1.0.0'),
      'tag',
      'tagger Ann <ann@example.org> 1772600000 +0000\n',
    );
    tagger('untagged', sha, 'commit', '');
    const { facts, coverage, unreadable } = await read(repository);
    expect(facts.tags).toEqual([
      { name: 'light', sha, at: '2026-03-01T09:00:00Z' },
      { name: 'untagged', sha, at: '2026-03-01T09:00:00Z' },
      { name: 'v1.0.0', sha, at: '2026-03-03T01:06:40Z' },
      { name: 'v1.0.0-signed', sha, at: '2026-03-04T04:53:20Z' },
    ]);
    for (const tag of facts.tags) expect(tagSchema.safeParse(tag).success).toBe(true);
    expect(coverage['tags']).toMatchObject({ read: 4, expected: 4 });
    expect(unreadable).toEqual([]);
  });

  test('that do not point to a commit, or have an invalid date, are counted as left out: the next reading finds them again', async () => {
    const repository = gitRepository();
    const sha = repository.commit({ files: { a: '1\n' } });
    const blob = repository.git('rev-parse', 'HEAD:a');
    repository.git('tag', 'blob', blob);
    repository.git('tag', '-a', 'noted-tree', '-m', 'Note', 'HEAD^{tree}');
    repository.git('tag', '-a', 'noted-twice', '-m', 'Note', 'noted-tree');
    const dated = repository.object(
      'tag',
      `object ${sha}\ntype commit\ntag odd\ntagger Ann <ann@example.org> soon\n\nNote\n`,
    );
    repository.git('update-ref', 'refs/tags/odd', dated);
    repository.git('tag', 'fine/žluť');
    const { facts, coverage, excluded, unreadable } = await read(repository);
    expect(facts.tags.map((tag) => tag.name)).toEqual(['fine/žluť']);
    expect(coverage['tags']).toMatchObject({ read: 1, expected: 1 });
    expect(excluded).toEqual([
      { collection: 'tags', what: 'tags of something else than a commit', count: 3 },
      { collection: 'tags', what: 'tags without a valid date', count: 1 },
    ]);
    expect(unreadable).toEqual([]);
  });

  test('that the clone does not fetch are reported as missing', async () => {
    const upstream = gitRepository();
    upstream.commit();
    upstream.git('tag', 'v1');
    const reading = await read(upstream.clone('--no-tags'));
    expect(reading.facts.tags).toEqual([]);
    expect(reading.unreadable).toEqual([
      { collection: 'tags', what: expect.stringContaining('git fetch --tags') },
    ]);
  });
});

test('the paths that commits change are read when a team owns paths, renamed and oddly named files among them', async () => {
  const repository = gitRepository();
  repository.commit({ files: { 'web/a.ts': '1\n2\n3\n4\n', 'docs/über uns\tneu.md': 'x\n' } });
  repository.git('mv', 'web/a.ts', 'shop.ts');
  const moved = repository.commit({ files: { 'web/picture': Buffer.from([0, 1, 2]), '"quoted".md': 'x\n' } });
  const reading = (withPaths: boolean) =>
    readGit({ path: repository.path, name: 'sample/service', identity: people, now: NOW, withPaths });
  const { facts } = await reading(true);
  const paths = new Map(facts.commits.map((row) => [row.sha, row.paths?.toSorted()]));
  expect([...paths.values()].flat()).toContain('docs/über uns\tneu.md');
  expect(paths.get(moved)).toEqual(['"quoted".md', 'shop.ts', 'web/a.ts', 'web/picture']);
  const plain = (await reading(false)).facts.commits;
  expect(plain.every((row) => !('paths' in row))).toBe(true);
  expect(plain).toEqual(facts.commits.map(({ paths, ...row }) => row));
});

test('CODEOWNERS of the default branch is read when a team owns what it says', async () => {
  const repository = gitRepository();
  repository.commit({ files: { '.gitlab/CODEOWNERS': '/a/ @acme/shop\n' } });
  const readBy = (withCodeowners: boolean) =>
    readGit({ path: repository.path, name: 'sample/service', identity: people, now: NOW, withCodeowners });
  expect((await readBy(true)).repository.codeowners).toEqual({
    lines: [{ folder: 'a', teams: ['@acme/shop'] }],
    unused: [],
  });
  expect((await readBy(false)).repository).not.toHaveProperty('codeowners');
});
