import { Piscina } from 'piscina';
import { Problem } from '../../src/facts/problem.ts';
import type { Answer, Done, ScoringOptions, ScoringWork, Task } from './scoringWork.ts';

/** Those who do the work: this thread, or a pool of others. */
export interface Workers {
  perform: (task: Task) => Promise<Done>;
  close: () => Promise<void>;
}

/** One task after the other: they have one database. */
export function inline(work: ScoringWork): Workers {
  let last: Promise<unknown> = Promise.resolve();
  return {
    perform: (task) => {
      const next = last.then(() => work.perform(task));
      last = next.catch(() => {});
      return next;
    },
    close: async () => {},
  };
}

export function workerPool(options: ScoringOptions, threads: number): Workers {
  const pool = new Piscina<Task, Answer>({
    filename: new URL('scoringWorker.ts', import.meta.url).href,
    workerData: options,
    minThreads: threads,
    maxThreads: threads,
    // Rows are many and short-lived: with little room, those in use are copied over and over.
    resourceLimits: { maxYoungGenerationSizeMb: 48 },
  });
  return {
    perform: async (task) => {
      const answer = await pool.run(task);
      if (answer.kind === 'problem') throw new Problem(answer.details);
      return answer;
    },
    close: () => pool.destroy(),
  };
}
