import { numberAt } from '../facts/numberAt.ts';
import { periodName } from '../facts/periodWords.ts';
import { Problem, type ProblemCollector } from '../facts/problem.ts';
import { dayOf, quarterAt, startOf } from '../facts/quarter.ts';
import { memberOf } from './groups.ts';
import type { Organisation, Period, WrittenGroup, WrittenTeam } from './organisation.ts';

type Path = readonly PropertyKey[];
type PlaceOf = (path: Path) => string;

/** Whether two periods have a day in common. */
function overlap(a: Period, b: Period): boolean {
  return (a.from ?? '') < (b.until ?? '~') && (b.from ?? '') < (a.until ?? '~');
}

/** Checks that entries of the same key do not hold on the same day. */
export function checkOnce<Entry extends Period>(
  problems: ProblemCollector,
  placeOf: PlaceOf,
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  path: Path,
  what: string,
  field: readonly string[] = [],
): void {
  for (const [index, entry] of entries.entries()) {
    const key = keyOf(entry);
    const earlier = entries.slice(0, index).find((each) => keyOf(each) === key && overlap(each, entry));
    if (earlier === undefined) continue;
    const isDated = [earlier, entry].some(({ from, until }) => from !== undefined || until !== undefined);
    problems.add(
      new Problem({
        place: placeOf([...path, index, ...field]),
        found: `the ${what} \`${key}\` a second time${isDated ? `, ${words(entry)} beside ${words(earlier)}` : ''}`,
        expected: isDated ? `each ${what} once on each day` : `each ${what} once`,
        remedy: isDated
          ? 'Let one begin on the day on which the other ends: `until` is the first day that no longer counts.'
          : 'Remove one of the two, or rename it.',
        exitCode: 2,
      }),
    );
  }
}

