import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSnapshots, readSnapshot, type Snapshot } from '../../src/facts/store.ts';
import { casesOf } from '../support/deep.ts';
import { contents, type Harbour, harbour, type RunOptions } from '../support/disk/crashes.ts';

/**
 * Seeds of runs that are killed. The few are killed at a question, a little after one, and before a step that changes
 * the disk.
 */
const SEEDS = casesOf({ all: Array.from({ length: 100 }, (_, seed) => seed), few: [1, 8] });
const LONGEST_DELAY = 40;

let sea: Harbour;
let undisturbed: { asked: string[]; steps: number; contents: Record<string, string> };
/** Each repository as it was before the run and as it is after. */
let stored: Map<string, (Snapshot | null)[]>;

beforeAll(async () => {
  sea = await harbour();
  const data = await sea.data();
  const former = await snapshots(data);
  const { asked, output } = await sea.run(data, { killBefore: Number.POSITIVE_INFINITY });
  const steps = Number(/^(\d+) steps$/m.exec(output)?.[1]);
  undisturbed = { asked, steps, contents: await contents(data) };
  const finished = await snapshots(data);
  stored = new Map([...finished].map(([name, snapshot]) => [name, [former.get(name) ?? null, snapshot]]));
});
afterAll(() => sea.close());

describe('a run that is killed and run again', () => {
  test.each(SEEDS)(
    'stores the same and asks nothing twice that was answered: moment %i',
    async (seed) => {
      const data = await sea.data();
      const kills = chance(seed, 'kills') < 0.7 ? 1 : 2;
      const moments: string[] = [];
      /** How many questions may be answered and noted: the last before a kill may be or not. */
      let answered = [0];
      for (let kill = 0; kill <= kills; kill += 1) {
        const moment = kill < kills ? momentOf(seed, kill) : null;
        if (!(await isThere(join(data, '.snapshot/run.json')))) {
          expect([0, undisturbed.asked.length]).toContainEqual(Math.max(...answered));
          answered = [0];
        }
        const { code, signal, asked, output } = await sea.run(data, moment?.options);
        moments.push(`${moment?.name ?? 'to the end'} (${asked.length} asked)`);
        const from = answered.find((at) => startsAt(at, asked));
        if (from === undefined) expect.fail(`${moments.join(', ')}: asked ${asked.join('\n')}`);
        const until = from + asked.length;
        answered = asked.length === 0 ? [until] : [until, until - 1];
        if (signal === null) {
          expect({ code, output }).toMatchObject({ code: 0 });
          break;
        }
        expect(signal).toBe('SIGKILL');
        for (const [name, snapshot] of await snapshots(data)) {
          expect(stored.get(name)).toContainEqual(snapshot);
        }
      }
      expect(await contents(data)).toEqual(undisturbed.contents);
    },
    60_000,
  );
});

describe('two runs at once', () => {
  test('the second ends and changes nothing; the first succeeds', async () => {
    const data = await sea.data();
    let meanwhile: Promise<void> | null = null;
    const first = await sea.run(data, {
      onRequest: (child, number) => {
        if (number !== 4) return;
        child.kill('SIGSTOP');
        meanwhile = second(data, child.pid).finally(() => child.kill('SIGCONT'));
      },
    });
    expect(meanwhile).not.toBeNull();
    await meanwhile;
    expect(first.code).toBe(0);
    expect(await contents(data)).toEqual(undisturbed.contents);
  }, 60_000);

  async function second(data: string, pid: number | undefined): Promise<void> {
    const before = await contents(data);
    const { code, output, asked } = await sea.run(data);
    expect(output).toContain(`process ${pid}`);
    expect(output).toMatch(/another run [\s\S]*remedy: /);
    expect({ code, asked }).toEqual({ code: 1, asked: [] });
    expect(await contents(data)).toEqual(before);
  }
});

test('a local clock that jumps by years changes no byte, with or without an interruption', async () => {
  const data = await sea.data();
  const jumping = ([node = '', ...args]: string[]) => [
    node,
    '--import',
    resolve('test/support/disk/jumpingClock.ts'),
    ...args,
  ];
  const cut = await sea.run(data, {
    wrap: jumping,
    onRequest: (child, number) => {
      if (number === 9) child.kill('SIGKILL');
    },
  });
  expect(cut.signal).toBe('SIGKILL');
  const { code, output, asked } = await sea.run(data, { wrap: jumping });
  expect({ code, output }).toMatchObject({ code: 0 });
  expect([...cut.asked.slice(0, -1), ...asked]).toEqual(undisturbed.asked);
  expect(await contents(data)).toEqual(undisturbed.contents);
}, 60_000);

/** @returns a moment for the kill: at a question, a little after one, or before a step that changes the disk */
function momentOf(seed: number, kill: number): { name: string; options: RunOptions } {
  const draw = (what: string) => chance(seed, `${kill} ${what}`);
  const kind = Math.floor(3 * draw('kind'));
  if (kind === 0) {
    const step = 1 + Math.floor(undisturbed.steps * draw('step'));
    return { name: `before step ${step} of ${undisturbed.steps}`, options: { killBefore: step } };
  }
  const at = 1 + Math.floor((undisturbed.asked.length + 1) * draw('question'));
  const later = kind === 1 ? 0 : Math.ceil(LONGEST_DELAY * draw('delay'));
  return {
    name: later === 0 ? `at question ${at}` : `${later} ms after question ${at}`,
    options: {
      onRequest: (child, number) => {
        if (number === at)
          void (later === 0 ? child.kill('SIGKILL') : delay(later).then(() => child.kill('SIGKILL')));
      },
    },
  };
}

/** @returns a number from 0 up to 1 that depends on the seed and the purpose alone */
const chance = (seed: number, what: string) =>
  createHash('sha256').update(`${seed} ${what}`).digest().readUInt32BE() / 2 ** 32;

const startsAt = (at: number, asked: string[]) =>
  asked.every((question, index) => question === undisturbed.asked[at + index]);

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

async function snapshots(data: string): Promise<Map<string, Snapshot | null>> {
  const names = await listSnapshots(data);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readSnapshot(data, name)] as const)),
  );
}
