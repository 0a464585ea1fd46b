import { z } from 'zod';
import { type CollectionName, collectionNames } from '../../facts/collection.ts';
import type { ExtensionPoint } from '../../facts/extensionPoint.ts';
import type { Window } from '../../facts/quarter.ts';
import type { TimeBetween } from '../../facts/workingTime.ts';
import type { Sample } from '../../stats/kinds.ts';
import type { Measurement } from './observation.ts';
import type { RepositoryView } from './repositoryView.ts';
import type { TeamRemark, TeamWork } from './teamWork.ts';

/** What each file of `src/metrics` exports by default, made by `defineMetric`, under the id of its page. */
export type ComputedMetric = RepositoryMetric | TeamMetric;

export type Metric = ComputedMetric | ImportedMetric;

/**
 * Whose work a figure measures: at least four of them must be behind it.
 * `authors`: who wrote the pull requests and commits that it counts; the team's authors for what has no author, such
 * as deployments, incidents and issues.
 * `reviewers`: those who reviewed the pull requests that it counts, and their authors, who waited.
 * `team`: the team's authors, whatever it counts.
 */
export const workers = ['authors', 'reviewers', 'team'] as const;

export type Workers = (typeof workers)[number];

interface MetricOfPeople {
  /** Whose work it measures; `authors` when left out. */
  people?: Workers | undefined;
}

/** A metric of which each repository can be measured by itself. */
export interface RepositoryMetric extends MetricOfPeople {
  /** Collections whose completeness the number depends on. */
  uses: readonly CollectionName[];
  /** Whether the first observation shows from when on any could be made: before it a rate is unknown and not 0. */
  startsWithFirst?: boolean | undefined;
  /** Whether its hours are those in which people wait or work: they are working hours where a team counts by these. */
  followsClock?: boolean | undefined;
  /**
   * Pure: the same view and the same clock give the same measurement.
   * @param time how to count the time between two moments, all of it when left out; only for what follows the clock, and
   * nothing but values, parts of a denominator and notes may depend on it
   */
  measure: (view: RepositoryView, time?: TimeBetween) => Measurement;
}

/** A metric that needs to know people across all repositories of a team. */
export interface TeamMetric extends MetricOfPeople {
  uses: readonly CollectionName[];
  /**
   * Pure: the same work gives the same measurement, whatever numbers people have. What it says of a moment does not depend
   * on what comes later: pages of earlier quarters are not measured again.
   */
  measureTeam: (work: TeamWork) => TeamMeasurement;
}

/** A metric whose observations are those of an import, as they come. It has a page and no file here. */
export interface ImportedMetric extends MetricOfPeople {
  uses: readonly CollectionName[];
  imported: true;
}

export const importedMetric: ImportedMetric = { uses: [], imported: true };

export interface TeamMeasurement {
  /** Why the metric does not apply to this scope; null when it does. */
  notApplicable: string | null;
  observations: PullObservations;
  /** Left out of the population, with the reason. */
  excluded: readonly TeamRemark[];
  /** Observations that count by their value, though a part of it is unknown: where these are many, the figure says little. */
  unknown: readonly TeamRemark[];
  /** Worth saying about what is counted. */
  remarks: readonly TeamRemark[];
  /** Null when the observations of a window are its figure, as with every metric of repositories. */
  figures: Figures | null;
}

/** Observations of pull requests, as columns; see `Observation`. */
export interface PullObservations {
  pull: Uint32Array;
  at: Float64Array;
  /** NaN while it lasts; null when none lasts. */
  until: Float64Array | null;
  value: Float64Array;
  /** Null when nothing is noted. */
  note: readonly (string | null)[] | null;
}

/** @returns the measurement of a scope to which a metric does not apply */
export function notApplicableToTeam(notApplicable: string): TeamMeasurement {
  const none = new Float64Array();
  return {
    notApplicable,
    observations: { pull: new Uint32Array(), at: none, until: null, value: none, note: null },
    excluded: [],
    unknown: [],
    remarks: [],
    figures: null,
  };
}

/** How windows get their figure when it is of people and not of items. */
export interface Figures {
  /** Whether an item belongs to every window in which it was under way, not just to that of its date. */
  spans: boolean;
  /**
   * Levels: whether a window's figure is the mean of its weeks', which then show how far it varies. If not, it is a whole
   * number of each quarter, and the quarters before show it.
   */
  madeOfWeeks: boolean;
  /** The figure of some windows together. */
  of: (windows: readonly Window[]) => Figure;
}

export interface Figure {
  sample: Sample;
  /** How many people are behind it. Fewer than four: it would be about persons, and is not shown. */
  people: number;
  /** Worth saying beside it. */
  notes: readonly string[];
}

/**
 * Declares a metric: the default export of each file in `src/metrics`.
 * @returns the metric as it was given
 */
export function defineMetric(metric: RepositoryMetric): RepositoryMetric;
export function defineMetric(metric: TeamMetric): TeamMetric;
export function defineMetric(metric: ComputedMetric): ComputedMetric {
  return metric;
}

const uses = z
  .array(
    z.enum(collectionNames, `one of: ${collectionNames.join(', ')}`),
    'a list of the collections that it uses',
  )
  .readonly();

const functionAs = <F extends (argument: never) => unknown>() =>
  z.custom<F>((value) => typeof value === 'function', 'a function');

const people = z.enum(workers, `one of: ${workers.join(', ')}`).optional();

const repositoryMetricSchema = z.strictObject({
  uses,
  people,
  startsWithFirst: z.boolean().optional(),
  followsClock: z.boolean().optional(),
  measure: functionAs<RepositoryMetric['measure']>(),
});
const teamMetricSchema = z.strictObject({
  uses,
  people,
  measureTeam: functionAs<TeamMetric['measureTeam']>(),
});

/** The files of `src/metrics`. */
export const metricFiles: ExtensionPoint<ComputedMetric> = {
  folder: 'src/metrics',
  define: 'defineMetric',
  schemaOf: (exported) =>
    typeof exported === 'object' && exported !== null && 'measureTeam' in exported
      ? teamMetricSchema
      : repositoryMetricSchema,
};
