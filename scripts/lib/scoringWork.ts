import memoize from 'memoize';
import { z } from 'zod';
import { type Database, openDatabase } from '../../src/facts/duckdb.ts';
import type { ImportedManifest } from '../../src/facts/imported.ts';
import { readImportedFacts } from '../../src/facts/importedStore.ts';
import type { ProblemDetails } from '../../src/facts/problem.ts';
import type { Definition } from '../../src/handbook/definition.ts';
import type { Metric } from '../../src/metrics/populations/metric.ts';
import type { ImportedPart } from '../../src/scoring/importedPart.ts';
import { numberedMetrics } from '../../src/scoring/scope.ts';
import type { MeasuredMetric } from '../../src/scoring/scoredPage.ts';
import { type Scorer, scorer } from '../../src/scoring/scorer.ts';
import { type StoredRepository, storedSchema } from '../../src/scoring/storedRepository.ts';
import type { WithheldFigures } from '../../src/scoring/suppression.ts';
import { teamsData, type Unreadable } from '../../src/scoring/teamData.ts';
import { type ObservationOptions, type Observed, observe, observedBefore } from './observations.ts';

/** What a worker has to know before it can do anything. Nothing in it is code. */
export interface ScoringOptions extends ObservationOptions {
  definitions: ReadonlyMap<string, Definition>;
  /** Ids of the metrics that are computed. */
  metrics: readonly string[];
  /** Exports of other tools, as they were read. */
  imports: readonly ImportedManifest[];
  /** Their tables. */
  imported: readonly ImportedPart[];
  /** The organisation folder, whose own metrics count, too. */
  organisationFolder: string;
  /** Where to write pages. */
  folder: string;
}

const isText = (value: unknown) => typeof value === 'string';

/** Everything in the options was checked where it was read, so that its kind is enough to find a field that is missing. */
const optionKinds: Readonly<Record<keyof ScoringOptions, (value: unknown) => boolean>> = {
  organisation: (value) => value instanceof Object && 'repositories' in value && 'teams' in value,
  definitions: (value) => value instanceof Map,
  metrics: (value) => Array.isArray(value) && value.every(isText),
  imports: Array.isArray,
  imported: Array.isArray,
  organisationFolder: isText,
  data: isText,
  folder: isText,
  cache: isText,
  spare: isText,
  code: isText,
  asOf: Number.isFinite,
};

/**
 * @param given what a worker was started with
 * @throws RangeError with the names of the options that are missing or of another kind
 */
export function scoringOptionsIn(given: unknown): ScoringOptions {
  const options = given instanceof Object ? given : {};
  if (isComplete(options)) return options;
  throw new RangeError(`a worker was started without ${missingIn(options).join(', ')}`);
}

function isComplete(options: object): options is ScoringOptions {
  return missingIn(options).length === 0;
}

function missingIn(options: object): string[] {
  return Object.entries(optionKinds)
    .filter(([name, isKind]) => !isKind(Reflect.get(options, name)))
    .map(([name]) => name);
}

/** All that was observed, as JSON, and which figures of it are withheld. */
export interface Observations {
  repositories: string;
  unreadable: readonly Unreadable[];
  withheld: WithheldFigures;
}

/** The parts of the work, each of which any worker can do. */
export type Task =
  | { kind: 'observe'; repository: string }
  /** Writes a team's pages of some quarters. */
  | ({ kind: 'team'; id: string; quarters: readonly string[] } & Observations)
  /** Measures metrics of the organisation's pages of some quarters. */
  | ({ kind: 'metrics'; ids: readonly string[]; quarters: readonly string[] } & Observations);

export type Done =
  | { kind: 'observe'; observed: Observed }
  | { kind: 'team'; pages: number }
  | { kind: 'metrics'; metrics: [id: string, pages: MeasuredMetric[]][] };

/** What a worker answers: a problem would lose its parts on the way if it were thrown. */
export type Answer = Done | { kind: 'problem'; details: ProblemDetails };

export interface ScoringWork {
  perform: (task: Task) => Promise<Done>;
  /** @returns what an earlier run measured of a repository from the same; null where it has to be measured */
  observedBefore: (repository: string) => Promise<Observed | null>;
  /** @returns how to compute the scorecards of what was observed */
  scorer: (repositories: readonly StoredRepository[], unreadable: readonly Unreadable[]) => Promise<Scorer>;
  close: () => Promise<void>;
}

export function scoringWork(options: ScoringOptions, metrics: ReadonlyMap<string, Metric>): ScoringWork {
  const { organisation, definitions, imported, asOf, folder } = options;
  let opened: Promise<Database> | undefined;
  const database = () => {
    opened ??= openDatabase(1);
    return opened;
  };
  const importedFacts = memoize(async () =>
    (await Promise.all(options.imports.map((each) => readImportedFacts(options.data, each)))).flat(),
  );
  let made: Scorer | undefined;
  const scorerOf = async (
    repositories: () => readonly StoredRepository[],
    unreadable: readonly Unreadable[],
    withheld?: WithheldFigures,
  ): Promise<Scorer> => {
    made ??= scorer({
      organisation,
      definitions,
      metrics,
      teams: teamsData(organisation, repositories(), unreadable, asOf, imported, numberedMetrics(metrics)),
      imports: imported,
      asOf,
      database: await database(),
      ...(withheld === undefined ? {} : { withheld }),
    });
    return made;
  };
  const parsed = (repositories: string) => () => z.array(storedSchema).parse(JSON.parse(repositories));
  return {
    scorer: (repositories, unreadable) => scorerOf(() => repositories, unreadable),
    observedBefore: async (repository) => observedBefore(options, metrics, repository, await importedFacts()),
    close: async () => (await opened)?.close(),
    perform: async (task) => {
      switch (task.kind) {
        case 'observe': {
          const observed = await observe(
            options,
            metrics,
            await database(),
            task.repository,
            await importedFacts(),
          );
          return { kind: 'observe', observed };
        }
        case 'team': {
          const { team } = await scorerOf(parsed(task.repositories), task.unreadable, task.withheld);
          return { kind: 'team', pages: await team(task.id, task.quarters, folder) };
        }
        case 'metrics': {
          const { organisationMetrics } = await scorerOf(
            parsed(task.repositories),
            task.unreadable,
            task.withheld,
          );
          return { kind: 'metrics', metrics: [...(await organisationMetrics(task.ids, task.quarters))] };
        }
      }
    },
  };
}
