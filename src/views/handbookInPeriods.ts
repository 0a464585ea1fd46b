import { inPeriods, type PeriodName } from '../facts/periodWords.ts';
import type { Handbook } from '../handbook/handbook.ts';

/** @returns the handbook whose definitions and rules, which say what is computed, speak of periods of that name */
export function handbookInPeriods(handbook: Handbook, name: PeriodName): Handbook {
  if (name === 'quarter') return handbook;
  const say = (text: string) => inPeriods(text, name);
  const metrics = [...handbook.metrics].map(([id, definition]) => {
    const { question, description, formula, population, clock, excludes, gamedBy, notFor } = definition;
    return [
      id,
      {
        ...definition,
        question: say(question),
        description: say(description),
        formula: say(formula),
        population: say(population),
        clock: say(clock),
        excludes: excludes.map(say),
        gamedBy: gamedBy.map(say),
        notFor: notFor.map(say),
      },
    ] as const;
  });
  const rules = [...handbook.rules].map(([id, written]) => {
    const { rule, example, why, looksAt, unchecked } = written;
    return [
      id,
      {
        ...written,
        rule: say(rule),
        example: say(example),
        why: say(why),
        ...(looksAt === undefined ? {} : { looksAt: say(looksAt) }),
        ...(unchecked === undefined ? {} : { unchecked: say(unchecked) }),
      },
    ] as const;
  });
  return { ...handbook, metrics: new Map(metrics), rules: new Map(rules) };
}
