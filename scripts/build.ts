import { resolve } from 'node:path';
import { environmentOf } from '../src/handbook/organisationFolder.ts';
import { PRINT_SECONDS, printSite } from './lib/buildSite.ts';
import { command, type Folders, run } from './lib/command.ts';
import { wholeNumber } from './lib/optionValues.ts';
import { runTool } from './lib/tool.ts';

await run(async () => {
  const program = command(
    'build',
    'Builds the site into `dist`, and prints the reviews where there is a browser.',
  )
    .option(
      '--print-seconds <number>',
      'how long printing may take; 0: do not print',
      wholeNumber(0, 86_400),
      PRINT_SECONDS,
    )
    .parse();
  const { printSeconds, ...folders } = program.opts<Folders & { printSeconds: number }>();
  // Without --force Astro would take pages from the cache of a build from other folders.
  const exitCode = await runTool('astro', ['build', '--force'], environmentOf(resolved(folders)));
  process.exitCode = exitCode;
  if (exitCode === 0) console.log(await printSite(folders, printSeconds));
});

/** Wherever Astro works, the folders are those that were given here. */
function resolved({ content, organisation, data }: Folders): Folders {
  return { content: resolve(content), organisation: resolve(organisation), data: resolve(data) };
}
