import { join } from 'node:path';
import type { z } from 'zod';
import { ProblemCollector } from '../facts/problem.ts';
import {
  glossarySchema,
  type Responsibility,
  responsibilitiesSchema,
  type Stage,
  type System,
  stagesSchema,
  systemsSchema,
  type Term,
  type Tier,
  tiersSchema,
} from './guideSchemas.ts';
import { readText } from './plainText.ts';
import { checkReference, type Kind, type Known, parseReference } from './reference.ts';
import { type Sources, sourceReference } from './source.ts';
import { type Parsed, parseYaml } from './yaml.ts';

/** What the files say that lead readers to pages. */
export interface Guides {
  glossary: readonly Term[];
  tiers: readonly Tier[];
  stages: readonly Stage[];
  responsibilities: readonly Responsibility[];
  systems: readonly System[];
}

/**
 * Reads the glossary, the stages, the responsibilities, the tiers and the systems.
 * @throws Problem (exit 2) with every reference to a page that does not exist
 */
export async function loadGuides(content: string, sources: Sources, known: Known): Promise<Guides> {
  const source = sourceReference(sources);
  const [glossary, stages, responsibilities, tiers, systems] = await Promise.all([
    fileOf(content, 'glossary.yaml', glossarySchema),
    fileOf(content, 'stages.yaml', stagesSchema(source)),
    fileOf(content, 'responsibilities.yaml', responsibilitiesSchema(source)),
    fileOf(content, 'tiers.yaml', tiersSchema(source)),
    fileOf(content, 'systems.yaml', systemsSchema),
  ]);
  const problems = new ProblemCollector();
  const check = (place: string, kind: Kind, id: string) =>
    problems.try(() => checkReference(place, kind, id, known));
  glossary.value.forEach(({ see }, index) => {
    see.forEach((text, place) => {
      const reference = parseReference(text);
      check(glossary.placeOf([index, 'see', place]), reference?.kind ?? 'metric', reference?.id ?? text);
    });
  });
  stages.value.forEach(({ critical, warnings }, index) => {
    critical.forEach((id, place) => {
      check(stages.placeOf([index, 'critical', place]), 'metric', id);
    });
    warnings.forEach(({ metrics }, warning) => {
      metrics.forEach((id, place) => {
        check(stages.placeOf([index, 'warnings', warning, 'metrics', place]), 'metric', id);
      });
    });
  });
  responsibilities.value.forEach((responsibility, index) => {
    for (const field of ['primary', 'secondary'] as const)
      check(responsibilities.placeOf([index, field]), 'metric', responsibility[field]);
  });
  problems.throwIfAny();
  return {
    glossary: glossary.value,
    stages: stages.value,
    responsibilities: responsibilities.value,
    tiers: tiers.value,
    systems: systems.value,
  };
}

async function fileOf<T>(content: string, name: string, schema: z.ZodType<T>): Promise<Parsed<T>> {
  const file = join(content, name);
  const text = await readText(file, {
    expected: `the handbook’s \`${name}\``,
    remedy: 'Restore it, or give its folder with `--content`.',
  });
  return parseYaml(file, text, schema);
}
