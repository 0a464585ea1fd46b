import { join } from 'node:path';
import { z } from 'zod';
import { didYouMean } from '../facts/didYouMean.ts';
import { holidayRegions } from '../facts/holidays.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { checkOnce, checkPeriods } from './checkPeriods.ts';
import { countsWorkingTime, NO_HOLIDAYS } from './clock.ts';
import { checkGroups } from './groups.ts';
import {
  ORGANISATION_VERSION,
  type Organisation,
  organisationSchema,
  type TeamKpi,
  type WrittenTeam,
} from './organisation.ts';
import { checkOrganisationFolder, ORGANISATION_FILE } from './organisationFolder.ts';
import { readText } from './plainText.ts';
import { covers, isPattern, type KnownRepository, withRepositories } from './repositoryPatterns.ts';
import { parseYaml } from './yaml.ts';

/**
 * Reads an organisation's `org.yaml` and checks its references.
 * @param folder the organisation folder
 * @param metrics ids of all metric pages
 * @param known the repositories that take the place of patterns: those that are stored
 * @throws Problem (exit 2) with every fault
 */
export async function loadOrganisation(
  folder: string,
  metrics: readonly string[],
  known: readonly KnownRepository[] = [],
): Promise<Organisation> {
  checkOrganisationFolder(folder);
  const file = join(folder, ORGANISATION_FILE);
  const text = await readText(file, {
    expected: 'the description of your teams and repositories',
    remedy: 'Run `npm run init` to make one, or give another folder with `--org`.',
  });
  checkVersion(file, text);
  const { value, placeOf } = parseYaml(file, text, organisationSchema);
  checkReferences(value, metrics, placeOf);
  return withRepositories(value, known);
}

/** Comes before all else: what only a newer version knows would be reported as an error, field by field. */
function checkVersion(file: string, text: string): void {
  const schema = z.looseObject({ version: z.unknown().optional() });
  const { value, placeOf } = parseYaml(file, text, schema);
  if (typeof value.version !== 'number' || value.version <= ORGANISATION_VERSION) return;
  throw new Problem({
    place: placeOf(['version']),
    found: `an organisation folder of version ${value.version}`,
    expected: `version ${ORGANISATION_VERSION}, which this Plumbline reads`,
    remedy: 'Use a newer Plumbline: the folder was made for one.',
    exitCode: 2,
  });
}

function checkReferences(
  organisation: Organisation,
  metrics: readonly string[],
  placeOf: (path: readonly PropertyKey[]) => string,
): void {
  const problems = new ProblemCollector();
  const repositories = organisation.repositories.map(({ name }) => name);
  const checkMetric = (metric: string, path: readonly PropertyKey[]) => {
    if (!metrics.includes(metric)) problems.add(unknownMetric(placeOf(path), metric, metrics));
  };
  const checkUnique = (
    values: readonly string[],
    path: (index: number) => readonly PropertyKey[],
    what: string,
  ) => {
    values.forEach((value, index) => {
      if (values.indexOf(value) !== index) problems.add(again(placeOf(path(index)), what, value));
    });
  };
  const checkKpis = (kpis: readonly TeamKpi[], path: readonly PropertyKey[]) => {
    checkOnce(problems, placeOf, kpis, ({ metric }) => metric, path, 'KPI', ['metric']);
    kpis.forEach(({ metric, serves }, index) => {
      checkMetric(metric, [...path, index, 'metric']);
      if (serves !== undefined) checkMetric(serves, [...path, index, 'serves']);
    });
  };
  checkUnique(
    repositories.map((name) => name.toLowerCase()),
    (index) => ['repositories', index, 'name'],
    'repository',
  );
  checkUnique(
    organisation.teams.map(({ id }) => id),
    (index) => ['teams', index, 'id'],
    'team id',
  );
  organisation.repositories.forEach((repository, index) => {
    if (isPattern(repository.name) && repository.source !== 'github') {
      problems.add(
        new Problem({
          place: placeOf(['repositories', index, 'name']),
          found: `the pattern \`${repository.name}\` with \`source: ${repository.source}\``,
          expected: 'a full name: only GitHub can be asked which repositories there are',
          remedy: 'List each clone with its name and path.',
          exitCode: 2,
        }),
      );
    } else if (repository.source === 'git' && repository.path === undefined) {
      problems.add(
        new Problem({
          place: placeOf(['repositories', index]),
          found: `\`source: git\` for ${repository.name} without \`path\``,
          expected: 'the folder of the local clone',
          remedy: 'Add `path:` with the clone’s folder, relative to this file.',
          exitCode: 2,
        }),
      );
    }
  });
  const checkHolidays = (region: string | undefined, path: readonly PropertyKey[]) => {
    if (region === undefined || region === NO_HOLIDAYS || holidayRegions().includes(region)) return;
    problems.add(
      new Problem({
        place: placeOf([...path, 'holidays']),
        found: `the region \`${region}\``,
        expected: 'a country, a state or a region that `date-holidays` knows, such as `DE` or `DE-BY`',
        remedy: `Correct the name, or leave it out.${didYouMean(region, holidayRegions())}`,
        exitCode: 2,
      }),
    );
  };
  checkHolidays(organisation.holidays, []);
  const checkDatedHolidays = (
    clocks: readonly { holidays?: string | undefined }[] | undefined,
    path: readonly PropertyKey[],
  ) => {
    clocks?.forEach(({ holidays }, index) => {
      checkHolidays(holidays, [...path, 'clocks', index]);
    });
  };
  checkDatedHolidays(organisation.clocks, []);
  const checkClock = (
    settings: Pick<WrittenTeam, (typeof OF_CLOCK)[number]>,
    path: readonly PropertyKey[],
  ) => {
    const idle = countsWorkingTime(organisation)
      ? []
      : OF_CLOCK.filter((name) => settings[name] !== undefined);
    for (const name of idle)
      problems.add(
        new Problem({
          place: placeOf([...path, name]),
          found: `\`${name}\`, although nothing counts working hours`,
          expected: '`clock: working` for the organisation or a team',
          remedy: `Add it, or remove \`${name}\`, which changes nothing.`,
          exitCode: 2,
        }),
      );
  };

  checkHosts(organisation, problems, placeOf);
  checkKpis(organisation.kpis ?? [], ['kpis']);
  organisation.teams.forEach((team, teamIndex) => {
    if (team.id === 'organisation') {
      problems.add(
        new Problem({
          place: placeOf(['teams', teamIndex, 'id']),
          found: 'the team id `organisation`',
          expected: 'any other id: this one names the whole organisation’s scorecard',
          remedy: 'Choose another id.',
          exitCode: 2,
        }),
      );
    }
    team.owns.forEach(({ repository, paths, exceptPaths, codeowners }, index) => {
      const place = ['teams', teamIndex, 'owns', index];
      if (paths !== undefined && codeowners !== undefined)
        problems.add(bothWays(placeOf([...place, 'codeowners'])));
      if (paths === undefined && exceptPaths !== undefined)
        problems.add(exceptOfNothing(placeOf([...place, 'exceptPaths'])));
      if (isPattern(repository) || organisation.repositories.some((each) => covers(each, repository))) return;
      problems.add(
        new Problem({
          place: placeOf([...place, 'repository']),
          found: `the repository \`${repository}\``,
          expected: 'a repository of the list `repositories`',
          remedy: `Add it under \`repositories\`, or correct the name.${didYouMean(repository, repositories)}`,
          exitCode: 2,
        }),
      );
    });
    checkHolidays(team.holidays, ['teams', teamIndex]);
    checkDatedHolidays(team.clocks, ['teams', teamIndex]);
    checkClock(team, ['teams', teamIndex]);
    checkKpis(team.kpis, ['teams', teamIndex, 'kpis']);
  });
  checkGroups(organisation, problems, placeOf);
  organisation.groups.forEach(({ kpis = [] }, index) => {
    checkKpis(kpis, ['groups', index, 'kpis']);
  });
  checkPeriods(organisation, problems, placeOf);
  problems.throwIfAny();
}

