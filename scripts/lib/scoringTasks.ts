import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../src/facts/problem.ts';
import { readSnapshot } from '../../src/facts/store.ts';
import type { Definition } from '../../src/handbook/definition.ts';
import type { Organisation } from '../../src/handbook/organisation.ts';
import type { Metric } from '../../src/metrics/populations/metric.ts';
import { type Holding, type Measured, measurer } from '../../src/scoring/collect.ts';
import type { MeasuredMetric, ScoredPage } from '../../src/scoring/scoredPage.ts';
import { type Scorer, scorer } from '../../src/scoring/scorer.ts';

/** What a thread needs to know before it can do anything. Nothing in it is code. */
export interface Orders {
  organisation: Organisation;
  definitions: ReadonlyMap<string, Definition>;
  /** Ids of the metrics that are computed. */
  metrics: readonly string[];
  data: string;
  asOf: number;
  /** Where to write pages. */
  folder: string;
}

/** The parts of the work, each of which any thread can do. */
export interface Tasks {
  /** Reads and measures a repository. */
  measure: (repository: string) => Promise<Measured>;
  /** Takes what was measured of all repositories. */
  hold: (holdings: ReadonlyMap<string | null, Holding>) => Promise<void>;
  /** Writes a team's pages. @returns how many */
  team: (id: string) => Promise<number>;
  /** Measures one metric of the organisation's pages. */
  metric: (id: string) => Promise<MeasuredMetric[]>;
}

export function scoringTasks(
  { organisation, definitions, data, asOf, folder }: Orders,
  metrics: ReadonlyMap<string, Metric>,
): Tasks {
  const measure = measurer(organisation, metrics, asOf);
  let held: Scorer | undefined;
  const scored = (): Scorer => {
    if (held === undefined) throw new RangeError('nothing was measured yet');
    return held;
  };
  return {
    measure: async (repository) => {
      const settings = organisation.repositories.find(({ name }) => name === repository);
      const snapshot = await readSnapshot(data, repository);
      if (settings === undefined || snapshot === null) throw notStored(data, repository);
      return measure(settings, snapshot);
    },
    hold: async (holdings) => {
      held = scorer({ organisation, definitions, metrics, holdings, asOf });
    },
    team: async (id) => {
      const pages = scored().pagesOfTeam(id);
      for (const page of pages) await writePage(folder, page);
      return pages.length;
    },
    metric: async (id) =>
      scored()
        .organisationMetric(id)
        .map(({ result, behind }) => ({
          result,
          // Items are read from shared memory, which does not go into a message.
          behind: {
            ...behind,
            item: behind.item.map(({ id, kind, title, url }) => ({ id, kind, title, url })),
          },
        })),
  };
}

/** Writes a scorecard and its evidence into the folder of its quarter. */
export async function writePage(folder: string, { scorecard, evidence }: ScoredPage): Promise<void> {
  const quarter = join(folder, scorecard.quarter.id);
  await mkdir(quarter, { recursive: true });
  const file = join(quarter, scorecard.scope.id);
  await writeFile(`${file}.json`, `${JSON.stringify(scorecard, null, 1)}\n`);
  await writeFile(`${file}.evidence.json`, `${JSON.stringify(evidence)}\n`);
}

export function notStored(data: string, repository: string): Problem {
  return new Problem({
    place: join(data, 'snapshots', repository),
    found: 'no snapshot',
    expected: `the facts of ${repository}, which org.yaml lists`,
    remedy: 'Run `npm run snapshot` first.',
  });
}
