import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../facts/problem.ts';
import { type Organisation, organisationSchema, type Team } from './organisation.ts';
import { didYouMean, parseYaml } from './yaml.ts';

/**
 * Reads `content/org.yaml` and checks its references.
 * @param metrics ids of all metric pages
 * @throws Problem (exit 2) for the first fault
 */
export async function loadOrganisation(content: string, metrics: readonly string[]): Promise<Organisation> {
  const file = join(content, 'org.yaml');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem({
      place: file,
      found: 'no file that can be read',
      expected: 'the description of your teams and repositories',
      remedy: 'Create it as the README describes, or give its folder with `--content`.',
      exitCode: 2,
      cause,
    });
  });
  const { value, placeOf } = parseYaml(file, text, organisationSchema);
  checkReferences(value, metrics, placeOf);
  return value;
}

function checkReferences(
  organisation: Organisation,
  metrics: readonly string[],
  placeOf: (path: readonly PropertyKey[]) => string,
): void {
  const repositories = organisation.repositories.map(({ name }) => name);
  const checkKpis = (kpis: Team['kpis'], path: readonly PropertyKey[]) => {
    unique(
      kpis.map(({ metric }) => metric),
      (index) => placeOf([...path, index, 'metric']),
      'KPI',
    );
    kpis.forEach(({ metric, serves }, index) => {
      if (!metrics.includes(metric))
        throw unknownMetric(placeOf([...path, index, 'metric']), metric, metrics);
      if (serves !== undefined && !metrics.includes(serves))
        throw unknownMetric(placeOf([...path, index, 'serves']), serves, metrics);
    });
  };
  unique(repositories, (index) => placeOf(['repositories', index, 'name']), 'repository');
  unique(
    organisation.teams.map(({ id }) => id),
    (index) => placeOf(['teams', index, 'id']),
    'team id',
  );
  organisation.repositories.forEach((repository, index) => {
    if (repository.source === 'git' && repository.path === undefined) {
      throw new Problem({
        place: placeOf(['repositories', index]),
        found: `\`source: git\` for ${repository.name} without \`path\``,
        expected: 'the folder of the local clone',
        remedy: 'Add `path:` with the clone’s folder, relative to this file.',
        exitCode: 2,
      });
    }
  });
  checkKpis(organisation.kpis ?? [], ['kpis']);
  const owned = new Set<string>();
  organisation.teams.forEach((team, teamIndex) => {
    if (team.id === 'organisation') {
      throw new Problem({
        place: placeOf(['teams', teamIndex, 'id']),
        found: 'the team id `organisation`',
        expected: 'any other id: this one names the whole organisation’s scorecard',
        remedy: 'Choose another id.',
        exitCode: 2,
      });
    }
    team.owns.forEach((ownership, index) => {
      if (!repositories.includes(ownership.repository)) {
        throw new Problem({
          place: placeOf(['teams', teamIndex, 'owns', index, 'repository']),
          found: `the repository \`${ownership.repository}\``,
          expected: 'a repository of the list `repositories`',
          remedy: `Add it under \`repositories\`, or correct the name.${didYouMean(ownership.repository, repositories)}`,
          exitCode: 2,
        });
      }
      owned.add(ownership.repository);
    });
    checkKpis(team.kpis, ['teams', teamIndex, 'kpis']);
  });
  repositories.forEach((name, index) => {
    if (!owned.has(name)) {
      throw new Problem({
        place: placeOf(['repositories', index, 'name']),
        found: `${name}, which no team owns`,
        expected: 'each repository under `owns` of at least one team',
        remedy: 'Add it to a team’s `owns`, or remove it from `repositories`.',
        exitCode: 2,
      });
    }
  });
}

function unique(values: readonly string[], place: (index: number) => string, what: string): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) !== index) {
      throw new Problem({
        place: place(index),
        found: `the ${what} \`${value}\` a second time`,
        expected: `each ${what} once`,
        remedy: 'Remove one of the two, or rename it.',
        exitCode: 2,
      });
    }
  });
}

function unknownMetric(place: string, found: string, known: readonly string[]): Problem {
  return new Problem({
    place,
    found: `the metric id \`${found}\``,
    expected: 'the id of a page in `content/metrics`',
    remedy: `Correct the id.${didYouMean(found, known)}`,
    exitCode: 2,
  });
}
