import type { Definition } from '../../handbook/definition.ts';
import { formatCount } from '../../scorecard/format.ts';
import type { Scorecard } from '../../scorecard/schema.ts';
import { coverageOf } from '../coverage.ts';
import { listed } from '../words.ts';

/** How much of a scorecard has numbers, and what its facts lack, in sentences. */
export function reliabilitySentences(
  scorecard: Scorecard,
  definitions: ReadonlyMap<string, Pick<Definition, 'tier'>>,
): string[] {
  const { metrics, repositories } = scorecard;
  const numbers = metrics.filter(({ summary }) => summary.value !== null).length;
  const blind = coverageOf(scorecard, definitions).filter(({ seen }) => seen.length === 0);
  const incomplete = repositories.filter(({ partial }) => partial.length > 0).length;
  const aside = repositories
    .flatMap(({ quarantined }) => quarantined)
    .reduce((sum, { count }) => sum + count, 0);
  return [
    `${numbers} of ${formatCount(metrics.length, 'computed metric has', 'computed metrics have')} a number.`,
    ...(blind.length > 0 ? [`No number at all: ${listed(blind.map(({ tier }) => `${tier} metrics`))}.`] : []),
    incomplete === 0
      ? `Nothing is missing from ${formatCount(repositories.length, 'repository', 'repositories')}.`
      : `Something is missing from ${incomplete} of ${formatCount(repositories.length, 'repository', 'repositories')}.`,
    ...(aside > 0 ? [`${formatCount(aside, 'fact was', 'facts were')} set aside.`] : []),
  ];
}
