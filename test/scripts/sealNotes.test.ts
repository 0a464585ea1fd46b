import { expect, test } from 'vitest';
import { sealNotes } from '../../scripts/lib/sealReport.ts';
import type { Seal } from '../../src/scorecard/seal.ts';

const definitions = new Map([
  ['cycle-time', { title: 'Cycle time', unit: 'hours' as const, ranges: [] }],
  ['review-coverage', { title: 'Review | coverage', unit: 'share' as const, ranges: [] }],
]);

type Sealed = Seal['metrics'][number];

function metric(id: string, value: number | null, parts: Partial<Sealed> = {}): Sealed {
  return {
    id,
    state: value === null ? 'too-few' : 'ok',
    value,
    n: 12,
    interval: null,
    verdict: 'steady',
    definitionVersion: 1,
    baseline: null,
    facts: 'digest',
    ...parts,
  };
}

function seal(quarter: string, scope: string, metrics: Sealed[], errata: Seal['errata'] = []): Seal {
  return { schemaVersion: 1, quarter, scope, asOf: '2026-10-08T00:00:00.000Z', metrics, errata };
}

const rowsOf = (notes: string) =>
  notes
    .replaceAll('\u00a0', ' ')
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.includes('---'));

test('a scorecard that was sealed is compared with the last quarter of the same scope sealed before it', () => {
  const older = seal('2026-Q1', 'shop', [metric('cycle-time', 99)]);
  const other = seal('2026-Q2', 'search', [metric('cycle-time', 77)]);
  const last = seal('2026-Q2', 'shop', [metric('cycle-time', 30)]);
  const now = seal('2026-Q3', 'shop', [metric('cycle-time', 20, { verdict: 'improved' })]);
  expect(rowsOf(sealNotes([older, other, last], [older, other, last, now], definitions))).toEqual([
    '| Metric | 2026-Q2 | 2026-Q3 | Verdict |',
    '| Cycle time | 30.0 h | 20.0 h | improved |',
  ]);
});

test('a missing value is described in words, and a metric that has none in either quarter is left out', () => {
  const last = seal('2026-Q2', 'shop', [metric('cycle-time', 30), metric('review-coverage', null)]);
  const now = seal('2026-Q3', 'shop', [
    metric('cycle-time', null, { verdict: 'too-little-data' }),
    metric('review-coverage', null),
  ]);
  expect(rowsOf(sealNotes([last], [last, now], definitions)).slice(1)).toEqual([
    '| Cycle time | 30.0 h | too few | too little data |',
  ]);
});

test('a first seal has nothing before it, and a bar in a title does not end its cell', () => {
  const now = seal('2026-Q3', 'shop', [metric('review-coverage', 0.8, { verdict: null })]);
  expect(rowsOf(sealNotes([], [now], definitions))).toEqual([
    '| Metric | Before | 2026-Q3 | Verdict |',
    '| Review \\| coverage | none | 80.0 % | no verdict |',
  ]);
});

test('an accepted restatement names what was, what is, and the reason given; an earlier one is not told again', () => {
  const erratum = (why: string, was: number, now: number): Seal['errata'][number] => ({
    asOf: '2026-10-09T00:00:00.000Z',
    why,
    restatements: [
      {
        metric: 'cycle-time',
        was: metricFigure(was),
        now: metricFigure(now),
        reasons: ['facts'],
        definition: null,
        verdictRule: null,
      },
    ],
  });
  const before = seal('2026-Q3', 'shop', [metric('cycle-time', 20)], [erratum('first', 10, 20)]);
  const after = seal(
    '2026-Q3',
    'shop',
    [metric('cycle-time', 40)],
    [erratum('first', 10, 20), erratum('a late\nreport', 20, 40)],
  );
  const notes = sealNotes([before], [after], definitions);
  expect(rowsOf(notes).slice(1)).toEqual(['| Cycle time | 20.0 h | 40.0 h | facts |']);
  expect(notes).toContain('The reason given: a late report\n');
});

test('a seal that nothing changed is not told', () => {
  const one = seal('2026-Q3', 'shop', [metric('cycle-time', 20)]);
  expect(sealNotes([one], [one], definitions)).not.toContain('###');
});

test('scorecards that do not fit are counted, the newest quarter stands first', () => {
  const seals = ['2026-Q1', '2026-Q2', '2026-Q3'].map((quarter) =>
    seal(quarter, 'shop', [metric('cycle-time', 20)]),
  );
  const whole = sealNotes([], seals, definitions);
  const headings = (notes: string) => [...notes.matchAll(/^### (\S+)/gm)].map(([, quarter]) => quarter);
  expect(headings(whole)).toEqual(['2026-Q3', '2026-Q2', '2026-Q1']);
  const cut = sealNotes([], seals, definitions, 200);
  expect(headings(cut)).toEqual(['2026-Q3']);
  expect(cut).toContain('2 more scorecards do not fit in here: see the files of this pull request.');
});

function metricFigure(value: number) {
  return { state: 'ok' as const, value, n: 12, interval: null, verdict: 'steady' as const };
}
