import { didYouMean } from '../facts/didYouMean.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import type { Rule } from './pageSchemas.ts';

/**
 * Checks that every check that a rule names exists.
 * @param checks ids of the files in `src/policy`
 * @throws Problem (exit 2) with every rule whose check does not exist
 */
export function checkRuleIds(rules: ReadonlyMap<string, Rule>, checks: readonly string[]): void {
  const problems = new ProblemCollector();
  for (const [id, { check }] of rules) {
    if (check === null || checks.includes(check)) continue;
    problems.add(
      new Problem({
        place: `content/rules/${id}.yaml (check)`,
        found: `the check \`${check}\``,
        expected: 'the name of a file in `src/policy`, without its extension',
        remedy: `Correct the id, or write the check.${didYouMean(check, checks)}`,
        exitCode: 2,
      }),
    );
  }
  problems.throwIfAny();
}
