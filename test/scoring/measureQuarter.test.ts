import { describe, expect, test } from 'vitest';
import type { Window } from '../../src/facts/quarter.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import { DAY, WEEK } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { measurement, type Observation } from '../../src/metrics/populations/observation.ts';
import reviewQueueTime from '../../src/metrics/review-queue-time.ts';
import { measureQuarter } from '../../src/scoring/measureQuarter.ts';
import type { QuarterScope } from '../../src/scoring/quarterCut.ts';
import { numbersIn } from '../stats/samples.ts';
import { pullRequest, review } from '../support/facts.ts';
import { pool, seriesWith } from '../support/pool.ts';
import { expectShort } from '../support/shortTexts.ts';
import { weeksIn } from '../support/simulation.ts';
import { viewOf } from '../support/view.ts';

const definitions = await loadDefinitions('content');
const quarter = { start: 26 * WEEK, end: 39 * WEEK };
const before = { start: 13 * WEEK, end: 26 * WEEK };
const scope: QuarterScope = {
  window: quarter,
  withheld: null,
  exposure: { from: 0, unit: WEEK },
  startsWithExposure: false,
  weeksWithin: weeksIn(quarter),
  baseline: [{ id: '2025-Q4', window: before, weeks: weeksIn(before) }],
  previous: [],
  weeks: Array.from({ length: 39 }, (_, week) => ({
    start: week * WEEK,
    end: (week + 1) * WEEK,
    inQuarter: week >= 26,
    shown: true,
  })),
  missing: [],
  materiality: 0.1,
  segments: null,
};

const observation = (id: string, at: number, value: number, of?: number): Observation => ({
  at,
  until: null,
  value,
  ...(of === undefined ? {} : { of }),
  item: { id, kind: 'pull-request', title: id, url: null },
  note: null,
});

function result(id: string, parts: Parameters<typeof measurement>, within = scope) {
  const definition = definitions.get(id);
  if (definition === undefined) throw new Error(`no ${id}`);
  return measureQuarter(
    id,
    definition,
    pool(parts[0], [{ shared: false, measurement: measurement(...parts) }]),
    within,
  );
}

test.each([
  [10, 'ok'],
  [11, 'partial'],
])('of a hundred changes %i of no known kind make the figure %s', (count, state) => {
  const at = (index: number) => quarter.start + index * 3_600_000;
  const known = Array.from({ length: 100 - count }, (_, index) =>
    observation(String(index), at(index), index % 4 === 0 ? 1 : 0),
  );
  const unknown = Array.from({ length: count }, (_, index) => ({
    id: `u${index}`,
    at: at(index),
    text: 'of no known kind',
  }));
  const scored = result('technical-debt-ratio', ['proportion', known, { unknown }]);
  expect(scored.state).toBe(state);
  expect(scored.excluded).toEqual([{ reason: 'of no known kind', count }]);
  expect(scored.reason).toBe(state === 'ok' ? null : 'The facts are incomplete: 11 of 100 of no known kind.');
});

test('a quarter of which more than a tenth is unknown is not a baseline', () => {
  const scoredAfter = (count: number) => {
    const changes = (prefix: string, from: number, hits: number) =>
      Array.from({ length: 90 }, (_, index) =>
        observation(`${prefix}${index}`, from + index * 3_600_000, (index * hits) % 90 < hits ? 1 : 0),
      );
    const unknown = Array.from({ length: count }, (_, index) => ({
      id: `u${index}`,
      at: 13 * WEEK + index * 3_600_000,
      text: 'of no known kind',
    }));
    const observations = [...changes('before', 13 * WEEK, 10), ...changes('now', quarter.start, 40)];
    const before = scope.baseline;
    return result('technical-debt-ratio', ['proportion', observations, { unknown }], {
      ...scope,
      previous: before,
    });
  };
  expect(scoredAfter(10)).toMatchObject({ verdict: 'worsened', notes: [] });
  expect(scoredAfter(11)).toMatchObject({
    state: 'ok',
    verdict: 'no-baseline',
    baseline: null,
    previous: null,
    notes: ['nothing is compared with 2025-Q4, where 11 of 101 of no known kind'],
  });
});

