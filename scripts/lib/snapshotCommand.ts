import { checkedContent } from './checkedContent.ts';
import { command, type Folders } from './command.ts';
import { parseShard, type Shard } from './shard.ts';
import { plan } from './snapshotPlan.ts';
import { snapshot } from './snapshotting.ts';

/** The options of the command line. */
interface Options extends Folders {
  full?: boolean;
  plan?: boolean;
  allowPartial?: boolean;
  shard?: Shard;
}

/**
 * Does what the command line asks for.
 * @param secrets the tokens and keys that the command was started with, by the name of their variable
 */
export async function snapshotCommand(secrets: Readonly<NodeJS.ProcessEnv>): Promise<void> {
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
}
