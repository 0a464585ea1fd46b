import { didYouMean } from '../facts/didYouMean.ts';
import { holidayRegions } from '../facts/holidays.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { checkOnce, checkPeriods } from './checkPeriods.ts';
import { countsWorkingTime, NO_HOLIDAYS } from './clock.ts';
import { checkGroups } from './groups.ts';
import type { Organisation, TeamKpi, WrittenTeam } from './organisation.ts';
import { covers, isPattern } from './repositoryPatterns.ts';

type Path = readonly PropertyKey[];
type PlaceOf = (path: Path) => string;

/**
 * Checks that what `org.yaml` names exists, and that names are there once.
 * @param metrics ids of all metric pages
 * @throws Problem (exit 2) with every problem
 */
export function checkReferences(
  organisation: Organisation,
  metrics: readonly string[],
  placeOf: PlaceOf,
): void {
  const problems = new ProblemCollector();
  checkRepositories(organisation, problems, placeOf);
  checkHosts(organisation, problems, placeOf);
  checkTeams(organisation, problems, placeOf);
  checkClocks(organisation, problems, placeOf);
  checkKpis(organisation, metrics, problems, placeOf);
  checkGroups(organisation, problems, placeOf);
  checkPeriods(organisation, problems, placeOf);
  problems.throwIfAny();
}

function checkRepositories(
  { repositories }: Organisation,
  problems: ProblemCollector,
  placeOf: PlaceOf,
): void {
  const names = repositories.map(({ name }) => name.toLowerCase());
  for (const [index, { name, source, path }] of repositories.entries()) {
    if (names.indexOf(name.toLowerCase()) !== index)
      problems.add(again(placeOf(['repositories', index, 'name']), 'repository', name.toLowerCase()));
    if (isPattern(name) && source !== 'github')
      problems.add(
        new Problem({
          place: placeOf(['repositories', index, 'name']),
          found: `the pattern \`${name}\` with \`source: ${source}\``,
          expected: 'a full name: only GitHub can be asked which repositories there are',
          remedy: 'List each clone with its name and path.',
          exitCode: 2,
        }),
      );
    else if (source === 'git' && path === undefined)
      problems.add(
        new Problem({
          place: placeOf(['repositories', index]),
          found: `\`source: git\` for ${name} without \`path\``,
          expected: 'the folder of the local clone',
          remedy: 'Add `path:` with the clone’s folder, relative to this file.',
          exitCode: 2,
        }),
      );
  }
}

/** A name says which repository a snapshot is of, whatever its host. */
function checkHosts({ repositories }: Organisation, problems: ProblemCollector, placeOf: PlaceOf): void {
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

function checkTeams(organisation: Organisation, problems: ProblemCollector, placeOf: PlaceOf): void {
  const ids = organisation.teams.map(({ id }) => id);
  for (const [index, team] of organisation.teams.entries()) {
    const { id } = team;
    const place = placeOf(['teams', index, 'id']);
    if (ids.indexOf(id) !== index) problems.add(again(place, 'team id', id));
    if (id === 'organisation')
      problems.add(
        new Problem({
          place,
          found: 'the team id `organisation`',
          expected: 'any other id: this one names the whole organisation’s scorecard',
          remedy: 'Choose another id.',
          exitCode: 2,
        }),
      );
    checkOwned(team, organisation.repositories, ['teams', index, 'owns'], problems, placeOf);
  }
}

function checkOwned(
  { owns }: WrittenTeam,
  repositories: Organisation['repositories'],
  path: Path,
  problems: ProblemCollector,
  placeOf: PlaceOf,
): void {
  const names = repositories.map(({ name }) => name);
  for (const [index, { repository, paths, exceptPaths, codeowners }] of owns.entries()) {
    const placeIn = (field: string) => placeOf([...path, index, field]);
    if (paths !== undefined && codeowners !== undefined) problems.add(bothWays(placeIn('codeowners')));
    if (paths === undefined && exceptPaths !== undefined)
      problems.add(exceptOfNothing(placeIn('exceptPaths')));
    if (isPattern(repository) || repositories.some((each) => covers(each, repository))) continue;
    problems.add(
      new Problem({
        place: placeIn('repository'),
        found: `the repository \`${repository}\``,
        expected: 'a repository of the list `repositories`',
        remedy: `Add it under \`repositories\`, or correct the name.${didYouMean(repository, names)}`,
        exitCode: 2,
      }),
    );
  }
}

/** What says nothing unless working hours are counted. */
const OF_CLOCK = ['timeZone', 'workingHours', 'holidays'] as const;

function checkClocks(organisation: Organisation, problems: ProblemCollector, placeOf: PlaceOf): void {
  const { teams } = organisation;
  const all = [
    { path: [], settings: organisation },
    ...teams.map((settings, index) => ({ path: ['teams', index], settings })),
  ];
  for (const { path, settings } of all)
    for (const [place, region] of [
      [path, settings.holidays] as const,
      ...(settings.clocks ?? []).map(
        ({ holidays }, index) => [[...path, 'clocks', index], holidays] as const,
      ),
    ])
      if (region !== undefined && region !== NO_HOLIDAYS && !holidayRegions().includes(region))
        problems.add(unknownRegion(placeOf([...place, 'holidays']), region));
  if (countsWorkingTime(organisation)) return;
  for (const [index, team] of teams.entries())
    for (const name of OF_CLOCK)
      if (team[name] !== undefined) problems.add(idle(placeOf(['teams', index, name]), name));
}

/** Those of the organisation, of its teams and of its groups. */
function checkKpis(
  { kpis = [], teams, groups }: Organisation,
  metrics: readonly string[],
  problems: ProblemCollector,
  placeOf: PlaceOf,
): void {
  const check = (chosen: readonly TeamKpi[], path: Path) => {
    checkOnce(problems, placeOf, chosen, ({ metric }) => metric, path, 'KPI', ['metric']);
    for (const [index, { metric, serves }] of chosen.entries())
      for (const [field, id] of [['metric', metric] as const, ['serves', serves] as const])
        if (id !== undefined && !metrics.includes(id))
          problems.add(unknownMetric(placeOf([...path, index, field]), id, metrics));
  };
  check(kpis, ['kpis']);
  for (const [index, team] of teams.entries()) check(team.kpis, ['teams', index, 'kpis']);
  for (const [index, { kpis: ofGroup = [] }] of groups.entries()) check(ofGroup, ['groups', index, 'kpis']);
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

const unknownRegion = (place: string, region: string) =>
  new Problem({
    place,
    found: `the region \`${region}\``,
    expected: 'a country, a state or a region that `date-holidays` knows, such as `DE` or `DE-BY`',
    remedy: `Correct the name, or leave it out.${didYouMean(region, holidayRegions())}`,
    exitCode: 2,
  });

const idle = (place: string, name: string) =>
  new Problem({
    place,
    found: `\`${name}\`, although nothing counts working hours`,
    expected: '`clock: working` for the organisation or a team',
    remedy: `Add it, or remove \`${name}\`, which changes nothing.`,
    exitCode: 2,
  });
