import { expect, test } from 'vitest';
import { pictureFiles } from '../../src/charts/picture.ts';
import { extensionIds } from '../../src/facts/extensionPoint.ts';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { handbookInPeriods } from '../../src/views/handbookInPeriods.ts';

const handbook = await loadHandbook('content', await extensionIds(pictureFiles, process.cwd()));

/** What definitions and rules say of what is computed. */
const said = ({ metrics, rules }: typeof handbook): string[] => [
  ...[...metrics.values()].flatMap(
    ({ question, description, formula, population, clock, excludes, gamedBy, notFor }) => [
      question,
      description,
      formula,
      population,
      clock,
      ...excludes,
      ...gamedBy,
      ...notFor,
    ],
  ),
  ...[...rules.values()].flatMap(({ rule, example, why, looksAt = '', unchecked = '' }) => [
    rule,
    example,
    why,
    looksAt,
    unchecked,
  ]),
];

const ofQuarters = (texts: readonly string[]) =>
  texts.filter((text) =>
    /\bquarters?\b/i.test(text.replaceAll(/(?:three quarters|a quarter) of|<quarter>/g, '')),
  );

test('for half-years, no definition and no rule says that a quarter is counted', () => {
  expect(ofQuarters(said(handbook)).length).toBeGreaterThan(20);
  const halves = handbookInPeriods(handbook, 'half-year');
  expect(ofQuarters(said(halves))).toEqual([]);
  expect(halves.rules.get('small-patches')?.looksAt).toMatch(/half-year’s merges.*a quarter of them/);
  expect(halves.metrics.size).toBe(handbook.metrics.size);
});

test('for quarters, the handbook is as it is written', () => {
  expect(handbookInPeriods(handbook, 'quarter')).toBe(handbook);
});
