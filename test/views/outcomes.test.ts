import { expect, test } from 'vitest';
import { outcomesInWords } from '../../src/views/outcomes.ts';

test('teams that ended a quarter in one way are named together', () => {
  const ended = (name: string, outcome: string) => ({ name, outcome });
  expect(
    outcomesInWords([ended('Basket', 'improved'), ended('Cards', 'cannot tell'), ended('Depot', 'improved')]),
  ).toBe('Improved: Basket and Depot. Cannot tell: Cards.');
});
