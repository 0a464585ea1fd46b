import { calendarAt, type Quarter, type Window } from '../facts/quarter.ts';
import { sha256 } from '../facts/sha256.ts';
import { type Clock, clockAt, clocksOf } from './clock.ts';
import { type Counting, conventionsOverTime } from './conventionsOverTime.ts';
import type { Dated } from './dated.ts';
import { type DatedOrganisation, knownTeams } from './ownershipOverTime.ts';
import type { SealedSettings } from './sealedSettings.ts';
import { type Group, type Settings, settingsAt, type Team } from './settingsAt.ts';

/** @returns by scope what decides about its scorecard of a quarter, as a seal keeps it */
export function settingsToSeal(
  organisation: DatedOrganisation,
  quarter: Quarter,
): ReadonlyMap<string, SealedSettings> {
  const settings = settingsAt(organisation, quarter);
  return new Map([
    ['organisation', ofOrganisation(organisation, settings, quarter)],
    ...settings.teams.map((team) => [team.id, ofTeam(organisation, team, quarter)] as const),
    ...settings.groups.map(
      (group) => [group.id, ofGroup(organisation, group, settings.teams, quarter)] as const,
    ),
  ]);
}

function ofTeam(organisation: DatedOrganisation, team: Team, quarter: Quarter): SealedSettings {
  const { name, about, kpis, workInProgressLimit, baseline, materiality } = team;
  const { since, formerly } = organisation.teams.find(({ id }) => id === team.id) ?? {};
  return {
    name,
    ...(about === null ? {} : { about }),
    ...(since === undefined ? {} : { since }),
    ...(formerly === undefined ? {} : { formerly }),
    owns: ownedBy([team]),
    repositories: null,
    kpis: [...kpis],
    workInProgressLimit,
    baseline: baseline === null ? null : [...baseline],
    materiality,
    clock: sealedClock(clockAt(organisation, team.id, quarter.end - 1)),
    conventions: conventionsOf(
      organisation,
      quarter,
      workingOnly(clocksIn(organisation, team.id, quarter)),
      (repository) => team.owns.some((own) => own.repository === repository),
    ),
  };
}

function ofGroup(
  organisation: DatedOrganisation,
  group: Group,
  all: readonly Team[],
  quarter: Quarter,
): SealedSettings {
  const { name, about, kpis, materiality } = group;
  const teams = all.filter(({ id }) => group.teams.includes(id));
  return {
    name,
    ...(about === null ? {} : { about }),
    owns: ownedBy(teams),
    teams: [...group.teams],
    repositories: null,
    kpis: [...kpis],
    workInProgressLimit: null,
    baseline: null,
    materiality,
    conventions: conventionsOf(
      organisation,
      quarter,
      pooledClocks(organisation, group.teams, quarter),
      (repository) => teams.some(({ owns }) => owns.some((own) => own.repository === repository)),
    ),
  };
}

function ofOrganisation(
  organisation: DatedOrganisation,
  settings: Settings,
  quarter: Quarter,
): SealedSettings {
  const { teams, repositories, kpis, materiality } = settings;
  return {
    name: organisation.name,
    owns: ownedBy(teams),
    repositories: [...repositories],
    kpis: [...kpis],
    workInProgressLimit: null,
    baseline: null,
    materiality,
    clock: sealedClock(clockAt(organisation, null, quarter.end - 1)),
    counting: countingAt(organisation, repositories, quarter.end - 1),
    conventions: conventionsOf(
      organisation,
      quarter,
      pooledClocks(organisation, [null, ...teams.map(({ id }) => id)], quarter),
      (repository) => repositories.includes(repository),
    ),
  };
}

/** What several teams have together counts by the organisation's clock. */
function pooledClocks(
  organisation: DatedOrganisation,
  teams: readonly (string | null)[],
  quarter: Quarter,
): readonly Clock[] {
  return clockAt(organisation, null, quarter.end - 1).kind === 'working'
    ? teams.flatMap((id) => clocksIn(organisation, id, quarter))
    : [];
}

function clocksIn(organisation: DatedOrganisation, team: string | null, quarter: Quarter): readonly Clock[] {
  return valuesIn(clocksOf(organisation, team), quarter);
}

