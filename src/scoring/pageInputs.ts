import { hash } from 'node:crypto';
import type { PageContext } from './pageContext.ts';
import type { ScoringInput } from './scope.ts';
import type { ReasonOf } from './suppression.ts';
import type { People } from './tables/work.ts';
import type { TeamPart } from './teamData.ts';

/*
 * What the metrics of a page depend on, as a digest: equal digests, equal metrics. What heads a page, such as the
 * repositories and how far they were read, is not among it: that is written each time.
 */

/** @returns when the last window ends of which a page shows something; a week of its chart may end after its quarter */
function horizonOf({ windows, weeks, weeksWithin }: PageContext): number {
  return Math.max(
    ...[...windows.map(({ window }) => window), ...weeks, ...weeksWithin].map(({ end }) => end),
  );
}

/**
 * @param metrics ids of those on every page
 * @param unowned the parts that no team owns, which the organisation's evidence lists
 * @returns a digest of all that the metrics of a page depend on but code, definitions and settings; null where they may
 * depend on more than what the page's scope has
 */
export function pageInputs(
  { imports = [] }: Pick<ScoringInput, 'imports'>,
  context: PageContext,
  metrics: readonly string[],
  unowned: readonly TeamPart[],
  reasonOf: ReasonOf,
  { weeks, homesIn }: Pick<People, 'weeks' | 'homesIn'>,
): string | null {
  const { id, scope, activePeople, ...common } = context;
  const { members, windows, window, subject } = common;
  const own = scope.teams.flatMap(({ parts }) => parts);
  // Without a part of its own, a page says what applies to none of the others.
  if (own.length === 0) return null;
  const horizon = horizonOf(context);
  const parts = subject.kind === 'organisation' ? [...own, ...unowned] : own;
  return digestOf([
    common,
    scope.observedFrom,
    scope.ownedUntil,
    parts.map((part) => partInputs(part, horizon)),
    scope.teams
      .flatMap(({ repositories }) => repositories)
      .map(({ name, missing, readThrough }) => [
        name,
        missing,
        Date.parse(readThrough) < window.end ? readThrough : null,
      ]),
    metrics.map((metric) => windows.map((each) => reasonOf(id, metric, each.window))),
    homesIn(own, horizon),
    weeks[0],
    imports.filter(({ shares }) => shares.some(({ team }) => members.has(team))),
  ]);
}

function partInputs(
  { folder, share, workingTime, observations, visible, ...part }: TeamPart,
  horizon: number,
): unknown[] {
  return [part, visible.filter(([from]) => from === null || from < horizon)];
}

function digestOf(value: unknown): string {
  return hash(
    'sha256',
    JSON.stringify(value, (_, each: unknown) =>
      each instanceof Map || each instanceof Set ? [...each] : each,
    ),
  );
}