test('a ratio’s verdict comes from its weeks, since one value against one has no interval', () => {
  const weekly = (change: number) =>
    Array.from({ length: 39 }, (_, week) => {
      const hours = 40 + (week % 3) * 2 + (week >= 26 ? change : 0);
      return observation(String(week), week * WEEK + DAY, hours, 100);
    });
  const verdictAfter = (change: number) => {
    const { verdict, summary } = result('flow-efficiency', ['ratio', weekly(change)]);
    expect(summary.interval).toBeNull();
    return verdict;
  };
  expect([verdictAfter(20), verdictAfter(0), verdictAfter(-20)]).toEqual(['improved', 'steady', 'worsened']);
});

test('weeks and quarters in which a ratio has no denominator are gaps, never a number', () => {
  const { state, summary, chart } = result('defect-rate', [
    'ratio',
    [observation('defect', quarter.start + DAY, 1, 0)],
  ]);
  expect([state, summary.value]).toEqual(['no-data', null]);
  expect(chart?.weeks.every(({ value }) => value === null)).toBe(true);
});

test('a ratio’s change is that of its values, though some weeks add to the numerator alone', () => {
  const commit = (week: number) => observation(`commit ${week}`, week * WEEK + DAY, 0, 1);
  const defect = (week: number) => observation(`defect ${week}`, week * WEEK + 2 * DAY, 1, 0);
  const worked = Array.from({ length: 26 }, (_, week) => 13 + week).filter((week) => week % 4 !== 0);
  const { summary, baseline } = result('defect-rate', [
    'ratio',
    [...worked.map(commit), ...[14, 16, 20, 24, 27, 28, 33].map(defect)],
  ]);
  const [now, before] = [summary.value ?? Number.NaN, baseline?.summary.value ?? Number.NaN];
  expect([now, before]).toEqual([3 / 10, 4 / 10]);
  expect(baseline?.change?.estimate).toBeCloseTo(now - before, 12);
});

test('no defect among 66 commits beside none among 219 may still be some, and the sentence says how many', () => {
  const commits = [
    ...Array.from({ length: 219 }, (_, index) =>
      observation(`before ${index}`, 13 * WEEK + index * DAY * 0.4, 0, 1),
    ),
    ...Array.from({ length: 66 }, (_, index) =>
      observation(`now ${index}`, quarter.start + index * DAY, 0, 1),
    ),
  ];
  const { verdict, sentence } = result('defect-rate', ['ratio', commits]);
  expect(verdict).toBe('cannot-tell');
  expect(sentence).toContain('The true value may be as high as 5.6\u00a0%');
});

test('months that are dated by their first day are compared, though a week of two quarters holds it', () => {
  const months = Array.from({ length: 15 }, (_, month) => 100.5 * DAY + Math.round(month * 30.5 * DAY));
  const quarterOf = (index: number): Window => ({
    start: months[3 * index] ?? 0,
    end: months[3 * index + 3] ?? 100.5 * DAY + 457 * DAY,
  });
  const values = [6.1, 5.9, 6.2, 6, 6.3, 5.8, 6.1, 6, 5.9, 6.2, 6, 6.1, 9, 9.2, 8.9];
  const { verdict, baseline } = result(
    'meeting-density',
    ['ratio', months.map((at, month) => observation(String(month), at, values[month] ?? 0, 1))],
    {
      ...scope,
      window: quarterOf(4),
      weeksWithin: weeksIn(quarterOf(4)),
      baseline: [0, 1, 2, 3].map((index) => {
        const window = quarterOf(index);
        return { id: `Q${index}`, window, weeks: weeksIn(window) };
      }),
    },
  );
  expect([verdict, baseline?.obstacle]).toEqual(['worsened', null]);
});

