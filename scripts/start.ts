// First, before anything that could look for secrets in the environment is loaded.
import './lib/takenSecrets.ts';

import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { preview } from 'astro';
import { InvalidArgumentError, Option } from 'commander';
import { Problem } from '../src/facts/problem.ts';
import { environmentOf } from '../src/handbook/organisationFolder.ts';
import { PRINT_SECONDS, printSite } from './lib/buildSite.ts';
import { runChild } from './lib/child.mjs';
import { command, type Folders, run } from './lib/command.ts';
import { checkedContent } from './lib/content.ts';
import { secrets } from './lib/takenSecrets.ts';
import { runToolQuietly } from './lib/tool.ts';

const root = join(import.meta.dirname, '..');

await run(async () => {
  const program = command('start', 'Reads, scores, builds and serves: everything from the facts to the page.')
    .addOption(
      new Option('--port <number>', 'port to serve on').env('PORT').default(4321).argParser(parsePort),
    )
    .parse();
  const { port, ...folders } = program.opts<Folders & { port: number }>();
  const { organisation } = await checkedContent(folders);
  const { name, sample } = organisation;
  await expectFree(port);
  for (const step of [readFacts, readExports, computeScorecards, buildSite]) {
    const exitCode = await step(folders);
    if (exitCode !== 0) {
      process.exitCode = exitCode;
      return;
    }
  }
  const url = await serve(port);
  console.log(welcome(name, sample, url));
});

function readFacts(folders: Folders): Promise<number> {
  console.error('\n1 of 4: reading the facts (npm run snapshot)');
  return script('snapshot', folders, { ...process.env, ...secrets });
}

function readExports(folders: Folders): Promise<number> {
  console.error('\n2 of 4: reading exports of other tools (npm run import)');
  return script('import', folders, process.env);
}

function computeScorecards(folders: Folders): Promise<number> {
  console.error('\n3 of 4: computing the scorecards (npm run score)');
  return script('score', folders, process.env);
}

async function script(name: string, folders: Folders, env: NodeJS.ProcessEnv): Promise<number> {
  const file = join(root, 'scripts', `${name}.ts`);
  const { content, organisation, data } = folders;
  const args = [file, '--org', organisation, '--content', content, '--data', data];
  const { exitCode, interrupted } = await runChild(process.execPath, args, { env });
  return interrupted ? 130 : exitCode;
}

async function buildSite({ content, organisation, data }: Folders): Promise<number> {
  console.error('\n4 of 4: building the site (npm run build)');
  // Without --force Astro would take pages from the cache of a build from other folders.
  const exitCode = await runToolQuietly(
    'Building the site',
    'astro',
    ['build', '--force'],
    environmentOf({ content: resolve(content), organisation: resolve(organisation), data: resolve(data) }),
  );
  if (exitCode === 0) console.error(await printSite({ content, organisation, data }, PRINT_SECONDS));
  return exitCode === 0 || exitCode === 130 ? exitCode : 1;
}

/** Serves the built site until Ctrl-C or SIGTERM. */
async function serve(port: number): Promise<string> {
  const server = await preview({ root, server: { port }, logLevel: 'error' });
  const stop = async () => {
    await server.stop();
    process.exit(0);
  };
  process.removeAllListeners('SIGTERM').once('SIGTERM', stop).once('SIGINT', stop);
  return server.urls?.local[0] ?? `http://localhost:${server.port}/`;
}

function welcome(organisation: string, sample: boolean, url: string): string {
  const own = [
    'To see your own repositories:',
    '  1. list them and your teams in org.yaml, and remove `sample: true` there',
    '  2. export GITHUB_TOKEN=<a token that may read them>',
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

async function expectFree(port: number): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, 'localhost'), 'listening');
  } catch (cause) {
    throw new Problem({
      place: `port ${port}`,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: 'a port that no other program uses',
      remedy: `Choose another: npm start -- --port ${port === 65_535 ? port - 1 : port + 1} (or set PORT).`,
      cause,
    });
  }
  await once(probe.close(), 'close');
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a number from 1 to 65535.');
}
