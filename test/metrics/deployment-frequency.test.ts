import { describe, expect, test } from 'vitest';
import deploymentFrequency from '../../src/metrics/deployment-frequency.ts';
import { deployment, sha } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = deploymentFrequency;

const production = { from: 'auto' as const, environments: ['production', 'eu-*'], tags: ['v[0-9]*'] };

describe('deployment frequency', () => {
  test('counts successes in production, at the time of the success', () => {
    const result = measure(
      viewOf(
        {
          deployments: [
            deployment('1', '2026-01-05T09:00:00Z', 1, {
              statuses: [
                { state: 'in-progress', at: '2026-01-05T09:10:00Z' },
                { state: 'success', at: '2026-01-05T09:20:00Z' },
                { state: 'inactive', at: '2026-01-06T09:00:00Z' },
              ],
            }),
            deployment('2', '2026-01-07T09:00:00Z', 2, { environment: 'staging' }),
            deployment('3', '2026-01-08T09:00:00Z', 3, { environment: 'eu-west' }),
            deployment('4', '2026-01-09T09:00:00Z', 4, {
              statuses: [{ state: 'failure', at: '2026-01-09T09:05:00Z' }],
            }),
            deployment('5', '2026-01-10T09:00:00Z', 5, {
              statuses: [{ state: 'queued', at: '2026-01-10T09:06:00Z' }],
            }),
            deployment('6', '2026-01-11T09:00:00Z', 6, { environment: null }),
          ],
        },
        { deployments: production },
      ),
    );
    expect(dates(result)).toEqual(['2026-01-05T09:20:00Z', '2026-01-08T09:00:00Z', '2026-01-11T09:00:00Z']);
    expect(reasons(result)).toEqual([
      'not to a production environment',
      'neither succeeded nor failed',
      'failed to deploy',
    ]);
  });

  test('counts one commit that goes to two environments twice', () => {
    const west = deployment('1', '2026-01-05T09:00:00Z', 1, { environment: 'eu-west' });
    const north = deployment('2', '2026-01-05T09:05:00Z', 1, { environment: 'eu-north' });
    expect(values(measure(viewOf({ deployments: [west, north] }, { deployments: production })))).toEqual({
      ' deployment 1': 1,
      ' deployment 2': 1,
    });
  });

  test('takes published releases where there are no deployments, and says so', () => {
    const view = viewOf({
      releases: [
        {
          id: 'r1',
          tag: 'v1.0.0',
          name: 'One',
          createdAt: '2026-01-04T09:00:00Z',
          publishedAt: '2026-01-05T09:00:00Z',
          prerelease: false,
          sha: sha(1),
        },
        {
          id: 'r2',
          tag: 'v1.1.0-rc',
          name: null,
          createdAt: '2026-01-06T09:00:00Z',
          publishedAt: '2026-01-07T09:00:00Z',
          prerelease: true,
          sha: sha(2),
        },
        {
          id: 'r3',
          tag: 'v1.1.0',
          name: null,
          createdAt: '2026-01-08T09:00:00Z',
          publishedAt: null,
          prerelease: false,
          sha: sha(3),
        },
      ],
      tags: [{ name: 'v0.9.0', sha: sha(4), at: '2026-01-01T09:00:00Z' }],
    });
    expect(values(measure(view))).toEqual({ ' release v1.0.0': 1 });
    expect(view.deployments.description).toBe('published releases');
  });

  test('takes version tags where there is neither', () => {
    const view = viewOf({
      tags: [
        { name: 'v0.9.0', sha: sha(4), at: '2026-01-01T09:00:00Z' },
        { name: 'nightly', sha: sha(5), at: '2026-01-02T09:00:00Z' },
      ],
    });
    expect(values(measure(view))).toEqual({ ' tag v0.9.0': 1 });
  });

  test.each(['v2.0.0-rc.1', 'v2.0.0-beta', 'v2.0rc1', 'v2.0b1', 'v1.0.0-alpha.1.2', 'v3.0.0-SNAPSHOT'])(
    'leaves out the pre-release that the tag %s marks, as it does with releases',
    (name) => {
      const tags = [
        { name: 'v1.9.0', sha: sha(4), at: '2026-01-01T09:00:00Z' },
        { name, sha: sha(5), at: '2026-01-02T09:00:00Z' },
      ];
      const result = measure(viewOf({ tags }));
      expect(values(result)).toEqual({ ' tag v1.9.0': 1 });
      expect(reasons(result)).toEqual(['a pre-release']);
    },
  );

  test.each(['v1.0.2a', 'v1.2.3-jre', 'v1.2.3.Final', 'v1.2.3-prod', 'v20260102'])(
    'counts the tag %s',
    (name) => {
      const tags = [{ name, sha: sha(5), at: '2026-01-02T09:00:00Z' }];
      expect(values(measure(viewOf({ tags })))).toEqual({ [` tag ${name}`]: 1 });
    },
  );

  test('does not apply to a repository that is not deployed', () => {
    const result = measure(viewOf({}, { deployments: { ...production, from: 'none' } }));
    expect(result.notApplicable).toBe('sample-org/shop is not deployed');
  });

  test('is no zero where no deployment was ever recorded: it may be deployed where nobody looks', () => {
    expect(measure(viewOf({})).notApplicable).toBe(
      'sample-org/shop has no deployment to production, no published release and no version tag so far',
    );
    const failure = deployment('1', '2026-01-09T09:00:00Z', 4, {
      statuses: [{ state: 'failure', at: '2026-01-09T09:05:00Z' }],
    });
    expect(measure(viewOf({ deployments: [failure] }))).toMatchObject({
      notApplicable: null,
      observations: [],
    });
  });
});
