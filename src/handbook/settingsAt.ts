import { dayOf, type Quarter, type Window } from '../facts/quarter.ts';
import { type KnownGroup, knownGroups, teamsOfGroup } from './groups.ts';
import { holdsOn, type Ownership, type Period, type TeamKpi } from './organisation.ts';
import {
  type DatedOrganisation,
  type KnownTeam,
  knownTeams,
  ownershipOverTime,
} from './ownershipOverTime.ts';

/** A team as it was in one quarter. */
export interface Team {
  id: string;
  name: string;
  about: string | null;
  /** All that it owned in the quarter; with `from` and `until` where that was a part of it. */
  owns: readonly Ownership[];
  kpis: readonly TeamKpi[];
  /** How many pull requests it lets be open at once; null without a limit. */
  workInProgressLimit: number | null;
  /** Ids of the quarters that it compares itself with; null for the default. */
  baseline: readonly string[] | null;
  /** The smallest relative change that matters. */
  materiality: number;
}

/** A group of teams as it was in one quarter. */
export interface Group extends Pick<Team, 'id' | 'name' | 'about' | 'kpis' | 'materiality'> {
  /** Ids of its teams that owned something in the quarter. */
  teams: readonly string[];
}

/** What decided about an organisation's scorecards of one quarter. */
export interface Settings extends Pick<Team, 'kpis' | 'materiality'> {
  teams: readonly Team[];
  groups: readonly Group[];
  /** The repositories that count. */
  repositories: readonly string[];
}

/**
 * Resolves what held in a quarter: what `org.yaml` dates, else what was sealed, else what `org.yaml` says without dates.
 * KPIs, targets, limits and baselines are those of the quarter's last day.
 * @returns the settings, with the teams that owned something in the quarter
 */
export function settingsAt(organisation: DatedOrganisation, quarter: Quarter): Settings {
  const day = dayOf(quarter.end - 1, organisation);
  const sealed =
    organisation.sealed?.find((each) => each.quarter === quarter.id && each.scope === 'organisation')
      ?.settings ?? undefined;
  const teams = knownTeams(organisation).flatMap((known) => teamAt(known, organisation, quarter, day));
  const spans = [...ownershipOverTime(organisation)];
  return {
    teams,
    groups: knownGroups(organisation).flatMap((known) => groupAt(known, organisation, teams, quarter, day)),
    repositories: spans
      .filter(([, own]) => own.some((span) => span.isCounted && overlaps(span, quarter)))
      .map(([name]) => name),
    kpis:
      organisation.kpis === undefined && sealed === undefined
        ? mostFrequent(teams)
        : kpisOn(day, organisation.kpis ?? [], sealed?.kpis),
    materiality: sealed?.materiality ?? organisation.materiality,
  };
}

function teamAt(
  { id, written, seals }: KnownTeam,
  organisation: DatedOrganisation,
  quarter: Quarter,
  day: string,
): Team[] {
  const owns = ownedIn(quarter, id, organisation);
  if (owns.length === 0) return [];
  const sealed = seals.find((each) => each.quarter === quarter.id)?.settings ?? undefined;
  const limits = [written?.limits ?? []].flat();
  const baselines = written?.baseline ?? [];
  const named = baselines.filter((each) => typeof each === 'string');
  const dated = baselines.filter((each) => typeof each !== 'string');
  return [
    {
      id,
      name: written?.name ?? sealed?.name ?? id,
      about: written?.about ?? sealed?.about ?? null,
      owns,
      kpis: kpisOn(day, written?.kpis ?? [], sealed?.kpis),
      workInProgressLimit:
        limits.find((each) => isDated(each) && holdsOn(each, day))?.['work-in-progress'] ??
        (sealed === undefined
          ? (limits.find((each) => !isDated(each))?.['work-in-progress'] ?? null)
          : sealed.workInProgressLimit),
      baseline:
        dated.find((each) => holdsOn(each, day))?.quarters ??
        (sealed === undefined ? (named.length === 0 ? null : named) : sealed.baseline),
      materiality: sealed?.materiality ?? organisation.materiality,
    },
  ];
}

