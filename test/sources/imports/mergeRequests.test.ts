import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noFacts } from '../../../src/facts/collection.ts';
import { identity } from '../../../src/facts/identity.ts';
import type { ImportedFact } from '../../../src/facts/imported.ts';
import { readImportedFacts } from '../../../src/facts/importedStore.ts';
import { withImported } from '../../../src/facts/withImported.ts';
import { loadDefinitions } from '../../../src/handbook/handbook.ts';
import { organisationSchema } from '../../../src/handbook/organisation.ts';
import cycleTime from '../../../src/metrics/cycle-time.ts';
import mergedWithoutApproval from '../../../src/metrics/merged-without-approval.ts';
import pullRequestMergeRate from '../../../src/metrics/pull-request-merge-rate.ts';
import pullRequestSize from '../../../src/metrics/pull-request-size.ts';
import reviewCoverage from '../../../src/metrics/review-coverage.ts';
import reviewQueueTime from '../../../src/metrics/review-queue-time.ts';
import { type ImportRequest, readImport } from '../../../src/sources/imports/readImport.ts';
import { repository } from '../../support/facts.ts';
import { score } from '../../support/score.ts';
import { snapshotOf } from '../../support/snapshot.ts';
import { viewOf } from '../../support/view.ts';
import { importOf, targets } from './folder.ts';

const root = join(import.meta.dirname, '../../..');
const who = identity('key of these tests', [], { host: 'import-gitlab' });
const { name } = repository();
const NOW = Date.parse('2026-10-05T00:00:00Z');
const definitions = await loadDefinitions('content');

const answered = () =>
  readFile(join(root, 'test/fixtures/imports/gitlab-merge-requests/page-1.json'), 'utf8');

async function requestOf(withPullRequests: readonly string[] = [], given?: string): Promise<ImportRequest> {
  const recipe = await readFile(join(root, 'content/recipes/gitlab-merge-requests.yaml'), 'utf8');
  const page = given ?? (await answered());
  const request = await importOf(recipe.replace('sample-org/payments', name), { 'page-1.json': page });
  return {
    ...request,
    targets: {
      ...targets,
      repositories: [name],
      withPullRequests,
      actor: who.actor,
      now: NOW,
    },
  };
}

async function factsOf(request: ImportRequest): Promise<ImportedFact[]> {
  const { manifest } = await readImport(request);
  return manifest === null ? [] : readImportedFacts(request.data, manifest);
}

describe('merge requests of GitLab', () => {
  let read: Promise<ImportedFact[]> | undefined;
  const facts = () => (read ??= requestOf().then(factsOf));
  const valuesOf = async ({ measure }: typeof cycleTime) =>
    measure(viewOf(withImported(noFacts(), await facts()))).observations.map(({ item, value }) => [
      item.id,
      value,
    ]);

  test.each([
    // From the first commit, on 31 August at 6, to the merge, on 3 September at 12.
    ['cycle time', cycleTime, [[`${name}#7`, 78]]],
    // A draft is not shown as ready: from 1 September at 15 to the first comment by another person, on
    // 2 September at 10. The other one was shown as ready until it was closed.
    [
      'review queue time',
      reviewQueueTime,
      [
        [`${name}#7`, 19],
        [`${name}#9`, 24],
      ],
    ],
    ['review coverage', reviewCoverage, [[`${name}#7`, 1]]],
    ['pull request size', pullRequestSize, [[`${name}#7`, 52]]],
  ])('give the %s of a repository that is read from a clone', async (_, metric, expected) => {
    expect(await valuesOf(metric)).toEqual(expected);
  });

  test('that were closed without a merge count as such', async () => {
    const byItem = Object.fromEntries(await valuesOf(pullRequestMergeRate));
    expect(byItem).toEqual({ [`${name}#7`]: 1, [`${name}#9`]: 0 });
  });

  test('keep their label, so that a hotfix is an exception', async () => {
    expect(await valuesOf(mergedWithoutApproval)).toEqual([]);
  });

  test('open where GitLab shows them', async () => {
    const view = viewOf(withImported(noFacts(), await facts()));
    expect(view.pullRequests.merged.map(({ item }) => item.url)).toEqual([
      'https://gitlab.example/shop/payments/-/merge_requests/7',
    ]);
  });

  test('hold pseudonyms of people, and no account, address or comment', async () => {
    const stored = JSON.stringify(await facts());
    for (const secret of ['ada', 'grace', 'example.com', 'why twice', 'no findings'])
      expect(stored).not.toContain(secret);
    const [first] = await facts();
    expect(first).toMatchObject({
      author: who.actor({ login: 'ada', isBot: false }),
      mergedBy: who.actor({ login: 'grace', isBot: false }),
      title: 'Charge once, as @… asked (…@…)',
    });
  });

  test('are set aside where the repository’s own source has its pull requests', async () => {
    const { manifest } = await readImport(await requestOf([name]));
    expect(manifest?.facts).toEqual([]);
    expect(manifest?.setAside.map(({ reason }) => reason)).toContain(
      `pull-requests: \`${name}\` has pull requests of its own, which are read from its source`,
    );
  });

  test.each([
    [3, 'withheld'],
    [4, 'ok'],
  ])('of %i authors are %s: they count people as pull requests do', async (authors, state) => {
    const imported = await factsOf(await requestOf([], await writtenBy(authors)));
    const organisation = organisationSchema.parse({
      name: 'Acme',
      repositories: [{ name, source: 'git', path: '../clone' }],
      teams: [
        {
          id: 'shop',
          name: 'Shop',
          owns: [{ repository: name }],
          kpis: ['cycle-time', 'review-coverage', 'pull-request-size'].map((metric) => ({ metric })),
        },
      ],
    });
    const { pages } = await score(
      { organisation, definitions, metrics: new Map([['cycle-time', cycleTime]]), asOf: NOW },
      [snapshotOf(name, withImported(noFacts(), imported), new Date(NOW).toISOString())],
    );
    const [page] = pages.filter(({ scorecard }) => scorecard.scope.id === 'shop');
    expect(page?.scorecard.quarter.id).toBe('2026-Q3');
    expect(page?.scorecard.metrics.find(({ id }) => id === 'cycle-time')?.state).toBe(state);
  });
});

const pageSchema = z.object({
  data: z.object({
    project: z.object({ mergeRequests: z.looseObject({ nodes: z.array(z.looseObject({})) }) }),
  }),
});

/** @returns an answer with 60 merge requests, one a day, of as many authors in turn */
async function writtenBy(authors: number): Promise<string> {
  const { data } = pageSchema.parse(JSON.parse(await answered()));
  const [first] = data.project.mergeRequests.nodes;
  const nodes = Array.from({ length: 60 }, (_, index) => {
    const at = (hour: number) => new Date(Date.UTC(2026, 6, 6 + index, hour)).toISOString();
    return {
      ...first,
      iid: String(index + 1),
      webUrl: `https://gitlab.example/shop/payments/-/merge_requests/${index + 1}`,
      author: { username: `author-${index % authors}`, bot: false },
      createdAt: at(8),
      updatedAt: at(12),
      mergedAt: at(12),
      mergeCommitSha: String(index).padStart(40, '0'),
      commits: { nodes: [] },
      discussions: { nodes: [] },
    };
  });
  return JSON.stringify({ data: { project: { mergeRequests: { ...data.project.mergeRequests, nodes } } } });
}
