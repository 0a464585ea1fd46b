import { execFileSync } from 'node:child_process';
import { devNull } from 'node:os';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closesOf, pullRequestOf, subjectOf, trailersOf } from '../../../src/sources/git/message.ts';

test.each([
  ['Add a door (#123)', 123],
  ['Revert "Add a door (#123)" (#130)', 130],
  ['Merge pull request #45 from sample/topic\n\nTitle (#9)', 45],
  ["Merge branch 'topic' into 'main'\n\nTitle\n\nSee merge request group/sub/project!12", 12],
  ['Title\n\nSee merge request a/b!3 for the reason\n\nSee merge request !14\r\n', 14],
])('%j came in with %i', (message, number) => {
  expect(pullRequestOf(message)).toBe(number);
});

test.each([
  'Add a door',
  'Revert "Add a door (#123)"',
  'Add a door (#12) and a window',
  'Repair #12',
  'Title\n\nbody (#12)',
  'Add (#0)',
  'Add (#99999999999999999999)',
  'Merge pull request #x from y',
  'As I said: See merge request a/b!12',
  '',
])('%j names no pull request', (message) => {
  expect(pullRequestOf(message)).toBeNull();
});

test('the number at the end of a squash subject is found after any text', () => {
  const line = fc
    .string()
    .filter((text) => !/[\r\n]/.test(text) && !text.trimStart().startsWith('Merge pull request #'));
  fc.assert(
    fc.property(line, fc.integer({ min: 1, max: 999_999_999 }), fc.string(), (text, number, body) => {
      expect(pullRequestOf(`${text} (#${number})\n\n${body}`)).toBe(number);
    }),
  );
});

test('a subject is one line without blanks around it', () => {
  expect(subjectOf('\n \nTitle \r\n\r\nbody')).toBe('Title');
  fc.assert(
    fc.property(fc.string(), (message) => {
      const subject = subjectOf(message);
      expect(subject).toBe(subject.trim());
      expect(subject).not.toContain('\n');
    }),
  );
});

test.each([
  ['Fix #12', [12]],
  ['Add a door (#40)\n\nCloses #7\nResolves sample/service#3', [3, 7]],
  ['Merge pull request #45 from sample/topic\n\nFixes #9: a title', [9]],
  ['Repair #12\n\nFixes another/service#12', []],
  ['Revert "Fix #12" (#41)\n\nThis reverts commit 0a1b2c3.', []],
])('%j closes %j', (message, numbers) => {
  expect(closesOf(message, 'sample/service')).toEqual(numbers);
});

describe('trailers', () => {
  const byGit = (message: string) =>
    execFileSync('git', ['interpret-trailers', '--parse', '--no-divider'], {
      input: message,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: devNull,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CEILING_DIRECTORIES: '/',
      },
      cwd: '/',
    })
      .split('\n')
      .filter((line) => line.startsWith('Co-authored-by:'))
      .map((line) => line.slice('Co-authored-by:'.length).trim());

  test('are those that git itself finds', () => {
    const line = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('Co-authored-by: Ann <ann@example.org>', 'Reviewed-by: Bo') },
      fc.constantFrom('Signed-off-by: Cy <cy@example.org>', '(cherry picked from commit 0a1b2c3)'),
      fc.constantFrom('Some words', '', '  folded', 'Two words: no trailer', 'Co-authored-by : Di'),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const message = ['A title', '', 'A body.', '', ...lines].join('\n');
        expect(trailersOf(message, 'co-authored-by')).toEqual(byGit(`${message}\n`));
      }),
      { numRuns: 60 },
    );
  });

  test('are none in the subject', () => {
    expect(trailersOf('Co-authored-by: Ann <ann@example.org>', 'Co-authored-by')).toEqual([]);
  });
});
