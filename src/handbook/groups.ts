import { didYouMean } from '../facts/didYouMean.ts';
import { Problem, type ProblemCollector } from '../facts/problem.ts';
import { holdsOn, type Member, type Organisation, type WrittenGroup } from './organisation.ts';
import { type DatedOrganisation, knownTeams, type SealsOfScope, sealsOf } from './ownershipOverTime.ts';

/** A group of teams that `org.yaml` describes, or that only seals know. */
export interface KnownGroup {
  id: string;
  /** Its id, and those that it had before it was renamed. */
  ids: readonly string[];
  written: WrittenGroup | undefined;
  seals: SealsOfScope;
}

/** @returns every group that has a scorecard in some quarter, those of `org.yaml` first */
export function knownGroups(organisation: DatedOrganisation): KnownGroup[] {
  const { groups, sealed = [] } = organisation;
  const ofGroups = sealed.filter(({ settings }) => settings?.teams !== undefined);
  const sealsIn = (ids: readonly string[]) =>
    sealsOf(
      ofGroups.filter(({ scope }) => ids.includes(scope)),
      organisation,
    );
  const known = groups.map((written) => ({ written, ids: [written.id, ...(written.formerly ?? [])] }));
  const taken = [...known.flatMap(({ ids }) => ids), ...knownTeams(organisation).flatMap(({ ids }) => ids)];
  const gone = [...new Set(ofGroups.map(({ scope }) => scope))].filter((id) => !taken.includes(id));
  return [
    ...known.map(({ written, ids }) => ({ id: written.id, ids, written, seals: sealsIn(ids) })),
    ...gone.map((id) => ({ id, ids: [id], written: undefined, seals: sealsIn([id]) })),
  ];
}

/** @returns a member with its id, be it written with dates or not */
export function memberOf(member: Member): Exclude<Member, string> {
  return typeof member === 'string' ? { id: member } : member;
}

/**
 * @param day as YYYY-MM-DD; all that ever belong to the group when left out
 * @returns a group's teams, and those of the groups in it, each once; with whether a date says that it belongs to it
 */
export function teamsOfGroup(
  groups: readonly WrittenGroup[],
  { teams, groups: inner }: WrittenGroup,
  day?: string,
): { id: string; dated: boolean }[] {
  const holding = (members: readonly Member[]) =>
    members.map(memberOf).filter((member) => day === undefined || holdsOn(member, day));
  const isDated = ({ from, until }: Exclude<Member, string>) => from !== undefined || until !== undefined;
  const own = holding(teams).map((member) => ({ id: member.id, dated: isDated(member) }));
  const within = holding(inner).flatMap((member) =>
    groups
      .filter(({ id }) => id === member.id)
      .flatMap((group) => teamsOfGroup(groups, group, day))
      .map(({ id, dated }) => ({ id, dated: dated || isDated(member) })),
  );
  return [...new Map([...own, ...within].map((team) => [team.id, team])).values()];
}

type Path = readonly PropertyKey[];

/** Checks that groups have ids of their own, consist of teams and groups that there are, and not of themselves. */
export function checkGroups(
  { groups, teams }: Organisation,
  problems: ProblemCollector,
  placeOf: (path: Path) => string,
): void {
  const [teamIds, groupIds] = [teams.map(({ id }) => id), groups.map(({ id }) => id)];
  const refuse = (path: Path, found: string, expected: string, remedy: string): void =>
    problems.add(new Problem({ place: placeOf(path), found, expected, remedy, exitCode: 2 }));
  const rounds = groups.map(({ id }) => roundOf(groups, [id]));
  for (const [index, group] of groups.entries()) {
    const path = ['groups', index];
    const { id } = group;
    if (id === 'organisation' || teamIds.includes(id) || groupIds.indexOf(id) !== index)
      refuse(
        [...path, 'id'],
        `the group id \`${id}\`, which ${id === 'organisation' ? 'the organisation' : teamIds.includes(id) ? 'a team' : 'another group'} has`,
        'an id that no other scorecard has',
        'Choose another id.',
      );
    for (const [place, { id: team }] of group.teams.map(memberOf).entries())
      if (!teamIds.includes(team))
        refuse(
          [...path, 'teams', place],
          `the team \`${team}\``,
          'the id of a team in the list `teams`',
          groupIds.includes(team)
            ? 'Name it under `groups`: it is a group.'
            : `Correct the id.${didYouMean(team, teamIds)}`,
        );
    for (const [place, { id: inner }] of group.groups.map(memberOf).entries())
      if (!groupIds.includes(inner))
        refuse(
          [...path, 'groups', place],
          `the group \`${inner}\``,
          'the id of another group',
          `Correct the id.${didYouMean(inner, groupIds)}`,
        );
    const round = rounds[index] ?? null;
    if (round !== null)
      refuse(
        [...path, 'groups'],
        round.length === 2
          ? `\`${id}\`, which is this group itself`
          : `groups in a circle: ${round.join(' → ')}`,
        'groups that do not contain themselves',
        'Remove one of them.',
      );
    else if (rounds.every((each) => each === null) && teamsOfGroup(groups, group).length < 2)
      refuse(
        path,
        'a group of fewer than two teams',
        'at least two teams: a group of one says what its team says',
        'Add a team, or remove the group.',
      );
  }
}

/** @returns the groups from one to itself, each in the one before it; null when it is not in itself */
function roundOf(groups: readonly WrittenGroup[], path: readonly string[]): string[] | null {
  const last = groups.find(({ id }) => id === path.at(-1));
  for (const { id: inner } of (last?.groups ?? []).map(memberOf)) {
    if (inner === path[0]) return [...path, inner];
    const round = path.includes(inner) ? null : roundOf(groups, [...path, inner]);
    if (round !== null) return round;
  }
  return null;
}
