import { Problem } from '../facts/problem.ts';
import type { Repository } from '../facts/schema.ts';
import type { Organisation } from '../handbook/organisation.ts';
import type { Scorecard } from './schema.ts';

/** Whether a repository's facts and its name go into scorecards: on a public site not those of a private one. */
export function isPublished(
  { visibility }: Pick<Organisation, 'visibility'>,
  repository: Pick<Repository, 'private'>,
): boolean {
  return visibility === 'internal' || !repository.private;
}

/**
 * Compares scorecards with the present `org.yaml`.
 * @throws Problem when a public site would show scorecards that were computed for an internal one
 */
export function checkVisibility(
  { visibility }: Pick<Organisation, 'visibility'>,
  scorecards: readonly Pick<Scorecard, 'visibility' | 'quarter' | 'scope'>[],
): void {
  if (visibility === 'internal') return;
  const internal = scorecards.find((scorecard) => scorecard.visibility === 'internal');
  if (internal === undefined) return;
  throw new Problem({
    place: `scorecards/${internal.quarter.id}/${internal.scope.id}.json`,
    found: 'a scorecard that was computed for an internal site, with private repositories',
    expected: 'scorecards without private repositories, because org.yaml says `visibility: public`',
    remedy: 'Run `npm run score`, then build again.',
  });
}
