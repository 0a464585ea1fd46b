import type { Issue } from '../../src/facts/schema.ts';
import type { Random } from './random.ts';

/** What a team's work is about; places carry their preposition. */
export interface Vocabulary {
  features: readonly string[];
  places: readonly string[];
  parts: readonly string[];
  faults: readonly string[];
  cases: readonly string[];
  symptoms: readonly string[];
  settings: readonly string[];
}

/** A kind of work, as Conventional Commits names it. */
export type WorkType = 'feat' | 'fix' | 'refactor' | 'perf' | 'test' | 'chore' | 'docs';

/** What a piece of work is and does. */
export interface WorkTitle {
  type: WorkType;
  text: string;
}

type Sentence = (words: Vocabulary, draw: Random) => string;

const WORK: readonly (readonly [weight: number, type: WorkType, sentence: Sentence])[] = [
  [
    5,
    'feat',
    (words, draw) => `Show ${draw.pick(words.features)} ${draw.pick(words.places)}${setting(words, draw)}`,
  ],
  [
    4,
    'feat',
    (words, draw) => `Offer ${draw.pick(words.features)} ${draw.pick(words.places)}${setting(words, draw)}`,
  ],
  [2, 'feat', (words, draw) => `Put ${draw.pick(words.features)} behind a flag`],
  [2, 'feat', (words, draw) => `Measure the use of ${draw.pick(words.features)} ${draw.pick(words.places)}`],
  [4, 'fix', (words, draw) => `Fix ${draw.pick(words.faults)} ${draw.pick(words.places)}`],
  [3, 'fix', (words, draw) => `Fix ${draw.pick(words.faults)} in the ${draw.pick(words.parts)}`],
  [3, 'fix', (words, draw) => `Guard the ${draw.pick(words.parts)} against ${draw.pick(words.faults)}`],
  [2, 'refactor', (words, draw) => `Split the ${draw.pick(words.parts)} into two modules`],
  [2, 'refactor', (words, draw) => `Move ${draw.pick(words.cases)} into the ${draw.pick(words.parts)}`],
  [
    2,
    'refactor',
    (words, draw) => `Simplify how the ${draw.pick(words.parts)} treats ${draw.pick(words.cases)}`,
  ],
  [
    2,
    'perf',
    (words, draw) => `Cache what the ${draw.pick(words.parts)} reads for ${draw.pick(words.cases)}`,
  ],
  [3, 'test', (words, draw) => `Test the ${draw.pick(words.parts)} with ${draw.pick(words.cases)}`],
  [2, 'feat', (words, draw) => `Log when the ${draw.pick(words.parts)} rejects ${draw.pick(words.cases)}`],
  [1, 'chore', (words, draw) => `Alert on errors of the ${draw.pick(words.parts)}`],
  [1, 'docs', (words, draw) => `Document how the ${draw.pick(words.parts)} treats ${draw.pick(words.cases)}`],
];

const PACKAGES = [
  'zod',
  'vitest',
  'fastify',
  'pino',
  'undici',
  'typescript',
  'esbuild',
  'commander',
  'yaml',
] as const;

/** @returns the title of a piece of work without an issue */
export function workTitle(words: Vocabulary, draw: Random): WorkTitle {
  let left = draw.between(
    0,
    WORK.reduce((sum, [weight]) => sum + weight, 0),
  );
  const chosen = WORK.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  const [, type, sentence] = chosen ?? draw.pick(WORK);
  return { type, text: sentence(words, draw) };
}

/** @returns the title of a pull request that repairs what an incident showed */
export function repairTitle(words: Vocabulary, draw: Random): WorkTitle {
  return { type: 'fix', text: `Fix ${draw.pick(words.faults)} ${draw.pick(words.places)}` };
}

/** @returns a title by Conventional Commits, which need not say "fix" twice */
export function conventional(type: WorkType, text: string): string {
  const rest = type === 'fix' ? text.replace(/^Fix /, '') : text;
  return `${type}: ${lowerFirst(rest)}`;
}

export function incidentTitle(words: Vocabulary, draw: Random): string {
  return `${draw.pick(words.symptoms)} ${draw.pick(words.places)}`;
}

export function bugTitle(words: Vocabulary, draw: Random): string {
  return `${upperFirst(draw.pick(words.faults))} ${draw.pick(words.places)}`;
}

export function featureTitle(words: Vocabulary, draw: Random): string {
  return `${upperFirst(draw.pick(words.features))} ${draw.pick(words.places)}${setting(words, draw)}`;
}

/** @returns what a change is called that builds a feature or fixes a bug */
export function titleFor({ title, labels }: Issue): WorkTitle {
  return labels.includes('bug')
    ? { type: 'fix', text: `Fix ${lowerFirst(title)}` }
    : { type: 'feat', text: `Offer ${lowerFirst(title)}` };
}

/** @returns a dependency and two of its versions, as an update bot names them */
export function dependencyUpdate(draw: Random): { title: string; branch: string } {
  const name = draw.pick(PACKAGES);
  const major = Math.floor(draw.between(1, 9));
  const minor = Math.floor(draw.between(0, 20));
  const next = `${major}.${minor + 1}.${Math.floor(draw.between(0, 4))}`;
  return {
    title: `Bump ${name} from ${major}.${minor}.0 to ${next}`,
    branch: `dependabot/npm_and_yarn/${name}-${next}`,
  };
}

/** @returns a branch name made of a title */
export function branchName(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .split('-')
    .filter((word) => !['a', 'an', 'the', 'of', 'in', 'on', 'into', 'for', 'when'].includes(word))
    .slice(0, 5)
    .join('-');
}

function setting(words: Vocabulary, draw: Random): string {
  return draw.chance(0.4) ? ` ${draw.pick(words.settings)}` : '';
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
