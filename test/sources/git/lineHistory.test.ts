import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../src/facts/schema.ts';
import { notOwnWork } from '../../../src/sources/git/attributes.ts';
import { openClone } from '../../../src/sources/git/clone.ts';
import { readArrivals } from '../../../src/sources/git/lineHistory.ts';
import { type GitRepository, gitRepository } from '../../support/gitRepository.ts';

/** @param shas by the name that a test gives a commit; each came a day after the one before */
async function arrivals(
  repository: GitRepository,
  days: ReadonlyMap<string, number>,
): Promise<(sha: string) => Arrival | undefined> {
  const { git, tip } = await openClone(repository.path);
  const found = await readArrivals(git, tip, (sha) => (days.get(sha) ?? 0) * 86_400_000 + 1000);
  return (sha) => found.get(sha);
}

const text = (...lines: string[]) => `${lines.join('\n')}\n`;

/** Commits files day by day. @returns what each commit brought */
async function history(
  ...versions: { day: number; files?: Record<string, string | Buffer>; git?: string[][] }[]
): Promise<(Arrival | undefined)[]> {
  const repository = gitRepository();
  const days = new Map<string, number>();
  const shas = versions.map(({ day, files, git = [] }) => {
    for (const args of git) repository.git(...args);
    const sha = repository.commit({ ...(files === undefined ? {} : { files }) });
    days.set(sha, day);
    return sha;
  });
  const of = await arrivals(repository, days);
  return shas.map(of);
}

describe('the lines of a commit', () => {
  test('are those that it wrote; they count as rewritten when they are changed or deleted', async () => {
    const [first, second, third] = await history(
      { day: 0, files: { 'a.txt': text('one', 'two', 'three', 'four') } },
      { day: 5, files: { 'a.txt': text('one', 'TWO', 'three', 'four', 'five') } },
      { day: 30, files: { 'a.txt': text('zero', 'one', 'three') } },
    );
    expect(first).toMatchObject({
      lines: 4,
      rewritten: [
        { days: 5, lines: 1 },
        { days: 30, lines: 1 },
      ],
    });
    expect(second).toMatchObject({ lines: 2, rewritten: [{ days: 25, lines: 2 }] });
    expect(third).toMatchObject({ lines: 1, rewritten: [] });
  });

  test('are unchanged when they only move, within a file, to another file or with a renamed file', async () => {
    const [first, second, third] = await history(
      { day: 0, files: { 'a.txt': text('one', 'two', 'three', 'four', 'five', 'six') } },
      { day: 1, files: { 'a.txt': text('six', 'two', 'three', 'four', 'five'), 'b.txt': text('  one') } },
      {
        day: 2,
        git: [['mv', 'a.txt', 'folder.txt']],
        files: { 'folder.txt': text('six', 'two', 'x', 'four', 'five') },
      },
    );
    expect(first).toMatchObject({ lines: 6, rewritten: [{ days: 2, lines: 1 }] });
    expect(second).toMatchObject({ lines: 0, addedPaths: ['b.txt'] });
    expect(third).toMatchObject({ lines: 1, addedPaths: [] });
  });

  test('are unchanged when their white space changes; blank lines do not count', async () => {
    const [first, second] = await history(
      { day: 0, files: { 'a.txt': text('if (a) {', 'b', '', '}') } },
      { day: 3, files: { 'a.txt': text('if (a) {', '    b', '', '', '', '}\r') } },
    );
    expect(first).toMatchObject({ lines: 3, rewritten: [] });
    expect(second).toMatchObject({ lines: 0 });
  });

  test('of a deleted file count as deleted', async () => {
    const [first] = await history(
      { day: 0, files: { 'a.txt': text('one', 'two'), 'b.txt': text('three') } },
      { day: 8, git: [['rm', '--quiet', 'a.txt']] },
    );
    expect(first).toMatchObject({ lines: 3, rewritten: [{ days: 8, lines: 2 }] });
  });

  test('of binary, generated and vendored files do not count', async () => {
    const [first] = await history({
      day: 0,
      files: {
        '.gitattributes': text('*.lock linguist-generated', '/vendor/** linguist-vendored=true'),
        'a.lock': text('one'),
        'vendor/b.js': text('two'),
        'c.bin': Buffer.from([0, 1, 10, 2, 10]),
        'd.txt': text('three'),
      },
    });
    expect(first?.lines).toBe(3);
    expect(first?.addedPaths).toEqual(['.gitattributes', 'a.lock', 'c.bin', 'd.txt', 'vendor/b.js']);
  });

  test('of a file that was binary before are followed from then on', async () => {
    const [, second, third] = await history(
      { day: 0, files: { 'a.bin': Buffer.from([0, 10, 0, 10]) } },
      { day: 1, files: { 'a.bin': text('one', 'two') } },
      { day: 2, files: { 'a.bin': text('one', 'TWO') } },
    );
    expect(second?.lines).toBe(0);
    expect(third).toMatchObject({ lines: 1, rewritten: [] });
  });

  test('that look like a patch are lines too', async () => {
    const [first, second] = await history(
      { day: 0, files: { 'a b "c".txt': text('-- a', '++ b', '@@ -1 +1 @@', 'diff --git a a') } },
      { day: 1, files: { 'a b "c".txt': text('-- a', 'x', '@@ -1 +1 @@', 'diff --git a a') } },
    );
    expect(first).toMatchObject({ lines: 4, rewritten: [{ days: 1, lines: 1 }] });
    expect(second).toMatchObject({ lines: 1 });
  });
});

