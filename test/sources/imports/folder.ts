import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseYaml } from '../../../src/handbook/yaml.ts';
import { importSchema } from '../../../src/sources/imports/declaration.ts';
import type { MetricTarget, Targets } from '../../../src/sources/imports/metricTarget.ts';
import type { ImportRequest } from '../../../src/sources/imports/readImport.ts';

const metric = (kind: string, unit: string, respondents = false): MetricTarget => ({
  kind,
  unit,
  respondents,
});

/** Two teams with a repository each, and a metric of each kind. */
export const targets: Targets = {
  metrics: new Map([
    ['response-time', metric('distribution', 'seconds')],
    ['customer-satisfaction', metric('proportion', 'share')],
    ['net-promoter-score', metric('net-share', 'points')],
    ['support-ticket-volume', metric('rate', 'per-week')],
    ['cost-per-lead', metric('ratio', 'currency')],
    ['team-satisfaction', metric('proportion', 'share', true)],
  ]),
  teams: ['shop', 'search'],
  repositories: ['org/shop', 'org/search'],
  withPullRequests: [],
  now: Date.parse('2026-10-01T00:00:00Z'),
};

/**
 * Writes exports into a new folder, which is removed after the test that calls it.
 * @param yaml the declaration, as people write it
 * @param files their contents by name
 */
export async function importOf(
  yaml: string,
  files: Readonly<Record<string, string | Buffer>>,
  id = 'tool',
): Promise<ImportRequest> {
  const data = await mkdtemp(join(tmpdir(), 'imports-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  await deliver(data, id, files);
  return redeclared({ data, id }, yaml);
}

/** Puts further exports, or newer ones, into the folder of an import. */
export async function deliver(
  data: string,
  id: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(data, 'imports', id, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    // A day that no test depends on.
    await utimes(path, 1_790_000_000, 1_790_000_000);
  }
}

export function redeclared({ data, id }: Pick<ImportRequest, 'data' | 'id'>, yaml: string): ImportRequest {
  const { value, placeOf, placeWithin } = parseYaml(`imports/${id}.yaml`, yaml, importSchema);
  return {
    id,
    declaration: value,
    digest: yaml,
    places: { of: placeOf, within: placeWithin },
    data,
    targets,
  };
}
