import { describe, expect, it } from 'vitest';
import { findInPage, findInText, type PlainEnglish } from '../../src/handbook/plainEnglish.ts';

const patterns: PlainEnglish = [
  { id: 'whoever', find: /\bwhoever\b/giu, write: '“anyone who”' },
  { id: 'two-words', find: /\bthe lot\b/giu, write: '“all of it”' },
];

const page = (...lines: string[]) => ({
  file: 'metrics/a.mdx',
  text: ['---', 'title: Whoever', '---', '', ...lines].join('\n'),
});

const found = async (...lines: string[]) =>
  (await findInPage(patterns, page(...lines))).map(({ id, problem }) => [id, problem.place, problem.found]);

describe('a page', () => {
  it('is warned at the line of the words, with what to write', async () => {
    const [finding] = await findInPage(patterns, page('First.', '', 'One sentence. Then whoever asks.'));
    expect(finding?.problem.place).toBe('metrics/a.mdx:7');
    expect(finding?.problem.message).toContain('Write “anyone who”.');
  });

  it('is read by sentence, so that words on two lines are found', async () => {
    expect(await found('Take the', 'lot of them.')).toEqual([['two-words', 'metrics/a.mdx:5', '“the lot”']]);
  });

  it('is read as people see it: without code, addresses and the fields at its top', async () => {
    expect(await found('`whoever` and [a page](metric:whoever).', '', '```', 'whoever', '```')).toEqual([]);
  });

  it('is read within components and tables, and in the properties of components', async () => {
    expect(await found('<Warning>', '', 'Whoever asks.', '', '</Warning>')).toHaveLength(1);
    expect(await found('| a | b |', '| --- | --- |', '| whoever | c |')).toHaveLength(1);
    expect(await found('<RuleExample rule="Ask whoever knows." example="It was done." />')).toEqual([
      ['whoever', 'metrics/a.mdx:5', '“whoever”'],
    ]);
  });
});

describe('a text', () => {
  it('reports each place of each pattern', () => {
    expect(findInText(patterns, 'Whoever takes the lot, whoever pays.', 'a.yaml:3')).toHaveLength(3);
  });
});
