import { describe, expect, it } from 'vitest';
import { type Definition, definitionSchema } from '../../src/handbook/definition.ts';
import { betterWords, familyTitle, liveWords } from '../../src/views/definitionWords.ts';
import { rangesBySource, sourceStanding, sourceWords, standingsOf } from '../../src/views/rangeStandings.ts';

const source: Definition['ranges'][number]['source'] = {
  title: 'A report',
  publisher: 'A publisher',
  url: 'https://example.org/report',
  year: 2024,
  type: 'survey',
  evidence: 'moderate',
};

function range(max: number, parts: Partial<Definition['ranges'][number]> = {}): Definition['ranges'][number] {
  return {
    label: 'target',
    min: null,
    max,
    minInclusive: true,
    maxInclusive: false,
    use: 'guide',
    text: `Under ${max}.`,
    source,
    ...parts,
  };
}

function definition(ranges: Definition['ranges']): Definition {
  return definitionSchema.parse({
    title: 'Cycle time',
    question: 'How long?',
    description: 'A description that is long enough for a search result.',
    family: 'flow',
    tier: 'leading',
    kind: 'distribution',
    unit: 'hours',
    better: 'lower',
    formula: 'median',
    population: 'changes',
    clock: 'from start to end',
    gamedBy: ['somehow'],
    counterMetrics: [],
    notFor: ['people'],
    cadence: 'weekly',
    systems: ['github'],
    stage: ['development'],
    version: 1,
    since: '0.1.0',
    ranges,
  });
}

describe('ranges', () => {
  it('are named by the position that a scorecard gives', () => {
    const standings = standingsOf(
      {
        ranges: [
          { index: 1, position: 'near' },
          { index: 9, position: 'inside' },
        ],
      },
      definition([range(72), range(24)]),
    );
    expect(standings.map(({ position, range, source }) => [position, range.max, source])).toEqual([
      ['near', 24, 'A publisher, 2024'],
    ]);
  });

  it('stand by source, what it recommends apart from what it found', () => {
    const other = { ...source, year: 2022 };
    const groups = rangesBySource([
      range(1),
      range(2, { source: other }),
      range(3),
      range(4, { use: 'description' }),
    ]);
    expect(groups.map(({ words, use, ranges }) => [words, use, ranges.map(({ max }) => max)])).toEqual([
      ['A publisher, 2024', 'guide', [1, 3]],
      ['A publisher, 2022', 'guide', [2]],
      ['A publisher, 2024', 'description', [4]],
    ]);
  });
});

describe('a source in words', () => {
  it('has its year, or says that it is undated and when it was read', () => {
    expect(sourceWords(source)).toBe('A publisher, 2024');
    expect(sourceWords({ ...source, version: 'second edition' })).toBe('A publisher, 2024, second edition');
    expect(sourceWords({ ...source, undated: true })).toBe('A publisher, undated, read in 2024');
  });

  it('has its type and how strong its evidence is', () => {
    expect(sourceStanding(source)).toBe('survey, moderate evidence');
    expect(sourceStanding({ type: 'vendor-benchmark', evidence: 'none' })).toBe('vendor benchmark, no data');
  });
});

describe('a definition in words', () => {
  it('names its family, its facts and its direction', () => {
    expect(familyTitle('code-health')).toBe('Code health');
    expect(liveWords({ live: ['deploy', 'git'] }, true)).toBe('live, from deployments and commits');
    expect(liveWords({ live: ['import'] }, false)).toBe(
      'not measured here yet; it would come from imports from other tools',
    );
    expect(liveWords({ live: [] }, false)).toBe('never computed, by policy');
    expect(betterWords({ better: 'band', band: { min: 1, max: 3 } })).toBe('best between 1 and 3');
    expect(betterWords({ better: 'band' })).toContain('no verdict until it has a band');
    expect(betterWords({ better: 'context' })).toContain('never a target');
  });
});
