import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasWords, matches } from '../../src/views/matching.ts';

const metric = { tier: ['leading'], stage: ['development', 'testing'] };

it('everything matches when nothing is chosen', () => {
  expect(matches(metric, new Map())).toBe(true);
});

it('one of several values is enough for a filter', () => {
  expect(matches(metric, new Map([['stage', 'testing']]))).toBe(true);
  expect(matches(metric, new Map([['stage', 'planning']]))).toBe(false);
});

it('every chosen filter must match', () => {
  const chosen = (tier: string) => new Map(Object.entries({ tier, stage: 'testing' }));
  expect(matches(metric, chosen('leading'))).toBe(true);
  expect(matches(metric, chosen('lagging'))).toBe(false);
});

it('a filter that the values do not know matches nothing', () => {
  expect(matches(metric, new Map([['colour', 'leading']]))).toBe(false);
});

it('a further filter never lets more through', () => {
  const names = fc.constantFrom('tier', 'stage', 'system');
  const values = fc.constantFrom('a', 'b', 'c');
  const chosen = fc.array(fc.tuple(names, values), { maxLength: 3 });
  fc.assert(
    fc.property(fc.dictionary(names, fc.array(values)), chosen, names, values, (has, some, name, value) => {
      const fewer = new Map(some.filter(([other]) => other !== name));
      if (matches(has, new Map([...fewer, [name, value]]))) expect(matches(has, fewer)).toBe(true);
    }),
  );
});

it('a text has the words of a query in any order, each from its beginning', () => {
  const text = 'Time to restore service How fast does it work again? MTTR';
  for (const query of ['', ' ', 'mttr', 'restore time', 'serv', 'TIME to'])
    expect(hasWords(text, query), query).toBe(true);
  for (const query of ['estore', 'restore lead', 'xyz']) expect(hasWords(text, query), query).toBe(false);
});
