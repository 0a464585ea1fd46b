import type { Definition } from '../handbook/definition.ts';
import type { Recipe } from '../handbook/recipes.ts';

/** Which facts of a recipe a computed metric reads. */
const facts: Record<Recipe['facts'][number]['fact'], Definition['live'][number]> = {
  issues: 'issue',
  incidents: 'issue',
  deployments: 'deploy',
  checks: 'ci',
  'pull-requests': 'pr',
};

/** A recipe as pages name it. */
export interface NamedRecipe {
  id: string;
  recipe: Recipe;
}

/** @returns the recipes that feed a metric: by its numbers, or by facts that it is computed from */
export function recipesFor(
  recipes: ReadonlyMap<string, Recipe>,
  metric: string,
  { live }: Pick<Definition, 'live'>,
): NamedRecipe[] {
  return named(recipes).filter(
    ({ recipe }) =>
      recipe.observations.some((each) => each.metric === metric) ||
      recipe.facts.some(({ fact }) => live.includes(facts[fact])),
  );
}

/** @returns the recipes of a system */
export function recipesOf(recipes: ReadonlyMap<string, Recipe>, system: Recipe['system']): NamedRecipe[] {
  return named(recipes).filter(({ recipe }) => recipe.system === system);
}

/** The anchor of a recipe on the page of systems. */
export const anchorOf = (id: string): string => `recipe-${id}`;

function named(recipes: ReadonlyMap<string, Recipe>): NamedRecipe[] {
  return Array.from(recipes, ([id, recipe]) => ({ id, recipe }));
}
