import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean } from '../../src/facts/didYouMean.ts';
import { ifThere } from '../../src/facts/disk.ts';
import { Problem, ProblemCollector } from '../../src/facts/problem.ts';
import { sha256 } from '../../src/facts/sha256.ts';
import type { Definition } from '../../src/handbook/definition.ts';
import type { Organisation } from '../../src/handbook/organisation.ts';
import { parseYaml } from '../../src/handbook/yaml.ts';
import { importSchema } from '../../src/sources/imports/declaration.ts';
import type { MetricTarget } from '../../src/sources/imports/metricTarget.ts';
import type { ImportRequest } from '../../src/sources/imports/readImport.ts';
import { readingCode } from './scoredState.ts';

/** @returns the ids of the declared imports, sorted */
export async function importIds(folder: string): Promise<string[]> {
  const names = (await ifThere(readdir(join(folder, 'imports')))) ?? [];
  return names
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

interface Known {
  /** Of the organisation. */
  folder: string;
  data: string;
  organisation: Organisation;
  definitions: ReadonlyMap<string, Definition>;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * Reads the declarations `imports/<id>.yaml`.
 * @param wanted ids; null for all
 * @throws Problem (exit 2) with every problem, for an id that no file has, and for two imports of one metric and team
 */
export async function loadImports(known: Known, wanted: string | null = null): Promise<ImportRequest[]> {
  const ids = await importIds(known.folder);
  if (wanted !== null && !ids.includes(wanted)) throw unknownImport(known.folder, wanted, ids);
  const code = await readingCode();
  const targets = targetsOf(known);
  const problems = new ProblemCollector();
  const requests: ImportRequest[] = [];
  for (const id of ids) {
    const file = join(known.folder, 'imports', `${id}.yaml`);
    const text = await readFile(file, 'utf8');
    problems.try(() => {
      const { value, placeOf, placeWithin } = parseYaml(file, text, importSchema);
      requests.push({
        id,
        declaration: value,
        digest: sha256(
          JSON.stringify([code, value, { ...targets, metrics: [...targets.metrics], now: null }]),
        ),
        places: { of: placeOf, within: placeWithin },
        data: known.data,
        targets,
      });
    });
  }
  problems.throwIfAny();
  expectOneEach(requests);
  expectOneCurrency(requests);
  return wanted === null ? requests : requests.filter(({ id }) => id === wanted);
}

function targetsOf({ organisation, definitions, now }: Known): ImportRequest['targets'] {
  const metrics = new Map<string, MetricTarget>();
  for (const [id, { kind, unit, live, respondents, minimum }] of definitions)
    if (live.length === 1 && live[0] === 'import') metrics.set(id, { kind, unit, respondents, minimum });
  return {
    metrics,
    teams: organisation.teams.map(({ id }) => id),
    repositories: organisation.repositories.map(({ name }) => name),
    withPullRequests: organisation.repositories.flatMap(({ name, source }) =>
      source === 'git' ? [] : [name],
    ),
    now,
  };
}

/** Two sources of one number would be counted twice. Which teams an entry has is known before it is read only if it says so. */
function expectOneEach(requests: readonly ImportRequest[]): void {
  const problems = new ProblemCollector();
  const feeds = new Map<string, { id: string; team: string | undefined }[]>();
  for (const { id, declaration, places } of requests)
    for (const [index, { metric, team }] of declaration.observations.entries()) {
      const others = feeds.get(metric) ?? [];
      const other = others.find(
        (each) => each.team === undefined || team === undefined || each.team === team,
      );
      if (other !== undefined)
        problems.add(
          new Problem({
            place: places.of(['observations', index, 'metric']),
            found: `${metric}${team === undefined ? '' : ` of ${team}`} a second time, after imports/${other.id}.yaml`,
            expected: 'one import for each metric and team: two would be added up',
            remedy: 'Remove one, or give both a `team` of their own.',
            exitCode: 2,
          }),
        );
      feeds.set(metric, [...others, { id, team }]);
    }
  problems.throwIfAny();
}

/** Amounts of two currencies have no sum, and the organisation's figure would add those of all teams. */
function expectOneCurrency(requests: readonly ImportRequest[]): void {
  const problems = new ProblemCollector();
  const known = new Map<string, { id: string; currency: string }>();
  for (const { id, declaration, places, targets } of requests)
    for (const [index, { metric, currency: own }] of declaration.observations.entries()) {
      const currency = own ?? declaration.currency;
      if (currency === undefined || targets.metrics.get(metric)?.unit !== 'currency') continue;
      const other = known.get(metric);
      if (other !== undefined && other.currency !== currency)
        problems.add(
          new Problem({
            place: places.of(['observations', index]),
            found: `${metric} in ${currency}, and in ${other.currency} in imports/${other.id}.yaml`,
            expected: 'one currency for each metric: amounts in two are never added',
            remedy: `Convert the amounts of one export to ${other.currency} in its SQL, at a rate that you write down there.`,
            exitCode: 2,
          }),
        );
      known.set(metric, other ?? { id, currency });
    }
  problems.throwIfAny();
}

function unknownImport(folder: string, found: string, ids: readonly string[]): Problem {
  return new Problem({
    place: join(folder, 'imports'),
    found: `no import \`${found}\``,
    expected: ids.length === 0 ? 'a file `<id>.yaml`' : `one of: ${ids.join(', ')}`,
    remedy: `Correct the name, or copy a recipe: \`npm run new -- import ${found}\`.${didYouMean(found, ids)}`,
    exitCode: 2,
  });
}
