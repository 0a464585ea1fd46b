import { expect, test } from 'vitest';
import { wordingOfCode, wordingOfHandbook } from '../../scripts/lib/plainEnglish.ts';
import { loadWrittenHandbook } from '../../src/handbook/handbook.ts';
import type { Finding } from '../../src/handbook/plainEnglish.ts';
import { pictureIds } from '../support/handbook.ts';

/** How often the patterns of docs/plain-english.yaml may occur. Lower the numbers when you have improved a text. */
const most = { handbook: 0, code: 290 };

const { pages } = await loadWrittenHandbook('content', pictureIds);

/** The findings in words, so that a failure says what to change. */
const messages = (findings: readonly Finding[]) => findings.map(({ problem }) => problem.message);

test('the handbook keeps to the wording of the style guide', async () => {
  const found = messages(await wordingOfHandbook('content', pages));
  expect(found.length, found.join('\n\n')).toBeLessThanOrEqual(most.handbook);
});

test('so do code, messages and the names of tests, but for what is counted here', async () => {
  const found = messages(await wordingOfCode());
  expect(found.length, found.slice(0, 20).join('\n\n')).toBeLessThanOrEqual(most.code);
});
