import memoize from 'memoize';
import { type Calendar, inWindow, quarterOf, startOf, type Window } from '../facts/quarter.ts';
import type { Organisation, Ownership, Period, WrittenTeam } from './organisation.ts';
import type { Sealed, SealedSettings } from './sealedSettings.ts';

/** What `org.yaml` and the settings in seals say together. */
export interface DatedOrganisation extends Organisation {
  sealed?: readonly Sealed[];
}

/** What a team has of a repository for some time. */
export interface Holding {
  team: string;
  owns: readonly Ownership[];
  /** Whether it only serves as a baseline: the team did not have it yet. */
  isHistory: boolean;
}

/** Who owns a repository from one moment to another; the first span begins, and the last one ends, at infinity. */
export interface OwnershipSpan extends Window {
  holdings: readonly Holding[];
  /** Whether what no team owns counts for the organisation. */
  isCounted: boolean;
}

/** The seals of a team or a group, from the first to the last. */
export type SealsOfScope = readonly (Window & Pick<Sealed, 'quarter' | 'settings'>)[];

/** A team that `org.yaml` describes, or that only seals know, with its seals from the first to the last. */
export interface KnownTeam {
  id: string;
  /** Its id, and those that it had before it was renamed. */
  ids: readonly string[];
  written: WrittenTeam | undefined;
  seals: SealsOfScope;
}

/** @returns the span from the first day of a period to its last */
export function windowOf({ from, until }: Period, calendar: Calendar): Window {
  return {
    start: from === undefined ? Number.NEGATIVE_INFINITY : startOf(from, calendar),
    end: until === undefined ? Number.POSITIVE_INFINITY : startOf(until, calendar),
  };
}

/** @returns every team that has a scorecard in some quarter, those of `org.yaml` first */
export const knownTeams = memoize(
  (organisation: DatedOrganisation): KnownTeam[] => {
    const { teams, sealed = [] } = organisation;
    const ofTeams = sealed.filter(
      ({ scope, settings }) => scope !== 'organisation' && settings?.teams === undefined,
    );
    const idsIn = (ids: readonly string[]) => ofTeams.filter(({ scope }) => ids.includes(scope));
    const known = teams.map((written): KnownTeam => {
      const ids = [written.id, ...renamedFrom(written, teams, idsIn)];
      return { id: written.id, ids, written, seals: sealsOf(idsIn(ids), organisation) };
    });
    const taken = known.flatMap(({ ids }) => ids);
    const settled = ofTeams.filter(({ settings }) => settings !== null);
    const gone = [...new Set(settled.map(({ scope }) => scope))].filter((id) => !taken.includes(id));
    return [
      ...known,
      ...gone.map((id) => ({
        id,
        ids: [id],
        written: undefined,
        seals: sealsOf(idsIn([id]), organisation),
      })),
    ];
  },
  { cache: new WeakMap() },
);

/** A team that came from one other and never existed beside it has only another name: its seals are one series. */
function renamedFrom(
  { id, since, formerly = [] }: WrittenTeam,
  teams: readonly WrittenTeam[],
  sealsOf: (ids: readonly string[]) => readonly Sealed[],
): readonly string[] {
  const isElsewhere = (old: string) =>
    teams.some((team) => team.id === old || (team.id !== id && team.formerly?.includes(old)));
  if (since !== undefined || formerly.some(isElsewhere)) return [];
  const quarters = sealsOf([id, ...formerly]).map(({ quarter }) => quarter);
  return new Set(quarters).size === quarters.length ? formerly : [];
}

export function sealsOf(sealed: readonly Sealed[], calendar: Calendar): SealsOfScope {
  return sealed
    .flatMap(({ quarter, settings }) => {
      const window = quarterOf(quarter, calendar);
      return window === null ? [] : [{ start: window.start, end: window.end, quarter, settings }];
    })
    .sort((a, b) => a.start - b.start);
}

/** @returns the seals of the whole organisation, from the first to the last */
export function sealsOfOrganisation(organisation: DatedOrganisation): SealsOfScope {
  const { sealed = [] } = organisation;
  return sealsOf(
    sealed.filter(({ scope }) => scope === 'organisation'),
    organisation,
  );
}

interface SettledSeal extends Window {
  settings: SealedSettings;
}

function settledOf(seals: KnownTeam['seals']): SettledSeal[] {
  return seals.flatMap(({ start, end, settings }) => (settings === null ? [] : [{ start, end, settings }]));
}

/** @returns by repository who owned it when: what `org.yaml` dates, else what the seals of a time say, else the rest of `org.yaml` */
export const ownershipOverTime = memoize(
  (organisation: DatedOrganisation): ReadonlyMap<string, OwnershipSpan[]> => {
    const teams = knownTeams(organisation);
    const nameOf = presentNames(organisation);
    const ofOrganisation = sealsOfOrganisation(organisation);
    const sealed = settledOf(sealsOf(organisation.sealed ?? [], organisation));
    const names = new Set([
      ...organisation.repositories.map(({ name }) => name),
      ...organisation.teams.flatMap(({ owns }) => owns.map(({ repository }) => repository)),
      ...sealed.flatMap(({ settings }) => settings.owns.map(({ repository }) => nameOf(repository))),
    ]);
    return new Map(
      Array.from(names, (repository) => {
        const edges = edgesOf(organisation, repository, sealed, nameOf);
        const spans = edges.slice(0, -1).map((start, index): OwnershipSpan => {
          const end = edges[index + 1] ?? Number.POSITIVE_INFINITY;
          const at = Number.isFinite(start) ? start : Number.isFinite(end) ? end - 1 : 0;
          const counted = sealAt(ofOrganisation, at)?.settings?.repositories;
          return {
            start,
            end,
            holdings: teams.flatMap((team) =>
              holdingAt(team, repository, at, { organisation, sealed, ofOrganisation, nameOf }),
            ),
            isCounted: counted == null || counted.some((name) => nameOf(name) === repository),
          };
        });
        return [repository, joined(spans)];
      }),
    );
  },
  { cache: new WeakMap() },
);

