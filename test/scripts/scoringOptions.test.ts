import { expect, test } from 'vitest';
import { type ScoringOptions, scoringOptionsIn } from '../../scripts/lib/scoringWork.ts';
import { organisation, team } from '../support/policy.ts';

const options: ScoringOptions = {
  organisation: organisation([team([])]),
  definitions: new Map(),
  metrics: ['cycle-time'],
  imports: [],
  imported: [],
  organisationFolder: 'content/organisation',
  data: 'data',
  folder: 'data/scorecards',
  cache: '.cache/observations',
  spare: '.cache/spare',
  code: 'digest',
  asOf: 0,
};

test('a worker takes the options that survive the way to its thread', () => {
  expect(scoringOptionsIn(structuredClone(options))).toEqual(options);
});

test.each(Object.keys(options))('a worker without the option `%s` says so', (name) => {
  const { [name]: _, ...others } = Object.fromEntries(Object.entries(options));
  expect(() => scoringOptionsIn(others)).toThrow(new RangeError(`a worker was started without ${name}`));
});

test('a worker that was given something else than options names all of them', () => {
  expect(() => scoringOptionsIn(undefined)).toThrow(/organisation.*asOf/);
  expect(() => scoringOptionsIn({ ...options, metrics: [1], asOf: Number.NaN })).toThrow(/metrics, asOf$/);
});
