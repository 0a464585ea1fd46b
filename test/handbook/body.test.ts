import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkBody } from '../../src/handbook/body.ts';

const file = 'content/metrics/cycle-time.mdx';
const page = readFileSync(file, 'utf8');
const ids = [
  'cycle-time',
  'first-review-time',
  'review-coverage',
  'pull-request-size',
  'change-failure-rate',
  'work-in-progress',
  'lead-time-for-changes',
  'deployment-frequency',
  'failed-deployment-recovery-time',
  'time-to-restore-service',
];
const lineOf = (text: string, part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('the body of a metric page', () => {
  test('with the agreed headings passes', () => {
    expect(() => checkBody(file, page, ids)).not.toThrow();
  });

  test('with a heading of its own is stopped at that line', () => {
    const text = page.replace('## Warning signals', '## Beware');
    expect(() => checkBody(file, text, ids)).toThrow(
      `${file}:${lineOf(text, '## Beware')}\n  found:    \`Beware\``,
    );
    expect(() => checkBody(file, text, ids)).toThrow('the heading `## Warning signals`');
  });

  test('that ends early is told what is missing', () => {
    expect(() => checkBody(file, page.slice(0, page.indexOf('## Sources')), ids)).toThrow(
      'the heading `## Sources`',
    );
  });

  test('with a link to no page is stopped, with the nearest id', () => {
    const text = `${page}\n[reviews](../review-coverge/)\n`;
    expect(() => checkBody(file, text, ids)).toThrow('Did you mean `review-coverage`?');
  });
});