/** The names that repositories have today, by those that they had. */
export function presentNames({ repositories }: Organisation): (name: string) => string {
  const names = new Map(
    repositories.flatMap(({ name, formerly = [] }) => formerly.map((old) => [old.toLowerCase(), name])),
  );
  return (name) => names.get(name.toLowerCase()) ?? name;
}

function edgesOf(
  organisation: Organisation,
  repository: string,
  sealed: readonly SettledSeal[],
  nameOf: (repository: string) => string,
): number[] {
  const dated = organisation.teams.flatMap((team) => [
    { from: team.since, until: team.until },
    ...team.owns.filter((own) => own.repository === repository),
  ]);
  const ofSeals = sealed.flatMap(({ settings }) =>
    settings.owns.filter((own) => nameOf(own.repository) === repository),
  );
  const windows = [...[...dated, ...ofSeals].map((period) => windowOf(period, organisation)), ...sealed];
  const edges = new Set(windows.flatMap(({ start, end }) => [start, end]));
  return [...edges.add(Number.NEGATIVE_INFINITY).add(Number.POSITIVE_INFINITY)].sort((a, b) => a - b);
}

/** What came before the first seal follows the first one: sealed quarters are compared with it. */
export function sealAt<Seal extends Window>(seals: readonly Seal[], at: number): Seal | undefined {
  const [first] = seals;
  return first !== undefined && at < first.start
    ? first
    : seals.find(({ start, end }) => at >= start && at < end);
}

interface Known {
  organisation: Organisation;
  /** The quarters of all seals. */
  sealed: readonly Window[];
  /** The seals of the whole organisation, which list what every team owned. */
  ofOrganisation: KnownTeam['seals'];
  nameOf: (repository: string) => string;
}

function holdingAt(
  { id, ids, written, seals }: KnownTeam,
  repository: string,
  at: number,
  { organisation, sealed, ofOrganisation, nameOf }: Known,
): Holding[] {
  const holding = (owns: readonly Ownership[], isHistory: boolean): Holding[] =>
    owns.length === 0 ? [] : [{ team: id, owns: owns.map(({ from, until, ...own }) => own), isHistory }];
  const own = written?.owns.filter((each) => each.repository === repository) ?? [];
  const isDated = own.some(({ from, until }) => from !== undefined || until !== undefined);
  const quarter = sealAt(sealed, at);
  const existed = windowOf({ from: written?.since, until: written?.until }, organisation);
  const hasHistory = written?.since === undefined || written.formerly !== undefined;
  const whole = ofOrganisation.find(({ start }) => start === quarter?.start);
  const seal = seals.find(({ start }) => start === quarter?.start);
  // Sealing that was interrupted leaves a quarter of which not every team has a seal.
  if (quarter !== undefined && !isDated && (seal ?? whole) !== undefined) {
    const ownedIn = ({ settings }: SettledSeal) =>
      settings.owns
        .filter(
          ({ team, ...each }) =>
            ids.includes(team) && nameOf(each.repository) === repository && isWithin(at, each, organisation),
        )
        .map(({ team, ...rest }) => ({ ...rest, repository }));
    const [listed] = settledOf(seal === undefined && whole !== undefined ? [whole] : []);
    if (listed !== undefined && ownedIn(listed).length > 0) return holding(ownedIn(listed), false);
    const [first] = settledOf(seals);
    if (seal !== undefined) {
      const [settled] = settledOf([seal]);
      if (settled !== undefined) return holding(ownedIn(settled), false);
    } else if (first !== undefined && first.start > at) {
      const { since, formerly } = first.settings;
      const began = windowOf({ from: since }, organisation).start;
      return at < began && formerly === undefined ? [] : holding(ownedIn(first), true);
    } else if (written?.since === undefined || at < existed.start)
      return hasHistory ? holding(own, true) : [];
  }
  if (at >= existed.end || (at < existed.start && !hasHistory)) return [];
  const held = own.filter((each) => isWithin(at, each, organisation));
  return holding(held, at < existed.start);
}

function isWithin(at: number, period: Period, calendar: Calendar): boolean {
  return inWindow(at, windowOf(period, calendar));
}

/** Spans in which the same holds are one. */
function joined(spans: readonly OwnershipSpan[]): OwnershipSpan[] {
  const same = ({ holdings, isCounted }: OwnershipSpan) => JSON.stringify([holdings, isCounted]);
  const result: OwnershipSpan[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && same(last) === same(span)) last.end = span.end;
    else result.push({ ...span });
  }
  return result;
}
