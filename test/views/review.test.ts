import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import type { TeamKpi } from '../../src/handbook/organisation.ts';
import type { Review } from '../../src/handbook/reviews.ts';
import type { MetricResult } from '../../src/scorecard/schema.ts';
import { amongRanges } from '../../src/views/amongRanges.ts';
import { capped, shortened } from '../../src/views/capped.ts';
import { libraryOf } from '../../src/views/library.ts';
import { inOrderOfConcern, paidWith, pairedMark, pairWords } from '../../src/views/pairs.ts';
import { responseDrafts, reviewDraft } from '../../src/views/review/draft.ts';
import { outOfRange } from '../../src/views/review/outOfRange.ts';
import { promisesOf } from '../../src/views/review/promises.ts';
import { questionsOf } from '../../src/views/review/questions.ts';
import { sinceLast } from '../../src/views/sinceLast.ts';
import { ownTallySentence } from '../../src/views/tally.ts';
import { drawnTarget } from '../../src/views/target.ts';
import { pictureIds } from '../support/handbook.ts';
import { organisation, team } from '../support/policy.ts';
import { changedBy, result, scorecard } from '../support/scorecards.ts';

const handbook = await loadHandbook('content', pictureIds);
const library = libraryOf(
  [],
  [...handbook.metrics].map(([id, definition]) => ({ id, definition })),
);
/** An organisation whose team Harbour has these KPIs. */
const having = (kpi: TeamKpi) => organisation([team([kpi])]);
const harbour = having({ metric: 'cycle-time' });

const faster = result({ id: 'cycle-time', verdict: 'improved', baseline: changedBy(0.5, [0.4, 0.6]) });
const failing = result({
  id: 'change-failure-rate',
  unit: 'share',
  verdict: 'worsened',
  baseline: changedBy(1.8, [1.4, 2.2], 0.1),
  ranges: [{ index: 0, position: 'outside' }],
});
const calm = result({ id: 'deployment-frequency' });
const card = (...metrics: MetricResult[]) => scorecard('Harbour', { metrics });

const review = (parts: Partial<Review>): Review => ({
  team: 'harbour',
  quarter: '2026-Q2',
  date: '2026-07-06',
  responses: [],
  promises: [],
  ...parts,
});

describe('a KPI and the metrics that guard it are judged together', () => {
  it('a gain is said in one line with the counter-metric that worsened', () => {
    const together = card(faster, failing);
    expect(pairedMark(library, together, faster)).toEqual({
      tone: 'mixed',
      word: 'improved, counter-metric worse',
    });
    expect(pairWords(paidWith(library, together, faster))).toMatch(/^but change failure rate .* worsened$/);
    expect(ownTallySentence(library, together)).toBe(
      'Of 2\u00a0KPIs, 1 worsened and 1 improved while a counter-metric worsened.',
    );
  });

  it('a gain whose counter-metrics hold is a gain, and what did not improve is paid for by nothing', () => {
    const alone = card(faster, { ...failing, verdict: 'steady' });
    expect(pairedMark(library, alone, faster).tone).toBe('better');
    expect(paidWith(library, card(failing, faster), failing)).toEqual([]);
  });

  it('worse stands before better, the rest in the order that the team chose', () => {
    const together = card(calm, faster, result({ id: 'first-review-time' }), failing);
    expect(inOrderOfConcern(library, together).map(({ id }) => id)).toEqual([
      'change-failure-rate',
      'cycle-time',
      'deployment-frequency',
      'first-review-time',
    ]);
  });
});

describe('since last quarter', () => {
  it('is judged as against the baseline, and has its own direction', () => {
    expect(sinceLast(result({ previous: changedBy(1.5, [1.2, 1.9]) }), undefined)).toMatchObject({
      quarter: '2026-Q1',
      verdict: 'worsened',
      change: '50\u00a0% longer',
    });
  });

  it('is nothing without a number then or now', () => {
    expect(sinceLast(result(), undefined)).toBeNull();
    const before = changedBy(1.5, [1.2, 1.9]);
    const empty = { ...before, summary: { ...before.summary, value: null } };
    expect(sinceLast(result({ previous: empty }), undefined)).toBeNull();
  });
});