test('a week that is withheld has no count: it is not one in which nothing happened', () => {
  const weeks = scope.weeks.map((week, index) => ({ ...week, shown: index !== 3 }));
  const seen = [3, 5].map((week) => observation(`change ${week}`, week * WEEK + DAY, 8));
  const now = Array.from({ length: 8 }, (_, index) => observation(`now ${index}`, quarter.start + index, 8));
  const { chart } = result('cycle-time', ['distribution', [...seen, ...now]], { ...scope, weeks });
  expect(chart?.weeks.slice(3, 6).map(({ value, n }) => [value, n])).toEqual([
    [null, null],
    [null, 0],
    [8, 1],
  ]);
});

test('the sentence tells the value and the baseline in one unit', () => {
  const changes = (prefix: string, from: number, hours: number) =>
    Array.from({ length: 12 }, (_, index) => observation(`${prefix}${index}`, from + index, hours + index));
  const { sentence } = result('cycle-time', [
    'distribution',
    [...changes('before', 13 * WEEK, 110), ...changes('now', quarter.start, 42)],
  ]);
  expect(sentence.replaceAll('\u00a0', ' ')).toMatch(
    /^Half of all changes took 47\.5 h or less .*; before, it took 116 h\. This is not noise\.$/,
  );
});

test('a backlog that only ages is described, and changes nothing in the quarters after it began', () => {
  const opened = (number: number, at: number, reviewedAfter?: number) =>
    pullRequest({
      number,
      createdAt: new Date(at).toISOString(),
      reviews: reviewedAfter === undefined ? [] : [review(new Date(at + reviewedAfter).toISOString())],
    });
  const quick = Array.from({ length: 60 }, (_, index) =>
    opened(100 + index, before.start + index * 3 * DAY, (1 + ((index * 7) % 10)) * 3_600_000),
  );
  const backlog = Array.from({ length: 5 }, (_, index) => opened(index + 1, before.start + index * DAY));
  const definition = definitions.get('review-queue-time');
  if (definition === undefined) throw new Error('no definition');
  const measured = (...rows: PullRequest[]) => {
    const measurement = reviewQueueTime.measure(viewOf({ 'pull-requests': rows }));
    return measureQuarter(
      'review-queue-time',
      definition,
      pool('distribution', [{ shared: false, measurement }]),
      scope,
    );
  };
  const [alone, beside] = [measured(...quick), measured(...quick, ...backlog)];
  expect(beside.notes).toContain(
    '5 from before the quarter still waited at its end, the longest for 182\u00a0d: each counts in the quarter in which it began',
  );
  expect(alone.notes.join()).not.toContain('still waited');
  expect(beside.summary).toEqual(alone.summary);
  expect(beside.verdict).not.toBe('worsened');
});

test.each([
  [1, false],
  [2, true],
])(
  'a share has limits where hits and the rest come once a week or more: %i in two weeks',
  (hits, limited) => {
    for (const hit of [0, 1]) {
      const weeks = Array.from({ length: 39 }, (_, week) =>
        Array.from({ length: 8 }, (_, index) =>
          observation(
            `${week} ${index}`,
            week * WEEK + DAY + index,
            (week % 2 === 0 && index < hits) === (hit === 1) ? 1 : 0,
          ),
        ),
      ).flat();
      expect(result('review-coverage', ['proportion', weeks]).chart?.limits !== null).toBe(limited);
    }
  },
);

