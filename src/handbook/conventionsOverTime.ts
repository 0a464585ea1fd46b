import memoize from 'memoize';
import { type Dated, datedValues, holdsAt } from './dated.ts';
import type { Conventions, Period, RepositoryConventions, RepositorySettings } from './organisation.ts';
import {
  type DatedOrganisation,
  presentNames,
  sealAt,
  sealsOfOrganisation,
  windowOf,
} from './ownershipOverTime.ts';

/** What decides how a repository's facts are counted. */
export type Counting = Conventions & RepositoryConventions;

/** What is written in an entry with dates. */
type Written<Settings> = { [Name in keyof Settings]?: Settings[Name] | undefined };

/**
 * @returns by repository how its facts are counted, oldest first: what `org.yaml` dates, else what was sealed, else the
 * rest of `org.yaml`
 */
export const conventionsOverTime = memoize(
  (organisation: DatedOrganisation): ReadonlyMap<string, readonly Dated<Counting>[]> =>
    new Map(
      organisation.repositories.map((repository) => [repository.name, countingOf(organisation, repository)]),
    ),
  { cache: new WeakMap() },
);

function countingOf(organisation: DatedOrganisation, repository: RepositorySettings): Dated<Counting>[] {
  const seals = sealsOfOrganisation(organisation);
  const nameOf = presentNames(organisation);
  const [ofAll, own] = [organisation.conventions ?? [], repository.conventions ?? []];
  const windows = [...ofAll, ...own].map((entry) => windowOf(entry, organisation));
  return datedValues([...windows, ...seals], (at): Counting => {
    const holds = (entry: Period): boolean => holdsAt(entry, at, organisation);
    const allThen: readonly Written<Conventions>[] = ofAll.filter(holds);
    const ownThen: readonly Written<RepositoryConventions>[] = own.filter(holds);
    const sealed = sealAt(seals, at)?.settings?.counting;
    const all: Conventions = sealed ?? organisation;
    const of = <Name extends keyof Conventions>(name: Name): Conventions[Name] =>
      allThen.find((entry) => entry[name] !== undefined)?.[name] ?? all[name];
    const alone =
      sealed?.repositories.find(({ names }) => names.some((name) => nameOf(name) === repository.name)) ??
      repository;
    const branches = ownThen.find((entry) => entry.branches !== undefined)?.branches ?? alone.branches;
    return {
      agents: of('agents'),
      incidents: of('incidents'),
      checks: of('checks'),
      hotfix: of('hotfix'),
      work: of('work'),
      issues: of('issues'),
      decisionRecords: of('decisionRecords'),
      ...(branches === undefined ? {} : { branches }),
      deployments: ownThen.find((entry) => entry.deployments !== undefined)?.deployments ?? alone.deployments,
    };
  });
}