describe('the review of a quarter', () => {
  it('lists what is out of range with the range and the response, worsened first', () => {
    const slow = result({ id: 'lead-time-for-changes', ranges: [{ index: 0, position: 'outside' }] });
    const response = {
      metric: 'change-failure-rate',
      says: 'Too many.',
      will: 'Test first.',
      by: '2026-09-01',
    };
    const items = outOfRange(
      library,
      [card(slow, calm, failing)],
      [review({ responses: [response] })],
      harbour,
    );
    expect(items.map(({ result, response }) => [result.id, response?.will])).toEqual([
      ['change-failure-rate', 'Test first.'],
      ['lead-time-for-changes', undefined],
    ]);
    for (const { ranges } of items) expect(ranges[0]).toMatch(/\d.*\(.+\)$/);
  });

  it('lists a KPI that misses the team’s own target, before the ranges of sources', () => {
    const coverage = result({
      id: 'review-coverage',
      unit: 'share',
      better: 'higher',
      kind: 'proportion',
      ranges: [{ index: 0, position: 'outside' }],
    });
    const told = (value: number, high: number, ranges = coverage.ranges) => {
      const summary = { ...coverage.summary, value, interval: { method: 'Wilson', low: value - 0.1, high } };
      const wanted = having({ metric: 'review-coverage', target: 0.9, by: '2027-Q1' });
      return outOfRange(library, [card({ ...coverage, summary, ranges })], [], wanted);
    };
    const own = 'the team’s own target from 90\u00a0% (by 2027-Q1)';
    expect(told(0.39, 0.48)[0]?.ranges).toEqual([own, expect.stringMatching(/^target above 95.*CodePulse/)]);
    expect(told(0.39, 0.48, [])).toMatchObject([{ ranges: [own], isDue: false }]);
    expect(told(0.88, 0.93, [])).toEqual([]);
    expect(told(0.92, 0.94)).toMatchObject([{ ranges: [expect.not.stringContaining('own')], isDue: true }]);
  });

  it('lists a risk at the merge when it leaves its usual range, though it is not a KPI', () => {
    const risk = result({ id: 'merged-without-approval', unit: 'share', kind: 'proportion' });
    const told = (parts: Partial<MetricResult>) =>
      outOfRange(library, [{ ...card(calm, { ...risk, ...parts }), kpis: [calm.id] }], [], harbour).map(
        ({ result, ranges }) => [result.id, ...ranges],
      );
    expect(told({})).toEqual([]);
    expect(told({ verdict: 'worsened' })).toEqual([['merged-without-approval', 'its usual range']]);
    const at = '2026-04-06T00:00:00.000Z';
    const signals = [{ rule: 'outside', side: 'above', from: at, to: at } as const];
    expect(told({ chart: { weeks: [], quarterFrom: 0, limits: null, signals } })).toHaveLength(1);
  });

  it('follows up what was promised with a day, and nothing else', () => {
    const before = review({
      quarter: '2026-Q1',
      responses: [
        { metric: 'cycle-time', says: '', will: 'Review before noon.', by: '2026-05-01' },
        { metric: 'change-failure-rate', says: '', will: 'Nothing, on purpose.' },
      ],
    });
    const now = review({ promises: [{ metric: 'cycle-time', kept: 'no' }] });
    const told = promisesOf(library, [card(faster)], [before, now], harbour);
    expect(told).toMatchObject([{ metric: 'cycle-time', by: '2026-05-01', outcome: { kept: 'no' } }]);
    expect(promisesOf(library, [card(faster)], [before], harbour)[0]?.outcome).toBeUndefined();
    expect(promisesOf(library, [card(faster)], [now], harbour)).toEqual([]);
  });

  it('asks at most three questions, from the playbooks of what worsened', () => {
    const asked = questionsOf(handbook, library, [card(failing, faster, calm)], []);
    expect(asked).toHaveLength(3);
    expect(asked[0]?.playbook.id).toBe('rising-change-failure-rate');
    expect(new Set(asked.map(({ ask }) => ask)).size).toBe(3);
    expect(questionsOf(handbook, library, [card(calm)], [])).toEqual([]);
  });

  it('asks first about what is out of range, in the order of the list, and says which number it is about', () => {
    const coverage = result({ id: 'review-coverage', ranges: [{ index: 0, position: 'outside' }] });
    const cards = [card(failing, faster, coverage)];
    const outside = outOfRange(library, cards, [], harbour).toReversed();
    const asked = questionsOf(handbook, library, cards, outside);
    expect(asked.map(({ about }) => about).slice(0, 2)).toEqual(['Review coverage', 'Change failure rate']);
    expect(asked[0]?.playbook.id).toBe('skipped-reviews');
    expect(new Set(asked.map(({ playbook }) => playbook.id)).size).toBe(3);
    expect(questionsOf(handbook, library, cards, outside.toReversed())[0]?.playbook.id).toBe(
      'rising-change-failure-rate',
    );
  });

  it('a written review that leaves something unanswered is offered the responses that it lacks', () => {
    const organisation = harbour;
    const scorecard = card(failing, faster, calm);
    const answer = { metric: 'change-failure-rate', says: 'Too many.', will: 'Test first.' };
    const drafts = responseDrafts({
      library,
      scorecard,
      reviews: [review({ responses: [answer] })],
      organisation,
    });
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).toMatch(/^ {2}- metric: cycle-time\n/);
  });

  it('is begun with what the numbers ask for', () => {
    const before = review({
      quarter: '2026-Q1',
      responses: [{ metric: 'cycle-time', says: '', will: 'Review before noon.', by: '2026-05-01' }],
    });
    const scorecard = card(failing, faster, calm);
    const draft = reviewDraft({ library, scorecard, reviews: [before], organisation: harbour }, '2026-07-01');
    expect(draft).toMatch(/^---\nteam: harbour\nquarter: 2026-Q2\ndate: 2026-07-01\n/);
    expect(draft).toMatch(/responses:\n {2}- metric: change-failure-rate\n {4}# .*outside/);
    expect(draft).toContain(
      '  - metric: cycle-time\n    # Cycle time: 30.0 h, improved (50 % shorter); counter-metric worsened',
    );
    expect(draft).not.toContain('deployment-frequency');
    expect(draft).toContain(
      'promises:\n  - metric: cycle-time\n    # Review before noon. By 2026-05-01.\n    kept: ',
    );
  });
});

