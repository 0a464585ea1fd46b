import { workerData } from 'piscina';
import { Problem } from '../../src/facts/problem.ts';
import { fedMetrics } from './importedTables.ts';
import { loadMetrics, withImportedMetrics } from './metrics.ts';
import { type Answer, scoringOptionsIn, scoringWork, type Task } from './scoringWork.ts';

const { perform } = await begin(workerData);

async function begin(given: unknown) {
  const options = scoringOptionsIn(given);
  const computed = await loadMetrics(options.organisationFolder);
  const metrics = [...withImportedMetrics(computed, fedMetrics(options.imports))].filter(([id]) =>
    options.metrics.includes(id),
  );
  return scoringWork(options, new Map(metrics));
}

export default async function work(task: Task): Promise<Answer> {
  try {
    const done = await perform(task);
    if (done.kind !== 'metrics') return done;
    return { kind: 'metrics', metrics: done.metrics.map(([id, pages]) => [id, pages.map(withOwnMemory)]) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { place, found, expected, remedy, exitCode } = error;
    const details = { place, found, remedy, exitCode, ...(expected === undefined ? {} : { expected }) };
    return { kind: 'problem', details };
  }
}

type Pages = Extract<Answer, { kind: 'metrics' }>['metrics'][number][1];

/** Columns are often parts of larger memory, all of which would be sent. */
function withOwnMemory({ result, behind: { item, at, value, note } }: Pages[number]): Pages[number] {
  return { result, behind: { item: item.slice(), at: at.slice(), value: value.slice(), note } };
}
