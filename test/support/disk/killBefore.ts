import fs, { appendFileSync, writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded into a command with `node --import`: kills its process before the n-th step that changes the disk, where
 * n is PLUMBLINE_KILL_BEFORE. A file that is being written then holds half of its text.
 * Where n is Infinity it says at the end how many steps there were.
 */
const STEPS = [
  'appendFile',
  'link',
  'mkdir',
  'open',
  'rename',
  'rm',
  'rmdir',
  'truncate',
  'writeFile',
] as const;
/** Of the functions with callbacks, those with which files are written whole or not at all. */
const STEPS_WITH_CALLBACKS = ['open', 'rename'] as const;
const WRITERS: Readonly<Record<string, (file: string, half: string) => void>> = {
  appendFile: appendFileSync,
  writeFile: writeFileSync,
};

const last = Number(process.env['PLUMBLINE_KILL_BEFORE']);
let step = 0;

const killing =
  (name: string, original: (...args: never[]) => unknown, owner: object) =>
  (...args: unknown[]): unknown => {
    step += 1;
    if (step === last) {
      const [file, text] = args;
      if (typeof file === 'string' && typeof text === 'string')
        WRITERS[name]?.(file, text.slice(0, text.length / 2));
      process.kill(process.pid, 'SIGKILL');
    }
    return Reflect.apply(original, owner, args);
  };

for (const name of STEPS) Object.assign(promises, { [name]: killing(name, promises[name], promises) });
for (const name of STEPS_WITH_CALLBACKS) Object.assign(fs, { [name]: killing(name, fs[name], fs) });
syncBuiltinESMExports();
if (last === Number.POSITIVE_INFINITY) process.on('exit', () => console.log(`${step} steps`));
