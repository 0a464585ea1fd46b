import { expect, test } from 'vitest';
import { chanceSentence } from '../../src/views/chance.ts';

const verdicts = (count: number, verdict: 'improved' | 'steady' | 'worsened' = 'steady') =>
  Array.from({ length: count }, () => ({ verdict }));

test('few comparisons bring a false change on one page of several, many bring some on each', () => {
  expect(chanceSentence(verdicts(5))).toContain('5\u00a0comparisons on this page, about one such page in 4');
  expect(chanceSentence(verdicts(18))).toContain('18\u00a0comparisons on this page, about 1 would still');
  expect(chanceSentence([...verdicts(30), ...verdicts(10, 'improved')])).toContain('about 2 would still');
});

test('what was not compared brings none', () => {
  expect(
    chanceSentence([{ verdict: null }, { verdict: 'no-baseline' }, { verdict: 'too-little-data' }]),
  ).toBeNull();
  expect(chanceSentence([...verdicts(1), { verdict: null }])).toContain('1\u00a0comparison on');
});
