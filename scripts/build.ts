import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writing } from '../src/facts/disk.ts';
import { buildSite, PRINT_SECONDS } from './lib/buildSite.ts';
import { command, type Folders, run } from './lib/command.ts';
import { wholeNumber } from './lib/optionValues.ts';

const root = join(import.meta.dirname, '..');
const MEBIBYTE = 2 ** 20;

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
  await expectToBuild();
  const exitCode = await buildSite(folders, printSeconds, console.log);
  process.exitCode = exitCode;
  if (exitCode !== 0) await expectToBuild();
});

/** @throws Problem when the disk refuses what a build writes: Astro would show a stack trace */
async function expectToBuild(): Promise<void> {
  const probe = join(root, 'dist.writing.probe');
  await writing(probe, () => writeFile(probe, new Uint8Array(MEBIBYTE))).finally(() =>
    rm(probe, { force: true }),
  );
}
