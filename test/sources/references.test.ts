import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCloses } from '../../src/sources/closing.ts';
import { findCauses, findReverts } from '../../src/sources/references.ts';

const HERE = ['sample-org/harbour', 'Sample-Org/Dock'];
const SHA = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';

const MERGED = '89abcdef0123456789abcdef0123456789abcdef';

describe('a text reverts', () => {
  test.each([
    ['Reverts #12', 'topic', [12], []],
    ['Reverts sample-org/harbour#12', 'topic', [12], []],
    ['Reverts SAMPLE-ORG/dock#12', 'topic', [12], []],
    ['Too slow.\r\n\r\n- Reverts #12\r\n- Reverts #7', 'topic', [7, 12], []],
    ['Reverts #4 and #5', 'topic', [4, 5], []],
    ['Revert: #4, PR #5 & #6.', 'topic', [4, 5, 6], []],
    ['This reverts pull request #5.', 'topic', [5], []],
    ['Reverts [#5](https://github.example/sample-org/harbour/pull/5)', 'topic', [5], []],
    ['Reverts [the crane](https://github.example/sample-org/harbour/pull/5)', 'topic', [5], []],
    ['Reverts https://github.example/sample-org/harbour/pull/5#issuecomment-1', 'topic', [5], []],
    [`This reverts commit ${SHA}.`, 'topic', [], [SHA]],
    [`This reverts commit ${SHA}, reversing\nchanges made to ${MERGED}.`, 'topic', [], [SHA]],
    [`Reverts https://github.example/sample-org/harbour/commit/${SHA}`, 'topic', [], [SHA]],
    ['', 'revert-34-fix-the-crane', [34], []],
    ['Reverts #34', 'revert-34-fix-the-crane', [34], []],
    ['**Reverts** #5', 'topic', [5], []],
    ['This PR reverts #5.', 'topic', [5], []],
    [`This partially reverts commit ${SHA}.`, 'topic', [], [SHA]],
    ['Reverting #5 because of its errors', 'topic', [5], []],
    ['Roll back #5', 'topic', [5], []],
    ['Backs out GH-5', 'topic', [5], []],
    ['Revert PR 5', 'topic', [5], []],
    [`Reverts sample-org/harbour@${SHA.slice(0, 9)}`, 'topic', [], [SHA.slice(0, 9)]],
    ['Reverts:\n\n- #4\n- #5\n\n#6 stays.', 'topic', [4, 5], []],
    [`This reverts the following commits:\n* ${SHA}\n* ${MERGED}`, 'topic', [], [SHA, MERGED]],
    ['Revert "Add a pier (#5)"', 'topic', [5], []],
    ['revert: let us never speak of it\n\nRefs: 676104e, a215868', 'topic', [], ['676104e', 'a215868']],
    ['Revert "Revert "Add a pier (#5)" (#7)" (#9)', 'topic', [7], []],
    ['Reverts https://api.github.example/repos/sample-org/harbour/pulls/5', 'topic', [5], []],
    ['Undoes #5', 'topic', [5], []],
    ['Reverts PR https://github.example/sample-org/harbour/pull/5', 'topic', [5], []],
    ['This is a manual revert of #5.', 'topic', [5], []],
    ['Reverts:\n- [x] #4\n- [ ] #5', 'topic', [4, 5], []],
  ])('what %j on branch %j says', (text, branch, pullRequests, commits) => {
    expect(findReverts(text, branch, HERE)).toEqual({ pullRequests, commits });
  });

  test.each([
    'Reverts another/repository#12',
    'Reverts https://github.example/another/repository/pull/12',
    'This never reverts #12',
    '> Reverts #12',
    '```\nReverts #12\n```',
    '<!-- Reverts #12 -->',
    '<!--\nReverts #12\n-->',
    'Reverts the crane',
    'Reverts defaced walls',
    '`Reverts #12`',
    'Revert to #12',
    '~~Reverts #12~~',
    'Reapply "Add a pier" (#12)',
    'fix: the crane\n\nRefs: 676104e',
  ])('nothing by %j', (text) => {
    expect(findReverts(text, 'revert-the-crane', HERE)).toEqual({ pullRequests: [], commits: [] });
  });
});