/** What says nothing unless working hours are counted. */
const OF_CLOCK = ['timeZone', 'workingHours', 'holidays'] as const;

/** A name says which repository a snapshot is of, whatever its host. */
function checkHosts(
  { repositories }: Organisation,
  problems: ProblemCollector,
  placeOf: (path: readonly PropertyKey[]) => string,
): void {
  const ownerOf = (name: string) => name.split('/')[0]?.toLowerCase();
  for (const [index, { name, host, source }] of repositories.entries()) {
    if (host !== undefined && source !== 'github')
      problems.add(
        new Problem({
          place: placeOf(['repositories', index, 'host']),
          found: `\`host: ${host}\` with \`source: ${source}\``,
          expected: 'a host for repositories that GitHub’s API is asked for',
          remedy: 'Remove `host`, or `source`.',
          exitCode: 2,
        }),
      );
    const other = repositories.find(
      (each) =>
        each.host?.toLowerCase() !== host?.toLowerCase() &&
        ownerOf(each.name) === ownerOf(name) &&
        isPattern(each.name),
    );
    if (host !== undefined && other !== undefined)
      problems.add(
        new Problem({
          place: placeOf(['repositories', index, 'host']),
          found: `\`${name}\` on ${host}, and \`${other.name}\` on ${other.host ?? 'the default host'}`,
          expected: 'patterns for an owner on one host alone: a repository is known by its name',
          remedy: 'List the repositories of one of the two hosts by their full names, each name once.',
          exitCode: 2,
        }),
      );
  }
}

function again(place: string, what: string, value: string): Problem {
  return new Problem({
    place,
    found: `the ${what} \`${value}\` a second time`,
    expected: `each ${what} once`,
    remedy: 'Remove one of the two, or rename it.',
    exitCode: 2,
  });
}

const bothWays = (place: string) =>
  new Problem({
    place,
    found: '`codeowners` beside `paths`',
    expected: 'one of the two: each says which paths the team owns',
    remedy: 'Remove one, or write them as two entries of `owns`.',
    exitCode: 2,
  });

const exceptOfNothing = (place: string) =>
  new Problem({
    place,
    found: '`exceptPaths` without `paths`',
    expected: 'paths, of which some are excepted',
    remedy: 'Add `paths: ["**"]` for everything else, or remove it.',
    exitCode: 2,
  });

function unknownMetric(place: string, found: string, known: readonly string[]): Problem {
  return new Problem({
    place,
    found: `the metric id \`${found}\``,
    expected: 'the id of a page in `content/metrics`',
    remedy: `Correct the id.${didYouMean(found, known)}`,
    exitCode: 2,
  });
}
