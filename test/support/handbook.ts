import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Definition, definitionSchema } from '../../src/handbook/definition.ts';
import type { Handbook } from '../../src/handbook/handbook.ts';
import type { AntiPattern, Lesson, Playbook, Principle, Rule } from '../../src/handbook/pageSchemas.ts';

const root = join(import.meta.dirname, '../..');

/** The pictures that pages can show: the names of their files. */
export const pictureIds = readdirSync(join(root, 'src/charts/pictures')).map((name) => basename(name, '.ts'));

/** A handbook that holds what the test names and nothing else. */
export function handbookOf(parts: Partial<Handbook>): Handbook {
  return {
    sources: {},
    own: [],
    known: {
      metric: [],
      principle: [],
      'anti-pattern': [],
      rule: [],
      playbook: [],
      lesson: [],
      chapter: [],
      source: [],
      picture: [],
    },
    metrics: new Map(),
    principles: new Map(),
    antiPatterns: new Map(),
    rules: new Map(),
    playbooks: new Map(),
    lessons: new Map(),
    chapters: new Map(),
    glossary: [],
    tiers: [],
    stages: [],
    responsibilities: [],
    systems: [],
    recipes: new Map(),
    ...parts,
  };
}

const description = 'A description that is long enough for a search result.';

/** A metric’s definition; what the test does not name does not matter to it, here and below. */
export function definitionOf(parts: Partial<Definition>): Definition {
  const rest = {
    title: 'Cycle time',
    question: 'How long?',
    description,
    family: 'flow',
    tier: 'leading',
    kind: 'distribution',
    unit: 'hours',
    better: 'lower',
    formula: 'median',
    population: 'changes',
    clock: 'from start to end',
    gamedBy: ['somehow'],
    counterMetrics: [],
    notFor: ['people'],
    cadence: 'weekly',
    systems: ['github'],
    stage: ['development'],
    version: 1,
    since: '0.1.0',
  };
  return definitionSchema.parse({ ...rest, ...parts });
}

export function principleOf(parts: Partial<Principle>): Principle {
  const rest = { title: 'A principle', order: 1, claim: 'A claim.', description };
  return { ...rest, metrics: [], antiPatterns: [], rules: [], sources: [], synonyms: [], ...parts };
}

export function antiPatternOf(parts: Partial<AntiPattern>): AntiPattern {
  const rest = { title: 'An anti-pattern', order: 1, temptation: 'A temptation.', description };
  return { ...rest, watchInstead: [], principles: [], sources: [], synonyms: [], ...parts };
}

export function ruleOf(parts: Partial<Rule>): Rule {
  return {
    title: 'A rule',
    rule: 'Something to do.',
    example: 'Somebody did it.',
    why: 'Because.',
    source: [],
    severity: 'must',
    appliesTo: 'scorecard',
    check: null,
    prevents: [],
    principles: [],
    ...parts,
  };
}

export function playbookOf(parts: Partial<Playbook>): Playbook {
  const rest = { title: 'A playbook', order: 1, signal: 'A signal.', description };
  return { ...rest, look: [], worked: [], questions: [], sources: [], synonyms: [], ...parts };
}

export function lessonOf(parts: Partial<Lesson>): Lesson {
  const rest = { title: 'A lesson', order: 1, minutes: 5, description, next: 'Go on.' };
  return { ...rest, principles: [], questions: [], ...parts };
}
