import { didYouMean } from '../facts/didYouMean.ts';
import { Problem } from '../facts/problem.ts';
import { DAY } from '../facts/time.ts';
import { checkTargetQuarters } from '../handbook/kpiSettings.ts';
import type { Organisation } from '../handbook/organisation.ts';
import { units } from '../handbook/units.ts';
import { once } from '../metrics/populations/once.ts';
import { behind, NOTHING_BEHIND } from './influence.ts';
import { measureQuarter } from './measureQuarter.ts';
import { type Frame, kpisOf, organisationFrames, teamFrames } from './pageContext.ts';
import { type Time, timesOf } from './quarterCalendar.ts';
import { firstFactOf, type Material, peopleOf, type Scope, scopeOf } from './scope.ts';
import { type MeasuredMetric, page, type ScoredPage } from './scoredPage.ts';
import type { Series } from './series.ts';

/** Scorecards in parts, each of which a thread can compute by itself. */
export interface Scorer {
  /** Ids of the teams, in order. */
  teams: readonly string[];
  /** @returns a team's page of each quarter, oldest first */
  pagesOfTeam: (id: string) => ScoredPage[];
  /** Ids of the metrics on every page, in order. */
  metrics: readonly string[];
  /** Those of them that need everybody's work at once: one thread that measures all of these keeps it only once. */
  metricsOfPeople: readonly string[];
  /** @returns what the organisation's page of each quarter, oldest first, says of one metric */
  organisationMetric: (id: string) => MeasuredMetric[];
  /** @returns the organisation's page of each quarter, given what they say of each metric */
  pagesOfOrganisation: (metrics: ReadonlyMap<string, readonly MeasuredMetric[]>) => ScoredPage[];
}

/**
 * @returns how to compute every scorecard: each team's and the organisation's, each quarter's from the first fact (or
 * `since`) to `asOf`; the same material gives the same pages
 * @throws Problem (exit 2) when a team's baseline names a quarter that the facts do not reach, or a target one that is over
 */
export function scorer(material: Material): Scorer {
  const { organisation, definitions } = material;
  const times = timesOf(organisation, firstFactOf(material.holdings.values()), material.asOf);
  checkBaselines(organisation, times);
  checkTargetQuarters(organisation, material.asOf);
  const teams = organisation.teams.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const metrics = [...material.metrics.keys()].filter((id) => definitions.has(id)).sort();
  const kpis = kpisOf(organisation);
  const people = once(() => peopleOf(material));
  const unowned = once(() => scopeOf(material, [null], people));
  const ofOrganisation = once(() => organisationFrames(material, times, teams, people));
  return {
    teams: teams.map(({ id }) => id),
    pagesOfTeam: (id) => {
      const team = teams.find((each) => each.id === id);
      if (team === undefined) throw new RangeError(`no team ${id}`);
      const frames = teamFrames(material, times, team, people);
      const byMetric = new Map(metrics.map((metric) => [metric, measuredBy(material, metric, frames, null)]));
      return frames.map((frame, index) => page(material, frame, byMetric, index));
    },
    metrics,
    metricsOfPeople: metrics.filter((id) => {
      const metric = material.metrics.get(id);
      return (metric !== undefined && 'measureTeam' in metric) || kpis.some((kpi) => kpi.metric === id);
    }),
    organisationMetric: (id) => measuredBy(material, id, ofOrganisation(), unowned().seriesOf(id)),
    pagesOfOrganisation: (byMetric) =>
      ofOrganisation().map((frame, index) => page(material, frame, byMetric, index)),
  };
}

/**
 * Measures one metric for each page.
 * @param unowned what no team owns: the organisation's evidence lists that alone, as each team's lists its own; null
 * for a team
 */
function measuredBy(
  material: Material,
  id: string,
  frames: readonly Frame[],
  unowned: Series | null,
): MeasuredMetric[] {
  const { organisation, definitions } = material;
  const definition = definitions.get(id);
  if (definition === undefined) throw new RangeError(`no definition of ${id}`);
  const seriesOf = new Map<Scope, Series>();
  return frames.map((frame) => {
    const { scope, subject, window, shown, baseline, previous, weeks } = frame;
    const series = seriesOf.get(scope) ?? scope.seriesOf(id);
    seriesOf.set(scope, series);
    const kpi = subject.kpis.find(({ metric }) => metric === id);
    const result = measureQuarter(id, definition, series, {
      window,
      shown,
      exposure: { from: scope.observedFrom, unit: units[definition.unit].exposure?.length ?? DAY },
      baseline,
      previous,
      weeks,
      missing: missingFor(scope, material, id),
      materiality: kpi?.materiality ?? organisation.materiality,
      segments: kpi === undefined ? null : scope.segments,
    });
    return {
      result,
      behind:
        result.state === 'withheld' || subject.unownedLeftOut
          ? NOTHING_BEHIND
          : behind(unowned ?? series, definition, window),
    };
  });
}

function missingFor(scope: Scope, { metrics }: Material, id: string): string[] {
  const needed: readonly string[] = metrics.get(id)?.uses ?? [];
  return scope.holdings
    .flatMap(({ repositories }) => repositories)
    .flatMap(({ name, missing }) =>
      missing
        .filter(({ collection }) => collection === null || needed.includes(collection))
        .map(({ text }) => `${name}: ${text}`),
    );
}

function checkBaselines({ teams }: Organisation, times: readonly Time[]): void {
  if (times.length === 0) return;
  const known = times.map(({ quarter }) => quarter.id);
  for (const { id, baseline } of teams) {
    const unknown = baseline?.find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    throw new Problem({
      place: `content/org.yaml (team ${id}, baseline)`,
      found: `the quarter \`${unknown}\``,
      expected: `a quarter that the facts reach: ${known[0]} to ${known.at(-1)}`,
      remedy: `Name another quarter, or read older facts.${didYouMean(unknown, known)}`,
      exitCode: 2,
    });
  }
}
