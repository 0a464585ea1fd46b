import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '../../src/facts/problem.ts';
import type { Answer, Call } from './hands.ts';
import { loadMetrics } from './metrics.ts';
import { type Orders, scoringTasks } from './scoringTasks.ts';

const orders: Orders = workerData;
const metrics = [...(await loadMetrics())].filter(([id]) => orders.metrics.includes(id));
const tasks = scoringTasks(orders, new Map(metrics));

const answer = (message: Answer<unknown>) => parentPort?.postMessage(message);

parentPort?.on('message', async (call: Call) => {
  try {
    answer({ value: await perform(call) });
  } catch (error) {
    if (error instanceof Problem) {
      const { place, found, expected, remedy, exitCode } = error;
      answer({
        problem: { place, found, remedy, exitCode, ...(expected === undefined ? {} : { expected }) },
      });
    } else answer({ error });
  }
});

function perform(call: Call): Promise<unknown> {
  switch (call.task) {
    case 'measure':
      return tasks.measure(call.argument);
    case 'hold':
      return tasks.hold(call.argument);
    case 'team':
      return tasks.team(call.argument);
    case 'metric':
      return tasks.metric(call.argument);
  }
}
