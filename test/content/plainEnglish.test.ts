import { expect, test } from 'vitest';
import { wordingOfCode, wordingOfHandbook } from '../../scripts/lib/wording.ts';
import { loadWrittenHandbook } from '../../src/handbook/handbook.ts';
import type { Finding } from '../../src/handbook/plainEnglish.ts';
import { pictureIds } from '../support/handbook.ts';

const { pages } = await loadWrittenHandbook('content', pictureIds);

/** The findings in words, so that a failure says what to change. */
const messages = (findings: readonly Finding[]) => findings.map(({ problem }) => problem.message);

test('the handbook keeps to the wording of the style guide', async () => {
  expect(messages(await wordingOfHandbook('content', pages))).toEqual([]);
});

test('so do code, messages and the names of tests', async () => {
  expect(messages(await wordingOfCode())).toEqual([]);
});