function valuesIn<Value>(spans: readonly Dated<Value>[], { start, end }: Window): Value[] {
  return spans.filter((span) => span.start < end && span.end > start).map(({ value }) => value);
}

/** Seals of before there were clocks counted by the calendar: for this, nothing is noted. */
function workingOnly(clocks: readonly Clock[]): readonly Clock[] {
  return clocks.some(({ kind }) => kind === 'working') ? clocks : [];
}

function sealedClock({ kind, hours }: Clock): NonNullable<SealedSettings['clock']> {
  return { kind, hours: { ...hours, days: [...hours.days] } };
}

function countingAt(
  organisation: DatedOrganisation,
  repositories: readonly string[],
  at: number,
): NonNullable<SealedSettings['counting']> | undefined {
  const all = [...conventionsOverTime(organisation)].flatMap(([name, spans]) =>
    spans
      .filter(({ start, end }) => repositories.includes(name) && at >= start && at < end)
      .map(({ value }) => ({ name, value })),
  );
  const [first] = all;
  if (first === undefined) return undefined;
  const { branches: _, deployments: __, ...conventions } = first.value;
  const alike = Map.groupBy(all, ({ value: { branches, deployments } }) =>
    JSON.stringify([branches, deployments]),
  );
  return {
    ...conventions,
    repositories: [...alike.values()].flatMap((same) =>
      same.slice(0, 1).map(({ value: { branches, deployments } }) => ({
        names: same.map(({ name }) => name),
        ...(branches === undefined ? {} : { branches }),
        deployments,
      })),
    ),
  };
}

function ownedBy(teams: readonly Team[]): SealedSettings['owns'] {
  return teams.flatMap(({ id, owns }) => owns.map((own) => ({ team: id, ...own })));
}

function conventionsOf(
  organisation: DatedOrganisation,
  quarter: Quarter,
  clocks: readonly Clock[],
  counts: (repository: string) => boolean,
): SealedSettings['conventions'] {
  const { timeZone, visibility, bots, leaveOut } = organisation;
  const { fiscalYearStart, calendar } = calendarAt(quarter.start, organisation);
  const overTime = conventionsOverTime(organisation);
  const ofRepositories = organisation.repositories
    .filter(({ name }) => counts(name))
    .map(({ name }) => valuesIn(overTime.get(name) ?? [], quarter));
  const [first = []] = overTime.values();
  const of = <Value>(pick: (counting: Counting) => Value): Value | Value[] | undefined =>
    oneOrAll(valuesIn(first, quarter).map(pick));
  const conventions = {
    timeZone,
    fiscalYearStart,
    ...(calendar === undefined ? {} : { calendar }),
    visibility,
    bots,
    ...(leaveOut === undefined ? {} : { leaveOut }),
    agents: of(({ agents }) => agents),
    incidents: of(({ incidents }) => incidents),
    checks: of(({ checks }) => checks),
    hotfix: of(({ hotfix }) => hotfix),
    work: of(({ work }) => work),
    issues: of(({ issues }) => issues),
    decisionRecords: of(({ decisionRecords }) => decisionRecords),
    repositories: ofRepositories.map((own) =>
      oneOrAll(own.map(({ branches, deployments }) => ({ branches, deployments }))),
    ),
    ...(clocks.length === 0 ? {} : { clock: clocks }),
  };
  return Object.fromEntries(
    Object.entries(conventions).map(([name, value]) => [
      name,
      sha256(JSON.stringify(value ?? null)).slice(0, 16),
    ]),
  );
}

/** What changed within a quarter counts with all that it was. */
function oneOrAll<Value>(values: readonly Value[]): Value | Value[] | undefined {
  const each = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
  return each.length === 1 ? each[0] : each;
}

/** @returns the first name of each repository and the first id of each team that was renamed, by all later ones */
export function firstNamesOf(organisation: DatedOrganisation): Map<string, string> {
  const repositories = organisation.repositories.map(({ name, formerly = [] }) => [...formerly, name]);
  const teams = knownTeams(organisation).map(({ ids: [id = '', ...former] }) => [...former, id]);
  return new Map(
    [...repositories, ...teams].flatMap(([first = '', ...later]) =>
      later.map((name) => [name, first] as const),
    ),
  );
}