describe('what does not fit', () => {
  it('is counted: what is shown and what is not are together the list', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, most) => {
        const { shown, more } = capped(items, most);
        expect(shown.length + more).toBe(items.length);
        expect(shown.length + (more > 0 ? 1 : 0)).toBeLessThanOrEqual(most);
        expect(more).not.toBe(1);
      }),
    );
  });

  it('ends in an ellipsis where a text goes on, and is no longer than asked for', () => {
    expect(shortened('one two three', 13)).toBe('one two three');
    expect(shortened('one two three', 10)).toBe('one two…');
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 40 }), (text, most) => {
        expect(shortened(text, most).length).toBeLessThanOrEqual(Math.max(most, 0));
      }),
    );
  });
});

describe('a value beside a range', () => {
  it('is among those of all sources that recommend one, each by its name, and the own target beside them', () => {
    const definition = handbook.metrics.get('change-failure-rate');
    const ranges = [0, 1, 2, 3].map((index) => ({ index, position: 'outside' as const }));
    const target = { value: 0.1, words: 'up to 10 %' };
    const chart = amongRanges({ ...failing, ranges }, definition, target, 440);
    expect(chart?.data['ranges']).toHaveLength(4);
    expect(chart?.data['lines']).toHaveLength(2);
    expect(chart?.description).toMatch(/outside “target below 15\s% \([A-Z][^)]+\)”/);
    expect(amongRanges(failing, undefined, null, 440)).toBeNull();
    expect(amongRanges({ ...failing, ranges: [] }, definition, null, 440)).toBeNull();
  });

  it('is that by the calendar, where a team counts working hours, without a target in these', () => {
    const definition = handbook.metrics.get('cycle-time');
    const working = result({ unit: 'working-hours', elapsed: { ...faster.summary, value: 80 } });
    const target = { value: 24, words: 'up to 24 working h' };
    const chart = amongRanges(
      { ...working, ranges: [{ index: 0, position: 'outside' }] },
      definition,
      target,
      440,
    );
    expect(chart?.description).toMatch(/^3\.3\sd lies outside “target below 72\sh, which is 3\sd \(/);
    expect(chart?.data['lines']).toHaveLength(1);
  });

  it('a team’s own target is a line with words for its good side, and nothing where there is none', () => {
    expect(drawnTarget(0.9, result({ better: 'higher', unit: 'share' }))).toEqual({
      value: 0.9,
      words: 'from 90\u00a0%',
    });
    expect(drawnTarget(96, result())).toEqual({
      value: 96,
      words: 'up to 96\u00a0h',
    });
    expect(drawnTarget(undefined, result())).toBeNull();
    expect(drawnTarget(24, result({ better: 'context' }))).toBeNull();
  });
});
