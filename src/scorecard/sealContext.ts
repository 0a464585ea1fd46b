import { knownGroups } from '../handbook/groups.ts';
import { type DatedOrganisation, knownTeams } from '../handbook/ownershipOverTime.ts';
import { firstNamesOf, settingsToSeal } from '../handbook/settingsToSeal.ts';
import type { Scorecard } from './schema.ts';
import type { SealContext } from './seal.ts';

/** @returns what decides about a scorecard now; nothing for one of a team that org.yaml and the seals do not know */
export function sealContextOf(
  organisation: DatedOrganisation,
  { quarter, scope }: Pick<Scorecard, 'quarter' | 'scope'>,
): SealContext | undefined {
  const { id, start, end } = quarter;
  const settings = settingsToSeal(organisation, { id, start: Date.parse(start), end: Date.parse(end) }).get(
    scope.id,
  );
  return settings === undefined ? undefined : { settings, firstNames: firstNamesOf(organisation) };
}

/** @returns the ids under which a scope's scorecards were sealed: that of today, and those before it was renamed */
export function sealedIdsOf(organisation: DatedOrganisation, scope: string): readonly string[] {
  const known = [...knownTeams(organisation), ...knownGroups(organisation)];
  return known.find(({ id }) => id === scope)?.ids ?? [scope];
}