function groupAt(
  { id, written, seals }: KnownGroup,
  organisation: DatedOrganisation,
  teams: readonly Team[],
  quarter: Quarter,
  day: string,
): Group[] {
  const sealed = seals.find((each) => each.quarter === quarter.id)?.settings ?? undefined;
  const groups = organisation.groups;
  const held = written === undefined ? [] : teamsOfGroup(groups, written, day);
  const ever = written === undefined ? [] : teamsOfGroup(groups, written);
  // A date of a team decides about it; about the others, what was sealed. A renamed team has another id in the seal.
  const isMember = ({ id, ids }: KnownTeam): boolean => {
    const isDated = ever.some((each) => each.id === id && each.dated);
    return sealed?.teams === undefined || isDated
      ? held.some((each) => each.id === id)
      : ids.some((each) => sealed.teams?.includes(each));
  };
  const ids = knownTeams(organisation)
    .filter(isMember)
    .map((team) => team.id);
  const own = teams.filter((team) => ids.includes(team.id));
  if (own.length === 0) return [];
  return [
    {
      id,
      name: written?.name ?? sealed?.name ?? id,
      about: written?.about ?? sealed?.about ?? null,
      teams: own.map((team) => team.id),
      kpis:
        written?.kpis === undefined && sealed === undefined
          ? mostFrequent(own)
          : kpisOn(day, written?.kpis ?? [], sealed?.kpis),
      materiality: sealed?.materiality ?? organisation.materiality,
    },
  ];
}

function ownedIn(quarter: Quarter, id: string, organisation: DatedOrganisation): Ownership[] {
  const owned = new Map<string, Window & { own: Ownership }>();
  for (const { start, end, holdings } of [...ownershipOverTime(organisation).values()].flat()) {
    if (!overlaps({ start, end }, quarter)) continue;
    for (const { team, isHistory, owns } of holdings) {
      if (team !== id || isHistory) continue;
      for (const own of owns) {
        const key = JSON.stringify(own);
        owned.set(key, { own, start: owned.get(key)?.start ?? start, end });
      }
    }
  }
  return Array.from(owned.values(), ({ own, start, end }) => ({
    ...own,
    ...(start > quarter.start ? { from: dayOf(start, organisation) } : {}),
    ...(end < quarter.end ? { until: dayOf(end, organisation) } : {}),
  }));
}

function isDated({ from, until }: Period): boolean {
  return from !== undefined || until !== undefined;
}

/** A KPI with dates decides about its metric; about the others, what was sealed. */
function kpisOn(day: string, written: readonly TeamKpi[], sealed: readonly TeamKpi[] | undefined): TeamKpi[] {
  const held = written.filter((kpi) => holdsOn(kpi, day)).map(({ from, until, ...kpi }) => kpi);
  if (sealed === undefined) return held;
  const dated = new Set(written.filter(isDated).map(({ metric }) => metric));
  const kept = sealed.flatMap((kpi) =>
    dated.has(kpi.metric) ? held.filter(({ metric }) => metric === kpi.metric) : [kpi],
  );
  const added = held.filter(({ metric }) => dated.has(metric) && !kept.some((kpi) => kpi.metric === metric));
  return [...kept, ...added];
}

/** The five KPIs that most teams have. */
function mostFrequent(teams: readonly Pick<Team, 'kpis'>[]): TeamKpi[] {
  const counts = new Map<string, number>();
  for (const { metric } of teams.flatMap(({ kpis }) => kpis))
    counts.set(metric, (counts.get(metric) ?? 0) + 1);
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, 5)
    .map(([metric]) => ({ metric }));
}

function overlaps(a: Window, b: Window): boolean {
  return a.start < b.end && a.end > b.start;
}
