// First, before anything that could look for secrets in the environment is loaded.
import './lib/takenSecrets.ts';

import { join } from 'node:path';
import { buildSite, PRINT_SECONDS } from './lib/buildSite.ts';
import { checkedContent } from './lib/checkedContent.ts';
import { runChild } from './lib/child.mjs';
import { command, type Folders, run } from './lib/command.ts';
import { portOption } from './lib/portOption.ts';
import { latestScorecards, summaryLines } from './lib/scoredSummary.ts';
import { expectFree, serve } from './lib/serving.ts';
import { secrets } from './lib/takenSecrets.ts';

const root = join(import.meta.dirname, '..');

await run(async () => {
  const program = command('start', 'Reads, scores, builds and serves: everything from the facts to the page.')
    .addOption(portOption())
    .option('--allow-partial', 'go on although parts could not be read; what is missing is still reported')
    .parse();
  const {
    port,
    allowPartial = false,
    ...folders
  } = program.opts<Folders & { port: number; allowPartial?: boolean }>();
  const { organisation, handbook } = await checkedContent(folders);
  const { name, sample } = organisation;
  await expectFree(port);
  const readFacts = () => read(folders, allowPartial);
  for (const step of [readFacts, readExports, computeScorecards, site]) {
    const exitCode = await step(folders);
    if (exitCode !== 0) {
      process.exitCode = exitCode;
      return;
    }
  }
  const url = await serve(port);
  for (const line of summaryLines(await latestScorecards(folders.data), handbook.metrics)) console.log(line);
  console.log(welcome(name, sample, url));
});

function read(folders: Folders, allowPartial: boolean): Promise<number> {
  console.error('\n1 of 4: reading the facts (npm run snapshot)');
  const args = allowPartial ? ['--allow-partial'] : [];
  return script('snapshot', folders, { ...process.env, ...secrets }, args);
}

function readExports(folders: Folders): Promise<number> {
  console.error('\n2 of 4: reading exports of other tools (npm run import)');
  return script('import', folders, process.env);
}

function computeScorecards(folders: Folders): Promise<number> {
  console.error('\n3 of 4: computing the scorecards (npm run score)');
  return script('score', folders, process.env);
}

async function script(
  name: string,
  folders: Folders,
  env: NodeJS.ProcessEnv,
  further: readonly string[] = [],
): Promise<number> {
  const file = join(root, 'scripts', `${name}.ts`);
  const { content, organisation, data } = folders;
  const args = [file, '--org', organisation, '--content', content, '--data', data, ...further];
  const { exitCode, interrupted } = await runChild(process.execPath, args, { env });
  return interrupted ? 130 : exitCode;
}

async function site(folders: Folders): Promise<number> {
  console.error('\n4 of 4: building the site (npm run build)');
  const exitCode = await buildSite(folders, PRINT_SECONDS, console.error, { quietly: true });
  return exitCode === 0 || exitCode === 130 ? exitCode : 1;
}

function welcome(organisation: string, sample: boolean, url: string): string {
  const own = [
    'To see your own repositories:',
    '  1. export GITHUB_TOKEN=<a token that may read them>   (not needed for clones)',
    '  2. npm run init',
    '  3. npm start',
    '',
  ];
  return [
    '',
    `${organisation} is ready: ${url}`,
    '',
    ...(sample ? ['These are sample data: invented facts that show how it looks.', ...own] : []),
    'Ctrl-C stops it.',
  ].join('\n');
}
