// First, before anything that could look for secrets in the environment is loaded.
import './lib/takenSecrets.ts';

import { command, type Folders, run } from './lib/command.ts';
import { importAll } from './lib/importing.ts';
import { withLock } from './lib/lock.ts';
import { secrets } from './lib/takenSecrets.ts';

await run(async () => {
  const program = command('import', 'Reads exports of other tools, as imports/<id>.yaml declares them.')
    .argument('[id]', 'one import; default: all')
    .option('--check', 'show the first rows as they would become facts and observations; store nothing');
  program.parse();
  const { check = false, ...folders } = program.opts<Folders & { check?: boolean }>();
  const id = program.args[0] ?? null;
  const read = () => importAll(folders, { id, check, now: Date.now(), secrets });
  await (check ? read() : withLock(folders.data, read));
});