test('days from a date are compared by difference, however they came out', () => {
  const closed = (prefix: string, from: number, days: readonly number[]) =>
    days.map((value, index) => observation(`${prefix}${index}`, from + index * 7 * DAY, value));
  const { baseline, verdict, sentence } = result('schedule-performance', [
    'distribution',
    [
      ...closed('before', 13 * WEEK, [1, 2, 2, 3, 4, 5, 5, 6, 7]),
      ...closed('now', 26 * WEEK, [-3, -2, -2, -1, -1, 0, 0, 1, 1]),
    ],
  ]);
  expect(baseline?.change).toMatchObject({ measure: 'difference', estimate: -5, relative: null });
  expect(verdict).toBe('improved');
  expect(sentence.replaceAll('\u00a0', ' ')).toMatch(
    /^Median schedule performance was −1 day; before, it was 4 days\. This is not noise\.$/,
  );
});

describe('a rate', () => {
  const deployments = (counts: readonly number[], from: number) =>
    counts.flatMap((count, week) =>
      Array.from({ length: count }, (_, index) =>
        observation(`${from} ${week} ${index}`, from + week * WEEK + DAY + index * 60_000, 1),
      ),
    );
  const scored = (before: readonly number[], now: readonly number[]) =>
    result('deployment-frequency', [
      'rate',
      [...deployments(before, 13 * WEEK), ...deployments(now, quarter.start)],
    ]);
  const even = scored(Array(13).fill(2), Array(13).fill(4));
  const bursts = scored([13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13], [26, 0, 0, 0, 0, 0, 26]);

  test('of events in bursts is the same and says less', () => {
    expect(bursts.summary.value).toBe(even.summary.value);
    expect(bursts.baseline?.change?.estimate).toBe(even.baseline?.change?.estimate);
    expect([even.verdict, bursts.verdict]).toEqual(['improved', 'cannot-tell']);
  });

  test('and its baseline and its change allow for the same dispersion', () => {
    // About 4 and 2 a week: ((2 × 22² + 11 × 4²) ÷ 4 + (2 × 11² + 11 × 2²) ÷ 2) ÷ 24 is 17.88; four weeks show it badly.
    const methods = [bursts.summary.interval, bursts.baseline?.summary.interval, bursts.baseline?.change];
    for (const each of methods) expect(each?.method).toContain('dispersion 22.09,');
    expect(even.summary.interval?.method).toContain('dispersion 1.00,');
  });

  test.each([
    ['less than once a week: no limits, as each case would be outside them', 12, false],
    ['once a week: limits', 13, true],
  ])('of what comes %s', (_, events, limited) => {
    const every = Array.from({ length: 26 }, (_, week) => (week % 2 === 0 && week < 2 * events ? 2 : 0));
    const { chart } = result('deployment-frequency', [
      'rate',
      [...deployments(every, 0), ...deployments([1], quarter.start)],
    ]);
    expect(chart?.limits !== null).toBe(limited);
  });

  test('of too few weeks to tell has events that are taken for independent, and says so', () => {
    const window = { start: quarter.start, end: quarter.start + 8 * WEEK };
    const young = { ...scope, baseline: [], window, weeksWithin: weeksIn(window) };
    const { summary } = result(
      'deployment-frequency',
      ['rate', deployments([5, 0, 1], quarter.start)],
      young,
    );
    expect(summary.interval?.method).toBe('Garwood 1936, events taken for independent');
  });

  test('of too few people in the baseline is told by the quarter alone', () => {
    const figures = (people: number) => ({
      spans: false,
      madeOfWeeks: true,
      of: (windows: readonly Window[]) => {
        const before = windows.some(({ start }) => start < quarter.start);
        const weeks = windows.reduce((sum, { start, end }) => sum + (end - start) / WEEK, 0);
        const events = windows.filter(({ start }) => before && start % (2 * WEEK) === WEEK).length * 9 + 2;
        const sample = { kind: 'rate', events, exposure: weeks } as const;
        return { sample, people: before ? people : 9, notes: [] };
      },
    });
    const definition = definitions.get('merge-frequency');
    if (definition === undefined) throw new Error('no merge-frequency');
    const methodFor = (people: number) => {
      const series = seriesWith('rate', figures(people));
      return measureQuarter('merge-frequency', definition, series, scope).summary.interval?.method;
    };
    expect(methodFor(4)).not.toContain('dispersion 1.00');
    expect(methodFor(3)).toContain('dispersion 1.00');
  });
});

