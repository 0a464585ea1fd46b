import { Worker } from 'node:worker_threads';
import { Problem, type ProblemDetails } from '../../src/facts/problem.ts';
import type { Metric } from '../../src/metrics/populations/metric.ts';
import { type Orders, scoringTasks, type Tasks } from './scoringTasks.ts';

/** What is asked of a thread: one task at a time. */
export type Call = {
  [Task in keyof Tasks]: { task: Task; argument: Parameters<Tasks[Task]>[0] };
}[keyof Tasks];

/** What a thread answers: what came of the task, or why nothing did. */
export type Answer<Value> = { value: Value } | { problem: ProblemDetails } | { error: unknown };

/** Somebody who does tasks, one after the other. */
export interface Hand {
  tasks: Tasks;
  dismiss: () => Promise<unknown>;
}

/** @returns so many threads; for one no thread, but tasks that are done here */
export function hands(
  count: number,
  orders: Omit<Orders, 'metrics'>,
  metrics: ReadonlyMap<string, Metric>,
): Hand[] {
  const all: Orders = { ...orders, metrics: [...metrics.keys()] };
  if (count === 1) return [{ tasks: scoringTasks(all, metrics), dismiss: async () => {} }];
  return Array.from({ length: count }, () => thread(all));
}

function thread(orders: Orders): Hand {
  const worker = new Worker(new URL('scoringThread.ts', import.meta.url), {
    workerData: orders,
    // Rows are many and short-lived: with little room, those in use are copied over and over.
    resourceLimits: { maxYoungGenerationSizeMb: 48 },
  });
  const call = <Value>(message: Call): Promise<Value> =>
    new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        worker.off('message', answered).off('error', failed);
        end();
      };
      const answered = (answer: Answer<Value>) =>
        settle(() => {
          if ('value' in answer) resolve(answer.value);
          else reject('problem' in answer ? new Problem(answer.problem) : answer.error);
        });
      const failed = (error: unknown) => settle(() => reject(error));
      worker.on('message', answered).on('error', failed);
      worker.postMessage(message);
    });
  return {
    tasks: {
      measure: (argument) => call({ task: 'measure', argument }),
      hold: (argument) => call({ task: 'hold', argument }),
      team: (argument) => call({ task: 'team', argument }),
      metric: (argument) => call({ task: 'metric', argument }),
    },
    dismiss: () => worker.terminate(),
  };
}
