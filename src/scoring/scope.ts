import { quartersBetween, upTo, weeksBeginningIn } from '../facts/quarter.ts';
import { DAY } from '../facts/time.ts';
import type { Definition } from '../handbook/definition.ts';
import type { Organisation } from '../handbook/organisation.ts';
import { homesOf } from '../metrics/populations/homes.ts';
import type { Metric } from '../metrics/populations/metric.ts';
import { once } from '../metrics/populations/once.ts';
import { personNumbers } from '../metrics/populations/pullColumns.ts';
import { type People, poolWork } from '../metrics/populations/teamWork.ts';
import type { Holding } from './collect.ts';
import { catalogueOf } from './itemTable.ts';
import { namesIn, readWork } from './packing.ts';
import { poolerOf, seriesOfScope } from './pooling.ts';
import { type Segments, segmentsOf } from './segments.ts';
import type { Series } from './series.ts';

/** Everything that scorecards are made of. */
export interface Material {
  organisation: Organisation;
  definitions: ReadonlyMap<string, Definition>;
  /** The metrics that are computed, by id. */
  metrics: ReadonlyMap<string, Metric>;
  holdings: ReadonlyMap<string | null, Holding>;
  asOf: number;
}

/** A team's or the organisation's pooled history. */
export interface Scope {
  /** Made anew for each call: only one metric's is ever in memory. */
  seriesOf: (metric: string) => Series;
  holdings: readonly Holding[];
  segments: Segments;
  observedFrom: number;
}

/** @returns what all scopes of an organisation know of people */
export function peopleOf({ organisation, holdings, asOf }: Material): People {
  const held = [...holdings.values()];
  const first = firstFactOf(held);
  // A week earlier, so that the week of the first fact is among those that begin.
  const weeks = weeksBeginningIn({ start: first - 8 * DAY, end: asOf }, organisation);
  const quarters = quartersBetween(first, asOf, organisation).map((quarter) => upTo(quarter, asOf));
  const { numberOf } = personNumbers();
  const work = held.flatMap(({ shares }) =>
    shares.map((share) => ({ ...share.work, names: namesIn(share) })),
  );
  const homes = homesOf(work, numberOf, quarters, organisation.teams.length);
  return { weeks, homes, numberOf };
}

/** @param members ids of teams; null for what no team owns */
export function scopeOf(
  { metrics, definitions, holdings }: Material,
  members: readonly (string | null)[],
  people: () => People,
): Scope {
  const held = members.flatMap((member) => holdings.get(member) ?? []);
  const shares = held.flatMap((holding) => holding.shares);
  const catalogue = catalogueOf(shares);
  const pool = poolerOf(shares, catalogue);
  const work = once(() =>
    poolWork(
      shares.map((share, index) => {
        const first = catalogue.firstOf(index).item;
        return readWork(share, (number) => catalogue.passingItemAt(first + number));
      }),
      people(),
    ),
  );
  const segments = once(() => segmentsOf(shares, people().numberOf, work));
  return {
    seriesOf: (id) => {
      const metric = metrics.get(id);
      const kind = definitions.get(id)?.kind;
      if (metric === undefined || kind === undefined) throw new RangeError(`no metric ${id}`);
      return 'measureTeam' in metric
        ? seriesOfScope(kind, metric.measureTeam(work()), catalogue)
        : pool(kind, id);
    },
    holdings: held,
    segments: {
      nameOf: (by, item) => segments().nameOf(by, item),
      peopleBehind: (...asked) => segments().peopleBehind(...asked),
    },
    observedFrom: firstFactOf(held),
  };
}

/** @returns when the first fact of some holdings began */
export function firstFactOf(holdings: Iterable<Pick<Holding, 'observedFrom'>>): number {
  return Math.min(...Array.from(holdings, ({ observedFrom }) => observedFrom));
}