describe('a rate that can be known only from its first event on', () => {
  const event = (at: number) => observation(String(at), at, 1);
  const within = (from: number) => ({
    ...scope,
    startsWithExposure: true,
    exposure: { from, unit: WEEK },
  });
  const parts: Parameters<typeof measurement> = ['rate', [event(quarter.end + 1)]];

  test('does not apply to a quarter before it, as it did not until then: a first tag restates nothing', () => {
    expect(result('deployment-frequency', parts, within(quarter.end + 1))).toMatchObject({
      state: 'not-applicable',
      verdict: null,
      reason: 'Nothing of this kind had ever been recorded by then.',
    });
  });

  test('counts the weeks since then, and has no baseline in the quarters before', () => {
    const middle = quarter.start + 3 * WEEK;
    const events = Array.from({ length: 20 }, (_, index) => event(middle + index * 3 * DAY));
    const found = result('deployment-frequency', ['rate', events], within(middle));
    expect(found).toMatchObject({ state: 'ok', verdict: 'no-baseline', summary: { value: 2 } });
    expect(found.chart?.weeks.slice(26, 29).map(({ value }) => value)).toEqual([null, null, null]);
  });
});

describe('whatever the input, every number is finite, the sentence is short and the verdict is', () => {
  type Row = ReturnType<typeof observation>;
  const spread = (window: Window, count: number, row: (index: number) => Partial<Row>): Row[] =>
    Array.from({ length: count }, (_, index) => ({
      ...observation(
        `${window.start} ${index}`,
        window.start + index * ((window.end - window.start) / count),
        1,
      ),
      ...row(index),
    }));
  const hours = (index: number) => 1 + ((index * 37) % 50);

  test.each([
    [
      'too little data, of a release of ten thousand changes',
      'lead-time-for-changes',
      [
        ...spread(before, 40, (index) => ({ value: hours(index), cluster: `r${index % 10}` })),
        ...spread(quarter, 10_000, (index) => ({ value: hours(index), cluster: 'big' })),
      ],
      scope,
      'too-little-data',
    ],
    [
      'none, of one release in the baseline and none now',
      'lead-time-for-changes',
      spread(before, 12, (index) => ({ value: hours(index), cluster: 'r1' })),
      scope,
      null,
    ],
    [
      'too little data, where one release of twelve has 10,000 of 10,055 changes',
      'lead-time-for-changes',
      [
        ...spread(before, 160, (index) => ({ value: hours(index), cluster: `r${index % 40}` })),
        ...spread(quarter, 10_000, (index) => ({ value: 3 * hours(index), cluster: 'large' })),
        ...spread(quarter, 55, (index) => ({ value: hours(index), cluster: `now-${index % 11}` })),
      ],
      scope,
      'too-little-data',
    ],
    [
      'too little data, where one release of the baseline has 10,000 of its 10,160 changes',
      'lead-time-for-changes',
      [
        ...spread(before, 160, (index) => ({ value: hours(index), cluster: `r${index % 40}` })),
        ...spread(before, 10_000, (index) => ({ value: 3 * hours(index), cluster: 'large' })),
        ...spread(quarter, 55, (index) => ({ value: hours(index), cluster: `now-${index % 11}` })),
      ],
      scope,
      'too-little-data',
    ],
    [
      'too little data, where a name without a character puts all in one release',
      'lead-time-for-changes',
      [
        ...spread(before, 240, (index) => ({ value: hours(index), cluster: '' })),
        ...spread(quarter, 60, (index) => ({ value: hours(index), cluster: '' })),
      ],
      scope,
      'too-little-data',
    ],
    [
      'steady, of days from a date that are 0 throughout',
      'schedule-performance',
      [...spread(before, 40, () => ({ value: 0 })), ...spread(quarter, 12, () => ({ value: 0 }))],
      scope,
      'steady',
    ],
    [
      'as if each stood alone, where no cluster is named',
      'lead-time-for-changes',
      [
        ...spread(before, 80, (index) => ({ value: hours(index), cluster: undefined })),
        ...spread(quarter, 40, (index) => ({ value: 3 * hours(index), cluster: undefined })),
      ],
      scope,
      'worsened',
    ],
    [
      'steady, where all observations are tied',
      'lead-time-for-changes',
      [...spread(before, 40, () => ({ value: 5 })), ...spread(quarter, 20, () => ({ value: 5 }))],
      scope,
      'steady',
    ],
    [
      'cannot tell, where every case is a hit on both sides',
      'review-coverage',
      [...spread(before, 40, () => ({ value: 1 })), ...spread(quarter, 20, () => ({ value: 1 }))],
      scope,
      'cannot-tell',
    ],
    [
      'cannot tell, of a level that is the same in every week',
      'work-in-progress',
      spread({ start: 0, end: WEEK }, 10, () => ({ until: null })),
      scope,
      'cannot-tell',
    ],
    [
      'steady, of a rate that is the same in every week',
      'deployment-frequency',
      [...spread(before, 13 * 40, () => ({})), ...spread(quarter, 13 * 40, () => ({}))],
      scope,
      'steady',
    ],
    [
      'the same, with withheld weeks in the middle',
      'first-review-time',
      [
        ...spread(before, 80, (index) => ({ value: hours(index) })),
        ...spread(quarter, 40, (index) => ({ value: 3 * hours(index) })),
      ],
      {
        ...scope,
        weeks: scope.weeks.map((week, index) => ({ ...week, shown: index < 12 || index > 16 })),
      },
      'worsened',
    ],
    [
      'too little data, of many incidents of few causes',
      'incident-frequency',
      [
        ...spread(before, 6, (index) => ({ cluster: `d${index}` })),
        ...spread(quarter, 60, (index) => ({ cluster: `e${index % 3}` })),
      ],
      scope,
      'too-little-data',
    ],
    [
      'as if each stood alone, of incidents that name no cause',
      'incident-frequency',
      [
        ...spread(before, 13, () => ({ cluster: undefined })),
        ...spread(quarter, 60, () => ({ cluster: undefined })),
      ],
      scope,
      'worsened',
    ],
    [
      'cannot tell, where all are 0 now, as with lightweight tags',
      'lead-time-for-changes',
      [
        ...spread(before, 40, (index) => ({ value: hours(index) })),
        ...spread(quarter, 20, () => ({ value: 0 })),
      ],
      scope,
      'cannot-tell',
    ],
    [
      'cannot tell, where each value is so much like the one before that there may be a drift',
      'cycle-time',
      [
        ...spread(before, 40, (index) => ({ value: 50 + index })),
        ...spread(quarter, 20, (index) => ({ value: 90 + index })),
      ],
      scope,
      'cannot-tell',
    ],
    [
      'no baseline, where that lies before the first fact',
      'incident-frequency',
      spread(quarter, 20, () => ({})),
      { ...scope, exposure: { from: quarter.start, unit: WEEK } },
      'no-baseline',
    ],
    [
      'none, of a level whose baseline lies before the first fact',
      'work-in-progress',
      spread(quarter, 20, () => ({ until: null })),
      { ...scope, exposure: { from: quarter.start, unit: WEEK } },
      'no-baseline',
    ],
  ] as const)('%s', (_, id, rows, within, verdict) => {
    const kind = definitions.get(id)?.kind;
    if (kind === undefined) throw new Error(`no ${id}`);
    const found = result(id, [kind, rows], within);
    expect(found.verdict).toBe(verdict);
    for (const number of numbersIn(found)) expect(Number.isFinite(number)).toBe(true);
    expectShort(found.sentence);
    expect(found.sentence).not.toMatch(/NaN|Infinity|undefined|null/);
  });
});
