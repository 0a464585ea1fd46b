import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ifThere } from '../facts/disk.ts';
import { importedFactNames } from '../facts/imported.ts';
import { ProblemCollector } from '../facts/problem.ts';
import { systems } from './definition.ts';
import { readText } from './plainText.ts';
import { checkReference, type Known } from './reference.ts';
import { parseYaml } from './yaml.ts';

/** What the handbook says of `content/recipes/<id>.yaml`; how it reads files is up to the import that is made from it. */
export const recipeSchema = z.object({
  title: z.string().min(1),
  tool: z.string().min(1),
  system: z.enum(systems),
  delivered: z.string(),
  about: z.string().min(1),
  facts: z.array(z.object({ fact: z.enum(importedFactNames) })).default([]),
  observations: z.array(z.object({ metric: z.string() })).default([]),
});

export type Recipe = z.infer<typeof recipeSchema>;

/**
 * @returns recipes by id, sorted by id
 * @throws Problem (exit 2) with every problem, and for a metric that does not exist
 */
export async function loadRecipes(content: string, known: Known): Promise<Map<string, Recipe>> {
  const folder = join(content, 'recipes');
  const names = ((await ifThere(readdir(folder))) ?? []).filter((name) => name.endsWith('.yaml')).sort();
  const problems = new ProblemCollector();
  const recipes = new Map<string, Recipe>();
  for (const name of names) {
    const file = join(folder, name);
    const text = await readText(file, { expected: 'a recipe', remedy: 'Restore it.' });
    problems.try(() => {
      const { value, placeOf } = parseYaml(file, text, recipeSchema);
      for (const [index, { metric }] of value.observations.entries())
        checkReference(placeOf(['observations', index, 'metric']), 'metric', metric, known);
      recipes.set(name.slice(0, -'.yaml'.length), value);
    });
  }
  problems.throwIfAny();
  return recipes;
}