describe('a pull request closes', () => {
  test.each([
    ['Closes #12', [12]],
    [
      'close #1 closed #2 fix #3 fixes #4 fixed #5 resolve #6 resolves #7 resolved #8',
      [1, 2, 3, 4, 5, 6, 7, 8],
    ],
    ['CLOSES: #10 and fixes:#11', [10, 11]],
    ['This one (fixes\n#12) is small.', [12]],
    ['- **Fixes** #12\n- Fixes #7\n- Fixes #12', [7, 12]],
    ['Resolves sample-org/harbour#12', [12]],
    ['Resolves SAMPLE-ORG/dock#12', [12]],
    ['Fixes https://github.example/sample-org/harbour/issues/12', [12]],
    ['Fixes #12, #13 and sample-org/dock#14', [12, 13, 14]],
    ['Fixes #12, see #13', [12]],
    ['Closes GH-12', [12]],
    ['Closes issue #12', [12]],
    ['Fixes issues #12 and #13', [12, 13]],
    ['Closes <https://github.example/sample-org/harbour/issues/12>', [12]],
    ['Closes https://github.example/sample-org/harbour/pull/12', [12]],
    ['Closes [#12](https://github.example/sample-org/harbour/issues/12)', [12]],
    ['```\nFixes #9\n```\nFixes #12\n~~~\nFixes #8', [12]],
  ])('what %j says', (body, numbers) => {
    expect(findCloses('A title', body, HERE)).toEqual(numbers);
  });

  test('the issues in its title, which becomes the message of a squash', () => {
    expect(findCloses('Fix #3: the pier', 'Closes #2', HERE)).toEqual([2, 3]);
    expect(findCloses('Revert "Fix #3: the pier"', 'Closes #2', HERE)).toEqual([2]);
  });

  test.each([
    'See #12',
    'Fixes another/repository#12',
    'Fixes https://github.example/another/repository/issues/12',
    'Fixes#12',
    'Fixes the pier #12',
    'A prefix #12',
    'A hot-fix #12',
    'Closing #12',
    'Fixes #12th',
    'Fixes #0',
    '`Fixes #12`',
    '~~Fixes #12~~',
    '> Fixes #12',
    '<!-- Fixes #12 -->',
    '<!--\nFixes #12',
  ])('nothing by %j', (body) => {
    expect(findCloses('A title', body, HERE)).toEqual([]);
  });

  test('every issue after a keyword, in any text', () => {
    const prose = fc.string({ maxLength: 40 }).filter((text) => !/[<>`~#\r\n]/.test(text));
    const keyword = fc.constantFrom('closes', 'Fixed:', 'RESOLVE');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 9_999 })),
        keyword,
        fc.array(prose),
        (numbers, word, lines) => {
          const body = [...lines, ...numbers.map((number) => `${word} #${number}`), ...lines].join('\n');
          expect(findCloses('', body, HERE)).toEqual(numbers.toSorted((a, b) => a - b));
        },
      ),
    );
  });
});

