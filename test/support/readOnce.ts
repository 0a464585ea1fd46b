import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { checkBody, textsFoundRight } from '../../src/handbook/body.ts';
import { keepChecks } from '../../src/views/keepChecks.ts';
import { handbookOf } from './handbook.ts';

/** Run as a thread, which has read nothing yet: a server, or a build, that reads one text. Says the files it knew before. */
const { root, cache, inDevelopment, read } = z
  .strictObject({
    root: z.url(),
    cache: z.url(),
    inDevelopment: z.boolean(),
    read: z.object({ file: z.string(), text: z.string() }),
  })
  .parse(workerData);

const save = await keepChecks(new URL(root), new URL(cache), inDevelopment);
parentPort?.postMessage([...textsFoundRight().keys()]);
try {
  checkBody(read, { ...handbookOf({}).known, metric: ['b'] });
} finally {
  await save();
}
