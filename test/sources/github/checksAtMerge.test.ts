import { expect, test } from 'vitest';
import { checksAtMerge, type LastCheck } from '../../../src/sources/github/checksAtMerge.ts';

const merge = '2026-03-02T12:00:00Z';
const before = '2026-03-02T11:00:00Z';
const after = '2026-03-02T13:00:00Z';
const run = (name: string, startedAt: string | null, completedAt: string | null, conclusion: string | null) =>
  ({ __typename: 'CheckRun', name, startedAt, completedAt, conclusion }) satisfies LastCheck;
const status = (context: string, createdAt: string, state: string) =>
  ({ __typename: 'StatusContext', context, createdAt, state }) satisfies LastCheck;

test('a check counts as it stood at the merge', () => {
  const checks = [
    run('build', before, before, 'SUCCESS'),
    run('test', before, before, 'FAILURE'),
    run('slow', before, after, 'SUCCESS'),
    run('never ends', before, null, null),
    run('queued', null, null, null),
    run('times out', before, before, 'TIMED_OUT'),
  ];
  expect(checksAtMerge(checks, merge)).toEqual({
    passed: ['build'],
    failed: ['test', 'times out'],
    pending: ['never ends', 'queued', 'slow'],
  });
});

test('a run that started after the merge, and one without a judgement, say nothing of it', () => {
  const checks = [
    run('repeated', after, after, 'SUCCESS'),
    run('skipped', before, before, 'SKIPPED'),
    run('neutral', before, before, 'NEUTRAL'),
    run('cancelled', before, after, 'CANCELLED'),
    status('late', after, 'SUCCESS'),
  ];
  expect(checksAtMerge(checks, merge)).toEqual({ passed: [], failed: [], pending: [] });
});

test('statuses of other systems count like check runs', () => {
  const checks = [
    status('ci/jenkins', before, 'SUCCESS'),
    status('ci/deploy', before, 'ERROR'),
    status('ci/slow', before, 'PENDING'),
    status('ci/asked-for', before, 'EXPECTED'),
  ];
  expect(checksAtMerge(checks, merge)).toEqual({
    passed: ['ci/jenkins'],
    failed: ['ci/deploy'],
    pending: ['ci/asked-for', 'ci/slow'],
  });
});
