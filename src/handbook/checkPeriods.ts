import { numberAt } from '../facts/numberAt.ts';
import { periodName } from '../facts/periodWords.ts';
import { Problem, type ProblemCollector } from '../facts/problem.ts';
import { dayOf, quarterAt, startOf } from '../facts/quarter.ts';
import { memberOf } from './groups.ts';
import type { Organisation, Period } from './organisation.ts';

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
  const checkOrder = (period: Period, path: Path): void => {
    const { from, until } = period;
    if (from === undefined || until === undefined || from < until) return;
    problems.add(
      new Problem({
        place: placeOf(path),
        found: `a time from ${from} until ${until}, in which there is no day`,
        expected: '`until` after `from`: the first day that no longer counts',
        remedy: 'Correct one of the two.',
        exitCode: 2,
      }),
    );
  };
  for (const [index, kpi] of (organisation.kpis ?? []).entries()) checkOrder(kpi, ['kpis', index]);
  for (const [index, { kpis = [] }] of organisation.groups.entries())
    for (const [place, kpi] of kpis.entries()) checkOrder(kpi, ['groups', index, 'kpis', place]);
  const checkNamed = (entries: readonly Period[], path: Path): void => {
    for (const [place, entry] of entries.entries()) checkOrder(entry, [...path, place]);
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
  };
  checkCalendars(organisation, problems, placeOf);
  checkNamed(organisation.conventions ?? [], ['conventions']);
  checkNamed(organisation.clocks ?? [], ['clocks']);
  for (const [index, { conventions = [] }] of organisation.repositories.entries())
    checkNamed(conventions, ['repositories', index, 'conventions']);
  for (const [index, group] of organisation.groups.entries())
    for (const field of ['teams', 'groups'] as const) {
      const members = group[field].map(memberOf);
      const path = ['groups', index, field];
      for (const [place, member] of members.entries()) checkOrder(member, [...path, place]);
      checkOnce(problems, placeOf, members, ({ id }) => id, path, field === 'teams' ? 'team' : 'group');
    }
  const ids = organisation.teams.map(({ id }) => id);
  for (const [index, team] of organisation.teams.entries()) {
    const path = ['teams', index];
    checkOrder({ from: team.since, until: team.until }, path);
    checkNamed(team.clocks ?? [], [...path, 'clocks']);
    for (const [place, own] of team.owns.entries()) checkOrder(own, [...path, 'owns', place]);
    checkOnce(
      problems,
      placeOf,
      team.owns,
      ({ from, until, ...own }) => JSON.stringify(own),
      [...path, 'owns'],
      'share',
    );
    for (const [place, kpi] of team.kpis.entries()) checkOrder(kpi, [...path, 'kpis', place]);
    const limits = [team.limits ?? []].flat();
    for (const [place, limit] of limits.entries()) checkOrder(limit, [...path, 'limits', place]);
    checkOnce(problems, placeOf, limits, () => 'work-in-progress', [...path, 'limits'], 'limit');
    const baselines = (team.baseline ?? []).flatMap((each) => (typeof each === 'string' ? [] : [each]));
    for (const [place, baseline] of baselines.entries()) checkOrder(baseline, [...path, 'baseline', place]);
    checkOnce(problems, placeOf, baselines, () => 'quarters', [...path, 'baseline'], 'baseline');
    for (const [place, old] of (team.formerly ?? []).entries()) {
      const former = organisation.teams[ids.indexOf(old)];
      if (old !== team.id && (former === undefined || former.until !== undefined)) continue;
      problems.add(
        new Problem({
          place: placeOf([...path, 'formerly', place]),
          found:
            old === team.id
              ? `\`${old}\`, which is this team itself`
              : `the team \`${old}\`, which still is one`,
          expected: 'the id of a team that this one came from',
          remedy:
            old === team.id
              ? 'Remove it, or name the id that the team had before.'
              : `Give \`${old}\` the day on which it was dissolved as \`until\`, or remove it from the list of teams.`,
          exitCode: 2,
        }),
      );
    }
  }
  const lives = organisation.teams.map(({ since, until }) => ({ from: since, until }));
  const shares = organisation.teams.map(({ owns }) =>
    owns
      .map((own) => JSON.stringify(own))
      .sort()
      .join(),
  );
  for (const [index, own] of shares.entries()) {
    const other = shares.findIndex(
      (each, place) => place < index && each === own && overlap(lives[place] ?? {}, lives[index] ?? {}),
    );
    if (other < 0) continue;
    problems.add(
      new Problem({
        place: placeOf(['teams', index, 'owns']),
        found: `exactly what team \`${ids[other]}\` owns`,
        expected: 'teams that own different things: two scorecards of the same work say the same',
        remedy: 'Divide it by `repository`, `labels` or `paths`, or make one team of the two.',
        exitCode: 2,
      }),
    );
  }
  const names = organisation.repositories.map(({ name }) => name.toLowerCase());
  for (const [index, { formerly = [] }] of organisation.repositories.entries())
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
