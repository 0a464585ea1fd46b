import { open, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Lock, takeLock } from '../../../scripts/lib/lock.ts';
import { Problem } from '../../../src/facts/problem.ts';

/** Has a folder to itself time and again, and fails when it is not alone there: `takeTurns.ts FOLDER TURNS`. */
const [folder = '', turns = ''] = process.argv.slice(2);
const marker = `${folder}-taken`;
for (let turn = 0; turn < Number(turns); turn += 1) {
  const lock = await waitedFor();
  await (await open(marker, 'wx')).close();
  await delay(turn % 3);
  await rm(marker);
  await lock.release();
}

async function waitedFor(): Promise<Lock> {
  for (;;) {
    const lock = await takeLock(folder).catch((error: unknown) => {
      if (error instanceof Problem) return null;
      throw error;
    });
    if (lock !== null) return lock;
    await delay(1);
  }
}
