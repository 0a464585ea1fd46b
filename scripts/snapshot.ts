// First, before anything that could look for secrets in the environment is loaded.
import './lib/takenSecrets.ts';

import { setFlagsFromString } from 'node:v8';
import { run } from './lib/command.ts';
import { snapshotCommand } from './lib/snapshotCommand.ts';
import { secrets } from './lib/takenSecrets.ts';

// A run waits for answers most of the time, in which V8 would let garbage accumulate.
setFlagsFromString('--optimize-for-size');

await run(() => snapshotCommand(secrets));
