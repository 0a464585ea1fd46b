import type { Definition } from '../handbook/definition.ts';
import { units } from '../handbook/units.ts';
import { listed } from './words.ts';

/** `code-health` as a title: `Code health`. */
export function familyTitle(family: Definition['family']): string {
  const words = family.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const facts: Record<Definition['live'][number], string> = {
  pr: 'pull requests',
  ci: 'check runs',
  deploy: 'deployments',
  issue: 'issues',
  git: 'commits',
  import: 'imports from other tools',
};

/** Which facts the number comes from, in words; none when it is never computed. */
export function liveFacts({ live }: Pick<Definition, 'live'>): string[] {
  return live.map((fact) => facts[fact]);
}

/** Which facts the number comes from, or that it is never computed. */
export function liveWords(definition: Pick<Definition, 'live'>, computed: boolean): string {
  if (definition.live.length === 0) return 'never computed, by policy';
  const from = `from ${listed(liveFacts(definition))}`;
  return computed ? `live, ${from}` : `not measured here yet; it would come ${from}`;
}

/** Which way is better, in words. */
export function betterWords({ better, band }: Pick<Definition, 'better' | 'band'>): string {
  switch (better) {
    case 'lower':
      return 'lower is better';
    case 'higher':
      return 'higher is better';
    case 'band':
      return band
        ? `best between ${band.min} and ${band.max}`
        : 'too little and too much are both worse: no verdict until it has a band';
    case 'context':
      return 'no direction: never a target';
  }
}

/** A unit in words. */
export function unitWords(unit: Definition['unit']): string {
  const { words, scale } = units[unit];
  return words ?? scale.label;
}
