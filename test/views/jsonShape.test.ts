import { expect, test } from 'vitest';
import { exploredIn } from '../../src/views/exploredData.ts';
import {
  isNumber,
  isText,
  jsonAs,
  listOf,
  objectOf,
  oneOf,
  orNull,
  recordOf,
} from '../../src/views/jsonShape.ts';

const isWeek = objectOf({ start: isText, value: orNull(isNumber) });

test.each([
  ['"a"', isText],
  ['1.5', isNumber],
  ['null', orNull(isNumber)],
  ['"above"', oneOf('above', 'below')],
  ['["a","b"]', listOf(isText)],
  ['{"old":"new"}', recordOf(isText)],
  ['{"start":"a","value":null}', isWeek],
  ['{"start":"a","value":1,"more":2}', isWeek],
])('%s has the shape that is asked for', (text, isShape) => {
  expect(jsonAs<unknown>(text, isShape)).toEqual(JSON.parse(text));
});

test.each([
  ['1', isText],
  ['"1"', isNumber],
  ['"a"', orNull(isNumber)],
  ['"beside"', oneOf('above', 'below')],
  ['{"0":"a"}', listOf(isText)],
  ['["a",1]', listOf(isText)],
  ['["new"]', recordOf(isText)],
  ['null', recordOf(isText)],
  ['{"old":1}', recordOf(isText)],
  ['{"start":"a"}', isWeek],
  ['{"start":1,"value":1}', isWeek],
  ['[]', isWeek],
  ['null', isWeek],
])('%s has another shape and is refused', (text, isShape) => {
  expect(() => jsonAs<unknown>(text, isShape)).toThrow(TypeError);
});

test('a field that every object inherits does not count as one that is there', () => {
  const hasName = objectOf({ toString: (value: unknown): value is unknown => value !== undefined });
  expect(hasName({})).toBe(false);
});

const explored = {
  result: {
    unit: 'hours',
    importedFrom: [{ currency: null }],
    summary: { value: 3 },
    baseline: { summary: { value: null } },
    chart: {
      weeks: [{ start: '2026-03-29T11:00:00Z', value: 3, n: 4 }],
      quarterFrom: 0,
      limits: { centre: 3, lower: null, upper: 5, n: 12 },
      signals: [{ rule: 'outside', side: 'above', from: '2026-03-29T11:00:00Z', to: '2026-03-29T11:00:00Z' }],
    },
  },
  quarter: '2026-Q2',
  timeZone: 'Pacific/Auckland',
  events: [{ letter: 'A', name: 'New office', from: '2026-04-01' }],
};

test('what a weekly chart is drawn from is read as the page holds it', () => {
  expect(exploredIn(JSON.stringify(explored))).toEqual(explored);
  const without = { ...explored, result: { ...explored.result, baseline: null, chart: null } };
  expect(exploredIn(JSON.stringify(without))).toEqual(without);
});

test('a chart of another shape is refused', () => {
  const { chart } = explored.result;
  const withChart = (parts: object) =>
    JSON.stringify({ ...explored, result: { ...explored.result, chart: { ...chart, ...parts } } });
  for (const parts of [{ weeks: [{ start: 1 }] }, { limits: {} }, { signals: [{ rule: 'trend' }] }])
    expect(() => exploredIn(withChart(parts))).toThrow('data of another shape');
});