function words({ from, until }: Period): string {
  if (from === undefined && until === undefined) return 'always';
  return [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join(' ');
}

/** Checks that no two calendars end on the same day, and that no two quarters would have the same name. */
function checkCalendars(organisation: Organisation, problems: ProblemCollector, placeOf: PlaceOf): void {
  const { calendars = [] } = organisation;
  for (const [index, { until }] of calendars.entries()) {
    const place = placeOf(['calendars', index, 'until']);
    if (calendars.findIndex((each) => each.until === until) !== index)
      problems.add(
        new Problem({
          place,
          found: `a second calendar until ${until}`,
          expected: 'calendars that follow one another',
          remedy: 'Remove one of the two, or correct its day.',
          exitCode: 2,
        }),
      );
    const at = startOf(until, organisation);
    const [before, after] = [quarterAt(at - 1, organisation), quarterAt(at, organisation)];
    if (before.id === after.id)
      problems.add(
        new Problem({
          place,
          found: `${until}, on which the calendar changes within ${before.id}: both parts would have that name`,
          expected: `a day on which ${periodName(before.id)}s of other names follow one another`,
          remedy: `Let the former calendar end on ${dayOf(quarterAt(at, { ...organisation, calendars: undefined }).end, organisation)}, when ${after.id} ends.`,
          exitCode: 2,
        }),
      );
  }
}

/** Checks everything that `org.yaml` dates, and which teams came from which. */
export function checkPeriods(organisation: Organisation, problems: ProblemCollector, placeOf: PlaceOf): void {
  const { kpis = [], conventions = [], clocks = [], repositories, groups, teams } = organisation;
  checkOrders(problems, placeOf, kpis, ['kpis']);
  checkCalendars(organisation, problems, placeOf);
  checkSettings(problems, placeOf, conventions, ['conventions']);
  checkSettings(problems, placeOf, clocks, ['clocks']);
  for (const [index, { conventions: own = [] }] of repositories.entries())
    checkSettings(problems, placeOf, own, ['repositories', index, 'conventions']);
  for (const [index, group] of groups.entries()) checkGroup(problems, placeOf, group, ['groups', index]);
  for (const [index, team] of teams.entries()) checkTeam(problems, placeOf, team, ['teams', index]);
  checkFormerTeams(organisation, problems, placeOf);
  checkSameShares(organisation, problems, placeOf);
  checkFormerRepositories(organisation, problems, placeOf);
}

/** Checks that a period ends after it begins. */
function checkOrder(problems: ProblemCollector, placeOf: PlaceOf, { from, until }: Period, path: Path): void {
  if (from === undefined || until === undefined || from < until) return;
  problems.add(
    new Problem({
      place: placeOf(path),
      found: `a time from ${from} until ${until}, which has no days`,
      expected: '`until` after `from`: the first day that no longer counts',
      remedy: 'Correct one of the two.',
      exitCode: 2,
    }),
  );
}

function checkOrders(
  problems: ProblemCollector,
  placeOf: PlaceOf,
  periods: readonly Period[],
  path: Path,
): void {
  for (const [index, period] of periods.entries()) checkOrder(problems, placeOf, period, [...path, index]);
}

/** Checks settings with dates, of which each entry has some: each setting holds once on each day. */
function checkSettings(
  problems: ProblemCollector,
  placeOf: PlaceOf,
  entries: readonly Period[],
  path: Path,
): void {
  checkOrders(problems, placeOf, entries, path);
  const named = entries.flatMap((entry, place) =>
    Object.entries(entry)
      .filter(([name, value]) => name !== 'from' && name !== 'until' && value !== undefined)
      .map(([name]) => ({ name, place, from: entry.from, until: entry.until })),
  );
  for (const same of Map.groupBy(named, ({ name }) => name).values()) {
    const places = same.map(({ place }) => place);
    checkOnce(
      problems,
      (at) => placeOf([...path, numberAt(places, Number(at.at(-1)))]),
      same,
      ({ name }) => name,
      path,
      'setting',
    );
  }
}

function checkGroup(problems: ProblemCollector, placeOf: PlaceOf, group: WrittenGroup, path: Path): void {
  checkOrders(problems, placeOf, group.kpis ?? [], [...path, 'kpis']);
  for (const field of ['teams', 'groups'] as const) {
    const members = group[field].map(memberOf);
    const what = field === 'teams' ? 'team' : 'group';
    checkOrders(problems, placeOf, members, [...path, field]);
    checkOnce(problems, placeOf, members, ({ id }) => id, [...path, field], what);
  }
}

function checkTeam(problems: ProblemCollector, placeOf: PlaceOf, team: WrittenTeam, path: Path): void {
  const check = <Entry extends Period>(
    field: keyof WrittenTeam,
    entries: readonly Entry[],
    keyOf: (entry: Entry) => string,
    what: string,
  ) => {
    checkOrders(problems, placeOf, entries, [...path, field]);
    checkOnce(problems, placeOf, entries, keyOf, [...path, field], what);
  };
  const baselines = (team.baseline ?? []).flatMap((each) => (typeof each === 'string' ? [] : [each]));
  checkOrder(problems, placeOf, { from: team.since, until: team.until }, path);
  checkSettings(problems, placeOf, team.clocks ?? [], [...path, 'clocks']);
  check('owns', team.owns, ({ from, until, ...own }) => JSON.stringify(own), 'share');
  checkOrders(problems, placeOf, team.kpis, [...path, 'kpis']);
  check('limits', [team.limits ?? []].flat(), () => 'work-in-progress', 'limit');
  check('baseline', baselines, () => 'quarters', 'baseline');
}

/** Checks that teams that a team came from are no longer there. */
function checkFormerTeams({ teams }: Organisation, problems: ProblemCollector, placeOf: PlaceOf): void {
  for (const [index, { id, formerly = [] }] of teams.entries())
    for (const [place, old] of formerly.entries()) {
      const former = teams.find((each) => each.id === old);
      if (old !== id && (former === undefined || former.until !== undefined)) continue;
      problems.add(
        new Problem({
          place: placeOf(['teams', index, 'formerly', place]),
          found:
            old === id ? `\`${old}\`, which is this team itself` : `the team \`${old}\`, which still is one`,
          expected: 'the id of a team that this one came from',
          remedy:
            old === id
              ? 'Remove it, or name the id that the team had before.'
              : `Give \`${old}\` the day on which it was dissolved as \`until\`, or remove it from the list of teams.`,
          exitCode: 2,
        }),
      );
    }
}

/** Checks that no two teams own the same at the same time. */
function checkSameShares({ teams }: Organisation, problems: ProblemCollector, placeOf: PlaceOf): void {
  const shares = teams.map(({ id, owns, since, until }) => ({
    id,
    from: since,
    until,
    owned: owns
      .map((own) => JSON.stringify(own))
      .sort()
      .join(),
  }));
  for (const [index, share] of shares.entries()) {
    const other = shares.slice(0, index).find((each) => each.owned === share.owned && overlap(each, share));
    if (other === undefined) continue;
    problems.add(
      new Problem({
        place: placeOf(['teams', index, 'owns']),
        found: `exactly what team \`${other.id}\` owns`,
        expected: 'teams that own different things: two scorecards of the same work say the same',
        remedy: 'Divide it by `repository`, `labels` or `paths`, or make one team of the two.',
        exitCode: 2,
      }),
    );
  }
}

/** Checks that no repository had the name that another one has. */
function checkFormerRepositories(
  { repositories }: Organisation,
  problems: ProblemCollector,
  placeOf: PlaceOf,
): void {
  const names = repositories.map(({ name }) => name.toLowerCase());
  for (const [index, { formerly = [] }] of repositories.entries())
    for (const [place, old] of formerly.entries())
      if (names.includes(old.toLowerCase()))
        problems.add(
          new Problem({
            place: placeOf(['repositories', index, 'formerly', place]),
            found: `\`${old}\`, which is in the list itself`,
            expected: 'a name that no repository has today',
            remedy: 'Remove it here, or from the list.',
            exitCode: 2,
          }),
        );
}
