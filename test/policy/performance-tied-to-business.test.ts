import { expect, test } from 'vitest';
import check from '../../src/policy/performance-tied-to-business.ts';
import { seen, team } from '../support/policy.ts';

const operational = ['response-time', 'system-uptime', 'error-rate', 'service-throughput'];
const judge = (metric: string, serves?: string) =>
  check(seen({ team: team([serves === undefined ? { metric } : { metric, serves }]) }));

test.each(operational)('%s that serves retention keeps the rule', (metric) => {
  expect(judge(metric, 'customer-retention')).toEqual({ status: 'kept' });
});

test.each(operational)('%s that serves nothing breaks it', (metric) => {
  expect(judge(metric)).toMatchObject({
    status: 'broken',
    findings: [{ place: `org.yaml (team harbour, KPI ${metric}, serves)` }],
  });
});

test('to serve a metric of another tier breaks it', () => {
  expect(judge('response-time', 'cycle-time')).toMatchObject({
    status: 'broken',
    findings: [{ found: 'Cycle time, which is not of the business tier' }],
  });
});

test('without an operational KPI there is nothing to check', () => {
  expect(judge('cycle-time').status).toBe('nothing-to-check');
});
