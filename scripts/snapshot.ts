// First, before anything that could look for secrets in the environment is loaded.
import './lib/takenSecrets.ts';

import { setFlagsFromString } from 'node:v8';
import { command, type Folders, run } from './lib/command.ts';
import { checkedContent } from './lib/content.ts';
import { parseShard, type Shard } from './lib/shard.ts';
import { plan } from './lib/snapshotPlan.ts';
import { snapshot } from './lib/snapshotting.ts';
import { secrets } from './lib/takenSecrets.ts';

/** The options of the command line. */
interface Options extends Folders {
  full?: boolean;
  plan?: boolean;
  allowPartial?: boolean;
  shard?: Shard;
}

// A run waits for answers most of the time, in which V8 would let garbage accumulate.
setFlagsFromString('--optimize-for-size');

await run(async () => {
  const program = command('snapshot', 'Fetches what is new into the snapshots.')
    .option('--full', 'read everything again instead of what changed')
    .option('--plan', 'show what a run would ask of GitHub and how long it would take; fetch nothing')
    .option('--allow-partial', 'succeed although parts could not be read; what is missing is still reported')
    .option('--shard <i/n>', 'read the i-th of n shares of the repositories, such as 2/4', parseShard);
  program.parse();
  const { full = false, allowPartial = false, shard = null, ...options } = program.opts<Options>();
  await checkedContent(options);
  const request = { ...options, full, allowPartial, shard, secrets };
  await (options.plan === true ? plan(request) : snapshot(request));
});
