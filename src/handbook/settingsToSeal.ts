import type { Quarter } from '../facts/quarter.ts';
import { sha256 } from '../facts/sha256.ts';
import { type Clock, clockOf } from './clock.ts';
import type { Organisation, RepositorySettings } from './organisation.ts';
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
    ['organisation', ofOrganisation(organisation, settings)],
    ...settings.teams.map((team) => [team.id, ofTeam(organisation, team)] as const),
    ...settings.groups.map((group) => [group.id, ofGroup(organisation, group, settings.teams)] as const),
  ]);
}

function ofTeam(organisation: Organisation, team: Team): SealedSettings {
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
    conventions: conventionsOf(organisation, workingOnly([clockOf(organisation, team.id)]), (repository) =>
      team.owns.some((own) => own.repository === repository),
    ),
  };
}

function ofGroup(organisation: Organisation, group: Group, all: readonly Team[]): SealedSettings {
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
    conventions: conventionsOf(organisation, pooledClocks(organisation, group.teams), (repository) =>
      teams.some(({ owns }) => owns.some((own) => own.repository === repository)),
    ),
  };
}

function ofOrganisation(organisation: Organisation, settings: Settings): SealedSettings {
  const { teams, repositories, kpis, materiality } = settings;
  return {
    name: organisation.name,
    owns: ownedBy(teams),
    repositories: [...repositories],
    kpis: [...kpis],
    workInProgressLimit: null,
    baseline: null,
    materiality,
    conventions: conventionsOf(
      organisation,
      pooledClocks(organisation, [null, ...teams.map(({ id }) => id)]),
      (repository) => repositories.includes(repository),
    ),
  };
}

/** What several teams have together counts by the organisation's clock. */
function pooledClocks(organisation: Organisation, teams: readonly (string | null)[]): readonly Clock[] {
  return organisation.clock === 'working' ? teams.map((id) => clockOf(organisation, id)) : [];
}

/** Seals of before there were clocks counted by the calendar: for this, nothing is noted. */
function workingOnly(clocks: readonly Clock[]): readonly Clock[] {
  return clocks.filter(({ kind }) => kind === 'working');
}

function ownedBy(teams: readonly Team[]): SealedSettings['owns'] {
  return teams.flatMap(({ id, owns }) => owns.map((own) => ({ team: id, ...own })));
}

function conventionsOf(
  organisation: Organisation,
  clocks: readonly Clock[],
  counts: (repository: string) => boolean,
): SealedSettings['conventions'] {
  const { timeZone, fiscalYearStart, calendar, visibility, bots, agents, incidents, checks, hotfix, work } =
    organisation;
  const { issues, decisionRecords, leaveOut } = organisation;
  const repositories = organisation.repositories
    .filter(({ name }) => counts(name))
    .map(({ branches, deployments }: RepositorySettings) => ({ branches, deployments }));
  const conventions = {
    timeZone,
    fiscalYearStart,
    ...(calendar === undefined ? {} : { calendar }),
    visibility,
    bots,
    ...(leaveOut === undefined ? {} : { leaveOut }),
    agents,
    incidents,
    checks,
    hotfix,
    work,
    issues,
    decisionRecords,
    repositories,
    ...(clocks.length === 0 ? {} : { clock: clocks }),
  };
  return Object.fromEntries(
    Object.entries(conventions).map(([name, value]) => [name, sha256(JSON.stringify(value)).slice(0, 16)]),
  );
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