test('a commit that .git-blame-ignore-revs lists writes nothing, and its lines stay as old as they were', async () => {
  const repository = gitRepository();
  const days = new Map<string, number>();
  const commit = (day: number, files: Record<string, string>) => {
    const sha = repository.commit({ files });
    days.set(sha, day);
    return sha;
  };
  const first = commit(0, { 'a.txt': text('one(1)', 'two(2)', 'three(3)') });
  const style = commit(1, { 'a.txt': text('one (', '1', ')', 'two (', '2', ')', 'three [3]') });
  const list = commit(2, {
    '.git-blame-ignore-revs': text('# The formatter', `${style.toUpperCase()} # style`),
  });
  commit(10, { 'a.txt': text('one (', '1', 'two (', '2', ')', 'three [3]') });
  const of = await arrivals(repository, days);
  expect(of(first)).toMatchObject({ lines: 3, rewritten: [{ days: 10, lines: 1 }] });
  expect(of(style)).toMatchObject({ lines: 0, rewritten: [] });
  expect(of(list)).toMatchObject({ lines: 2, addedPaths: ['.git-blame-ignore-revs'] });
});

describe('a merge of what .git-blame-ignore-revs lists', () => {
  async function merged(list: (style: string, other: string) => string) {
    const repository = gitRepository();
    const root = repository.commit({ files: { 'a.txt': text('one', 'two') } });
    repository.git('checkout', '--quiet', '-b', 'style');
    const style = repository.commit({ files: { 'a.txt': text('ONE', 'TWO') } });
    const other = repository.commit({ files: { 'b.txt': text('three') } });
    repository.git('checkout', '--quiet', 'main');
    const merge = repository.merge('style');
    const last = repository.commit({ files: { '.git-blame-ignore-revs': list(style, other) } });
    const days = [root, style, other, merge, last].map((sha, day): [string, number] => [sha, day]);
    return (await arrivals(repository, new Map(days)))(root);
  }

  test('rewrites nothing where all that it brought is listed, also by short identifiers', async () => {
    const list = (style: string, other: string) =>
      `# Style\r\n${style.slice(0, 10)}\r\n\r\n${other} # too\r\n`;
    expect(await merged(list)).toMatchObject({ lines: 2, rewritten: [] });
  });

  test('rewrites where it brought something else as well', async () => {
    expect(await merged((style) => text(style))).toMatchObject({ rewritten: [{ days: 3, lines: 2 }] });
  });

  test('rewrites where the list names nothing that is known', async () => {
    expect(await merged(() => text('main', 'f'.repeat(40), 'abc', '# nothing'))).toMatchObject({
      rewritten: [{ days: 3, lines: 2 }],
    });
  });
});

test('a merge brings all lines of its branch at once; what the branch rewrote before does not count', async () => {
  const repository = gitRepository();
  const root = repository.commit({ files: { 'a.txt': text('one', 'two') } });
  repository.git('checkout', '--quiet', '-b', 'change');
  const draft = repository.commit({ files: { 'a.txt': text('one', 'draft'), 'b.txt': text('x', 'y') } });
  const better = repository.commit({ files: { 'a.txt': text('one', 'better') } });
  repository.git('checkout', '--quiet', 'main');
  const merge = repository.merge('change');
  const last = repository.commit({ files: { 'a.txt': text('one', 'best') } });
  const of = await arrivals(
    repository,
    new Map([
      [root, 0],
      [draft, 1],
      [better, 2],
      [merge, 4],
      [last, 10],
    ]),
  );
  expect([of(draft), of(better)]).toEqual([undefined, undefined]);
  expect(of(root)).toMatchObject({ lines: 2, rewritten: [{ days: 4, lines: 1 }] });
  expect(of(merge)).toEqual({ addedPaths: ['b.txt'], lines: 3, rewritten: [{ days: 6, lines: 1 }] });
});

test('the lines that remain are those that git has', async () => {
  const repository = gitRepository();
  const days = new Map<string, number>();
  let seed = 7;
  const random = (limit: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  const lines: string[] = [];
  for (let day = 0; day < 40; day += 1) {
    lines.splice(
      random(lines.length + 1),
      random(6),
      ...Array.from({ length: random(9) }, () => `line ${random(1e6)}`),
    );
    days.set(repository.commit({ files: { 'a.txt': lines.map((line) => `${line}\n`).join('') } }), day);
  }
  const of = await arrivals(repository, days);
  const blamed = new Map<string, number>();
  for (const line of repository.git('blame', '-s', '--abbrev=40', '--root', 'a.txt').split('\n')) {
    const sha = line.slice(0, 40);
    blamed.set(sha, (blamed.get(sha) ?? 0) + 1);
  }
  const left = [...days.keys()].map((sha) => {
    const arrival = of(sha);
    return (arrival?.lines ?? 0) - (arrival?.rewritten.reduce((sum, { lines: gone }) => sum + gone, 0) ?? 0);
  });
  expect(left).toEqual([...days.keys()].map((sha) => blamed.get(sha) ?? 0));
  expect(left.reduce((sum, count) => sum + count, 0)).toBe(lines.length);
});

describe('a repository’s marks of generated and vendored files', () => {
  const isOthers = notOwnWork(
    text(
      '# comment',
      '*.min.js linguist-generated=true text',
      'dist/* linguist-generated',
      'third/** linguist-vendored',
      'third/ours.js -linguist-vendored',
      'docs/** linguist-documentation',
      '*.md linguist-generated=false',
    ),
  );

  test.each([
    ['a.min.js', true],
    ['src/deep/a.min.js', true],
    ['dist/a.js', true],
    ['dist/deep/a.js', false],
    ['third/deep/a.js', true],
    ['third/ours.js', false],
    ['docs/a.txt', false],
    ['README.md', false],
  ])('say of %s: %s', (path, expected) => {
    expect(isOthers(path)).toBe(expected);
  });
});
