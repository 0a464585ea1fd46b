import fc from 'fast-check';
import { expect, test } from 'vitest';
import buildSuccessRate from '../../src/metrics/build-success-rate.ts';
import { check, commit, sha } from '../support/facts.ts';
import { dates, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = buildSuccessRate;

const at = (hour: number) => new Date(Date.parse('2026-01-05T09:00:00Z') + hour * 3_600_000).toISOString();
const named = (name: string, hour: number, conclusion = 'success') =>
  check(`${name} ${hour}`, at(hour), { name, conclusion });

test('a commit is one build: a single red check breaks it, and is in the evidence', () => {
  const checks = [named('test', 0), named('lint', 1, 'failure'), named('pack', 2, 'timed_out')];
  const result = measure(viewOf({ checks }));
  expect(values(result)).toEqual({ '@000001000000': 0 });
  expect(result.observations[0]?.note).toBe('failed: lint, pack');
  const green = measure(viewOf({ checks: checks.slice(0, 1) }));
  expect(green.observations[0]?.note).toBeNull();
});

test('the evidence names each failed check once, in order of its name', () => {
  const checks = [named('pack', 0, 'failure'), named('lint', 1, 'failure'), named('pack', 2, 'failure')];
  expect(measure(viewOf({ checks })).observations[0]?.note).toBe('failed: lint, pack');
});

test('it is dated by the completion of its last check, a nightly run on the same commit included', () => {
  const result = measure(viewOf({ checks: [named('test', 0), named('nightly', 30), named('lint', 1)] }));
  expect(dates(result)).toEqual(['2026-01-06T15:01:10Z']);
});

test('skipped, neutral and cancelled checks are silent; a commit with no others is left out', () => {
  const silent = ['skipped', 'neutral', 'cancelled'];
  const beside = silent.map((conclusion, hour) => named(conclusion, hour, conclusion));
  const judged = measure(viewOf({ checks: [...beside, named('test', 9)] }));
  expect(values(judged)).toEqual({ '@000001000000': 1 });
  expect(judged.excluded).toEqual([]);
  const result = measure(viewOf({ checks: beside }));
  expect(result.observations).toEqual([]);
  expect(result.excluded).toEqual([
    {
      id: 'sample-org/shop@000001000000',
      at: Date.parse('2026-01-05T11:01:10Z'),
      text: 'its checks passed no judgement',
    },
  ]);
});

test('the last attempt decides: a build that came good is a success', () => {
  const suite = { name: 'test', suite: 'S1', createdAt: at(0) };
  const checks = [
    check('first', at(1), { ...suite, conclusion: 'failure' }),
    check('second', at(2), { ...suite, conclusion: 'success' }),
  ];
  expect(values(measure(viewOf({ checks })))).toEqual({ '@000001000000': 1 });
});

test('checks that only inform can be left out', () => {
  const checks = [named('test', 0), named('coverage/patch', 1, 'failure')];
  const result = measure(viewOf({ checks }, { checks: { builds: ['*'], informing: ['coverage*'] } }));
  expect(values(result)).toEqual({ '@000001000000': 1 });
  const silent = [named('coverage/project', 2, 'neutral')];
  const none = measure(viewOf({ checks: silent }, { checks: { builds: ['*'], informing: ['coverage*'] } }));
  expect(none.excluded).toEqual([]);
});

test('commits that no check looked at are counted, from the first check on', () => {
  const commits = [
    commit(1, { committedAt: at(-9) }),
    commit(2, { committedAt: at(3) }),
    commit(3, { committedAt: at(-1) }),
    commit(4, { committedAt: at(0) }),
    commit(5, { committedAt: at(4) }),
  ];
  const result = measure(
    viewOf({ commits, checks: [named('test', 0), check('later', at(5), { sha: sha(5) })] }),
  );
  expect(result.excluded).toEqual([
    { id: 'sample-org/shop@000004000000', at: Date.parse(at(0)), text: 'no check looked at it' },
    { id: 'sample-org/shop@000002000000', at: Date.parse(at(3)), text: 'no check looked at it' },
  ]);
  expect(measure(viewOf({ commits }))).toMatchObject({ observations: [], excluded: [] });
});

test('a check that still runs does not hold up the judgement of the others', () => {
  const running = check('running', at(1), { completedAt: null, conclusion: null });
  expect(reasons(measure(viewOf({ checks: [running] })))).toEqual([]);
  expect(values(measure(viewOf({ checks: [running, named('lint', 0, 'failure')] })))).toEqual({
    '@000001000000': 0,
  });
});

test('splitting a build into more green jobs changes nothing', () => {
  const conclusion = fc.constantFrom('success', 'failure');
  fc.assert(
    fc.property(fc.array(conclusion, { minLength: 1, maxLength: 8 }), fc.nat(12), (conclusions, further) => {
      const checks = conclusions.map((text, index) =>
        check(`c${index}`, at(index), { sha: sha(index + 1), conclusion: text }),
      );
      const jobs = Array.from({ length: further }, (_, index) =>
        check(`j${index}`, at(index % conclusions.length), {
          name: `job ${index}`,
          sha: sha(1 + (index % conclusions.length)),
        }),
      );
      expect(values(measure(viewOf({ checks: [...checks, ...jobs] })))).toEqual(
        values(measure(viewOf({ checks }))),
      );
    }),
  );
});

test('the page’s example: 71 green commits of 80 are 88.8 %, from 80.0 to 94.0 %', () => {
  const checks = Array.from({ length: 80 }, (_, index) =>
    Array.from({ length: 8 }, (_, job) =>
      check(`${index} ${job}`, at(index), {
        sha: sha(index + 1),
        name: `job ${job}`,
        conclusion: index % 9 === 4 && job === 3 ? 'failure' : 'success',
      }),
    ),
  ).flat();
  const { n, value, interval } = summaryOf(measure(viewOf({ checks })));
  expect(n).toBe(80);
  expect(value).toBe(71 / 80);
  expect(interval?.low).toBeCloseTo(0.8, 3);
  expect(interval?.high).toBeCloseTo(0.94, 3);
});
