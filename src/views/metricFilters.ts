import {
  cadences,
  type Definition,
  families,
  responsibilities,
  stages,
  systems,
  tiers,
} from '../handbook/definition.ts';
import type { Responsibility, System } from '../handbook/guideSchemas.ts';
import { familyTitle } from './definitionWords.ts';

/** What the catalogue of metrics can be filtered by; also the names of the filters in the address. */
export const facets = ['family', 'tier', 'source', 'system', 'stage', 'responsibility', 'cadence'] as const;

export type Facet = (typeof facets)[number];

/** A filter with its choices. */
export interface Filter {
  facet: Facet;
  label: string;
  options: readonly { value: string; label: string }[];
}

const live = {
  pr: 'Pull requests',
  ci: 'Checks',
  deploy: 'Deployments',
  issue: 'Issues',
  git: 'Commits',
  import: 'Imports',
  none: 'Never computed',
} as const;

/** A metric's values for each facet. */
export function facetsOf(definition: Definition): Record<Facet, readonly string[]> {
  return {
    family: [definition.family],
    tier: [definition.tier],
    source: definition.live.length === 0 ? ['none'] : definition.live,
    system: definition.systems,
    stage: definition.stage,
    responsibility: definition.responsibility,
    cadence: [definition.cadence],
  };
}

/** The filters, with the choices that some metric has. */
export function filtersOf(
  definitions: readonly Definition[],
  names: { responsibilities: readonly Responsibility[]; systems: readonly System[] },
): Filter[] {
  const used = definitions.map(facetsOf);
  const filter = (
    facet: Facet,
    label: string,
    values: readonly string[],
    name: (value: string) => string,
  ): Filter => ({
    facet,
    label,
    options: values
      .filter((value) => used.some((metric) => metric[facet].includes(value)))
      .map((value) => ({ value, label: name(value) })),
  });
  const titleOf = (list: readonly { id: string; title: string }[]) => (value: string) =>
    list.find(({ id }) => id === value)?.title ?? capital(value);
  return [
    filter(
      'family',
      'Family',
      families,
      (value) => families.filter((id) => id === value).map(familyTitle)[0] ?? value,
    ),
    filter('tier', 'Tier', tiers, capital),
    filter(
      'source',
      'Source of data',
      Object.keys(live),
      titleOf(Object.entries(live).map(([id, title]) => ({ id, title }))),
    ),
    filter('system', 'System', systems, titleOf(names.systems)),
    filter('stage', 'Project stage', stages, capital),
    filter('responsibility', 'Responsibility', responsibilities, titleOf(names.responsibilities)),
    filter('cadence', 'Cadence', cadences, capital),
  ];
}

function capital(text: string): string {
  const words = text.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
