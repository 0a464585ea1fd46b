// First, before anything that could look for secrets in the environment is loaded.
import './lib/takenSecrets.ts';

import { run } from './lib/command.ts';
import { initCommand } from './lib/init/initCommand.ts';
import { secrets } from './lib/takenSecrets.ts';

await run(() => initCommand(secrets));