describe('an issue is caused by', () => {
  test.each([
    [`Caused by: ${SHA}`, [{ commit: SHA }]],
    ['caused by: 0A1B2C3', [{ commit: '0a1b2c3' }]],
    ['Caused by: #4, `0a1b2c3` and v1.4.0.', [{ pullRequest: 4 }, { commit: '0a1b2c3' }, { tag: 'v1.4.0' }]],
    ['Caused by: sample-org/dock#4', [{ pullRequest: 4 }]],
    ['Caused by: deployment 123456789', [{ deployment: '123456789' }]],
    ['Caused by: DE_kwDOsample1', [{ deployment: 'DE_kwDOsample1' }]],
    ['Caused by: tag stable', [{ tag: 'stable' }]],
    ['Caused by: PR #5', [{ pullRequest: 5 }]],
    ['Caused by: [#5](https://github.example/sample-org/harbour/pull/5)', [{ pullRequest: 5 }]],
    ['Caused by https://github.example/sample-org/harbour/pull/5.', [{ pullRequest: 5 }]],
    [`Introduced by https://github.example/sample-org/harbour/commit/${SHA}`, [{ commit: SHA }]],
    ['Caused by: https://github.example/sample-org/harbour/releases/tag/v1.4.0', [{ tag: 'v1.4.0' }]],
    ['Caused by: https://github.example/sample-org/harbour/deployments/42', [{ deployment: '42' }]],
    ['Root cause: #5', [{ pullRequest: 5 }]],
    ['## Root cause: v1.4.0', [{ tag: 'v1.4.0' }]],
    ['Caused by: shop@1.4.0', [{ tag: 'shop@1.4.0' }]],
    [`* **Root cause:** ${SHA}`, [{ commit: SHA }]],
    ['Caused by: #4\n\nCaused by: #4', [{ pullRequest: 4 }]],
    ['Caused-by: #4', [{ pullRequest: 4 }]],
    ['Caused by:#4', [{ pullRequest: 4 }]],
    ['### Caused by\n\n#4\n\n### Impact\n\n#7', [{ pullRequest: 4 }]],
    ['Caused by:\n- #4\n- #5', [{ pullRequest: 4 }, { pullRequest: 5 }]],
    ['| Field | Value |\n|---|---|\n| Caused by | #4 |', [{ pullRequest: 4 }]],
    ['Caused by: PR 4 / GH-5', [{ pullRequest: 4 }, { pullRequest: 5 }]],
    ['Caused by a bug introduced in #4', [{ pullRequest: 4 }]],
    ['Caused by: Add a pier (#4)', [{ pullRequest: 4 }]],
    ['Caused by: the roll-out of v1.2.0', [{ tag: 'v1.2.0' }]],
    [`Caused by: sample-org/harbour@${SHA}`, [{ commit: SHA }]],
    ['Caused by: https://api.github.example/repos/sample-org/harbour/deployments/42', [{ deployment: '42' }]],
    [
      'Caused by: https://github.example/sample-org/harbour/actions/runs/9 and #4',
      [{ elsewhere: true }, { pullRequest: 4 }],
    ],
    ['Caused by: another/repository#4', [{ elsewhere: true }]],
    ['Caused by: https://github.example/another/repository/pull/4', [{ elsewhere: true }]],
    [`Caused by another/repository@${SHA}`, [{ elsewhere: true }]],
    ['It was caused by: #4', [{ pullRequest: 4 }]],
    ['The outage was most likely caused by #4 and #5.', [{ pullRequest: 4 }, { pullRequest: 5 }]],
    ['It was introduced in v1.4.0.', [{ tag: 'v1.4.0' }]],
    ['Regression introduced by #4', [{ pullRequest: 4 }]],
    ['Regression since v1.2.3', [{ tag: 'v1.2.3' }]],
    [`Bisected to ${SHA}`, [{ commit: SHA }]],
    [`First bad commit: ${SHA}`, [{ commit: SHA }]],
    ['Offending PR: #4', [{ pullRequest: 4 }]],
    [`Bad commit: https://github.example/sample-org/harbour/commit/${SHA}`, [{ commit: SHA }]],
    ['Caused by PR https://github.example/sample-org/harbour/pull/4', [{ pullRequest: 4 }]],
    ['Faulty deployment: 42', [{ deployment: '42' }]],
    ['Caused by:\n- [x] #4\n- [ ] #5', [{ pullRequest: 4 }, { pullRequest: 5 }]],
    ['Caused by https://github.example/sample-org/harbour/tree/v1.2.4', [{ tag: 'v1.2.4' }]],
    [
      'Root cause – deployment [42](https://github.example/sample-org/harbour/deployments/activity_log)',
      [{ deployment: '42' }],
    ],
  ])('what %j says', (body, causes) => {
    expect(findCauses(body, HERE)).toEqual(causes);
  });

  test.each([
    'Caused by: human error in step 3',
    'Caused by: rain',
    'Caused by:',
    'Caused by: log4j2',
    'Caused by: JIRA-123',
    'Caused by: 2026-08-01',
    '```\nCaused by: #4\n```',
    '> Caused by: #4',
    'It was not caused by #4',
    'We cannot say whether it was caused by #4',
    'Broken: #4',
    '`Caused by: #4`',
    'Caused by: an expired certificate (fixed by #4)',
    'Root cause: see #4',
    '<!-- Caused by: #4 -->',
  ])('nothing by %j', (body) => {
    expect(findCauses(body, HERE)).toEqual([]);
  });

  test('every pull request that is named, in any text', () => {
    const line = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((text) => !/[<>\r\n]|caused? ?(by)?:/i.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 9_999 })), fc.array(line), (numbers, prose) => {
        const body = [...prose, ...numbers.map((number) => `Caused by: #${number}`), ...prose].join('\n');
        expect(findCauses(body, HERE)).toEqual(numbers.map((pullRequest) => ({ pullRequest })));
      }),
    );
  });
});
