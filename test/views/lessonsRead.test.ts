import { expect, it } from 'vitest';
import { lessonsRead, remember } from '../../src/views/lessonsRead.ts';

const KEY = 'plumbline-lessons';

/** What a browser keeps, until the test ends. */
function memoryOf(entries: Record<string, string> = {}) {
  const stored = new Map(Object.entries(entries));
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => {
      stored.set(key, value);
    },
  };
}

it('no lesson is read before one is marked', () => {
  expect(lessonsRead(memoryOf())).toEqual(new Set());
});

it('a lesson stays marked among others until the mark is taken back', () => {
  const memory = memoryOf();
  remember(memory, 'baselines', true);
  remember(memory, 'teams-not-people', true);
  expect(lessonsRead(memory)).toEqual(new Set(['baselines', 'teams-not-people']));
  remember(memory, 'baselines', false);
  expect(lessonsRead(memory)).toEqual(new Set(['teams-not-people']));
});

it('a lesson that is marked twice is remembered once, and one that never was can be taken back', () => {
  const memory = memoryOf();
  remember(memory, 'baselines', true);
  remember(memory, 'baselines', true);
  remember(memory, 'the-pyramid', false);
  expect(memory.getItem(KEY)).toBe('["baselines"]');
});

it.each(['{', '"baselines"', '{"baselines":true}', 'null'])('what makes no sense is nothing: %s', (text) => {
  const memory = memoryOf({ [KEY]: text });
  expect(lessonsRead(memory)).toEqual(new Set());
  remember(memory, 'baselines', true);
  expect(lessonsRead(memory)).toEqual(new Set(['baselines']));
});

it('of a list only ids count', () => {
  expect(lessonsRead(memoryOf({ [KEY]: '[1, "baselines", null]' }))).toEqual(new Set(['baselines']));
});
