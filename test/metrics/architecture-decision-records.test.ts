import { describe, expect, test } from 'vitest';
import type { Commit } from '../../src/facts/schema.ts';
import architectureDecisionRecords from '../../src/metrics/architecture-decision-records.ts';
import { everything, repositoryView } from '../../src/metrics/populations/repositoryView.ts';
import { commit, merged, pullRequest, repository } from '../support/facts.ts';
import { dates, defaultRules, viewOf } from '../support/view.ts';

const { measure } = architectureDecisionRecords;

const adding = (number: number, committedAt: string, ...addedPaths: string[]): Commit =>
  commit(number, { committedAt, arrival: { addedPaths, lines: 1, rewritten: [] } });
const paths = (result: ReturnType<typeof measure>) => result.observations.map(({ item }) => item.title);

describe('a decision record', () => {
  test('is a new file in a folder for them, each once, dated by the commit that brought it', () => {
    const result = measure(
      viewOf({
        commits: [
          adding(1, '2026-01-05T10:00:00Z', 'docs/adr/0001-queue.md', 'docs/adr/README.md', 'README.md'),
          adding(2, '2026-01-06T10:00:00Z', 'docs/adr/0000-template.md', 'docs/adr/template.md'),
          adding(3, '2026-01-07T10:00:00Z', 'docs/adr/0001-queue.md', 'docs/adr/late/0002-cache.md'),
          adding(4, '2026-01-08T10:00:00Z', 'docs/adr/picture.png', 'doc/architecture/decisions/0003-b.md'),
        ],
      }),
    );
    expect(paths(result)).toEqual([
      'docs/adr/0001-queue.md',
      'docs/adr/late/0002-cache.md',
      'doc/architecture/decisions/0003-b.md',
    ]);
    expect(dates(result)).toEqual(['2026-01-05T10:00:00Z', '2026-01-07T10:00:00Z', '2026-01-08T10:00:00Z']);
    expect(new Set(result.observations.map(({ item }) => item.id)).size).toBe(3);
  });

  test('is taken from the first merge with its path where paths of pull requests were read', () => {
    const result = measure(
      viewOf({
        'pull-requests': [
          merged('2026-01-09T17:00:00Z', { number: 2, paths: ['docs/adr/0001-queue.md', 'src/a.ts'] }),
          merged('2026-01-08T17:00:00Z', { number: 1, paths: ['docs/adr/0001-queue.md'] }),
          merged('2026-01-07T17:00:00Z', { number: 3, base: 'release', paths: ['docs/adr/0001-queue.md'] }),
          pullRequest({ number: 4, paths: ['docs/adr/0002-cache.md'] }),
        ],
      }),
    );
    expect(dates(result)).toEqual(['2026-01-08T17:00:00Z']);
    expect(result.observations[0]?.item.url).toBe('https://github.com/sample-org/shop/pull/1');
  });

  test('belongs to the team whose pull request first brought it', () => {
    const rows = [
      merged('2026-01-08T17:00:00Z', { number: 1, paths: ['docs/adr/0001-queue.md'] }),
      merged('2026-01-09T17:00:00Z', {
        number: 2,
        paths: ['docs/adr/0001-queue.md', 'docs/adr/0002-cache.md'],
      }),
    ];
    const whole = viewOf({ 'pull-requests': rows }).facts;
    const own = { ...whole, 'pull-requests': rows.slice(1) };
    const share = repositoryView(repository(), defaultRules, own, whole, {
      ...everything,
      hasDirect: () => false,
    });
    expect(paths(measure(share))).toEqual(['docs/adr/0002-cache.md']);
  });

  test('cannot be counted where nobody asked which files changed', () => {
    const unread = viewOf({
      'pull-requests': [
        merged('2026-01-08T17:00:00Z', { number: 1, paths: ['docs/adr/0001-queue.md'] }),
        merged('2026-01-09T17:00:00Z', { number: 2 }),
      ],
    });
    expect(measure(unread).notApplicable).toBe(
      'the source of sample-org/shop was not asked which files changed',
    );
    expect(measure(viewOf({ commits: [commit(1)] })).notApplicable).not.toBeNull();
    expect(measure(viewOf({ commits: [adding(1, '2026-01-05T10:00:00Z')] })).notApplicable).toBeNull();
  });
});
