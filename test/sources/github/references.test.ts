import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCauses, findReverts } from '../../../src/sources/github/references.ts';

const HERE = { repositories: ['sample-org/harbour', 'Sample-Org/Dock'] };
const SHA = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';

describe('a pull request reverts', () => {
  test.each([
    ['Reverts #12', 'topic', [12]],
    ['Reverts sample-org/harbour#12', 'topic', [12]],
    ['Reverts SAMPLE-ORG/dock#12', 'topic', [12]],
    ['Too slow.\r\n\r\n- Reverts #12\r\n- Reverts #7', 'topic', [7, 12]],
    ['', 'revert-34-fix-the-crane', [34]],
    ['Reverts #34', 'revert-34-fix-the-crane', [34]],
    ['**Reverts** #5', 'topic', [5]],
  ])('what %j on branch %j says', (body, branch, numbers) => {
    expect(findReverts(body, branch, HERE)).toEqual(numbers);
  });

  test.each([
    'Reverts another/repository#12',
    'This never reverts #12',
    '> Reverts #12',
    '<!-- Reverts #12 -->',
    '<!--\nReverts #12\n-->',
    'Reverts the crane',
  ])('nothing by %j', (body) => {
    expect(findReverts(body, 'revert-the-crane', HERE)).toEqual([]);
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
    [`* **Root cause:** ${SHA}`, [{ commit: SHA }]],
    ['Caused by: #4\n\nCaused by: #4', [{ pullRequest: 4 }]],
  ])('what %j says', (body, causes) => {
    expect(findCauses(body, HERE)).toEqual(causes);
  });

  test.each([
    'Caused by: another/repository#4',
    'Caused by: human error in step 3',
    'Caused by: rain',
    'Caused by:',
    'Root cause: v1.4.0',
    'It was caused by: #4',
    '<!-- Caused by: #4 -->',
  ])('nothing by %j', (body) => {
    expect(findCauses(body, HERE)).toEqual([]);
  });

  test('every pull request that is named, whatever stands around it', () => {
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
