import { describe, expect, it } from 'vitest';
import { findInPage, findInText, type PlainEnglish } from '../../src/handbook/plainEnglish.ts';

const patterns: PlainEnglish = [
  { id: 'leverage', find: /\bleverage\b/giu, write: '“use”' },
  { id: 'two-words', find: /\bin order to\b/giu, write: '“to”' },
];

const page = (...lines: string[]) => ({
  file: 'metrics/a.mdx',
  text: ['---', 'title: Leverage', '---', '', ...lines].join('\n'),
});

const found = async (...lines: string[]) =>
  (await findInPage(patterns, page(...lines))).map(({ id, problem }) => [id, problem.place, problem.found]);

describe('a page', () => {
  it('is warned at the line of the words, with what to write', async () => {
    const [finding] = await findInPage(patterns, page('First.', '', 'One sentence. Then leverage it.'));
    expect(finding?.problem.place).toBe('metrics/a.mdx:7');
    expect(finding?.problem.message).toContain('Write “use”.');
  });

  it('is read by sentence, so that words on two lines are found', async () => {
    expect(await found('Ask in', 'order to learn.')).toEqual([
      ['two-words', 'metrics/a.mdx:5', '“in order to”'],
    ]);
  });

  it('is read as people see it: without code, addresses and the fields at its top', async () => {
    expect(await found('`leverage` and [a page](metric:leverage).', '', '```', 'leverage', '```')).toEqual(
      [],
    );
  });

  it('is read within components and tables, and in the properties of components', async () => {
    expect(await found('<Warning>', '', 'Leverage it.', '', '</Warning>')).toHaveLength(1);
    expect(await found('| a | b |', '| --- | --- |', '| leverage | c |')).toHaveLength(1);
    expect(await found('<RuleExample rule="Please leverage it." example="It was done." />')).toEqual([
      ['leverage', 'metrics/a.mdx:5', '“leverage”'],
    ]);
  });
});

describe('a text', () => {
  it('reports each place of each pattern', () => {
    expect(findInText(patterns, 'Leverage this in order to leverage that.', 'a.yaml:3')).toHaveLength(3);
  });
});
