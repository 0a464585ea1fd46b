import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { Problem } from '../src/facts/problem.ts';
import { run } from './lib/command.ts';
import { portOption } from './lib/portOption.ts';
import { expectFree, serve } from './lib/serving.ts';

const page = join(import.meta.dirname, '..', 'dist/index.html');

await run(async () => {
  const program = new Command('serve')
    .description('Serves the site that was built last; reads and computes nothing.')
    .addOption(portOption())
    .allowExcessArguments(false)
    .showHelpAfterError()
    .exitOverride()
    .parse();
  const { port } = program.opts<{ port: number }>();
  await access(page).catch((cause: unknown) => {
    throw new Problem({
      place: page,
      found: 'no built site',
      expected: 'what `npm run build` writes',
      remedy: 'Run `npm run build`, or `npm start`, which reads and computes first.',
      cause,
    });
  });
  await expectFree(port);
  console.log(`${await serve(port)}\nCtrl-C stops it.`);
});
