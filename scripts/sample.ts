import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Temporal } from 'temporal-polyfill';
import { writeSnapshot } from '../src/facts/store.ts';
import { run } from './lib/command.ts';
import { bytesOf } from './sample/exports/exportFile.ts';
import { pastOf } from './sample/exports/past.ts';
import { exportsOf } from './sample/exports.ts';
import { provenance, simulate, TIME_ZONE } from './sample/simulation.ts';

/** The seed and the end of the sample in this repository. */
const SEED = '11';
const UNTIL = '2026-10-01';

await run(async () => {
  const program = new Command('sample')
    .description(
      'Writes the sample organisation: fictional facts and exports of other tools, simulated from a seed.',
    )
    .option('--data <dir>', 'folder of the snapshots and the exports', 'data/sample')
    .option('--seed <text>', 'the same seed gives the same bytes', SEED)
    .addOption(
      new Option('--until <date>', `facts end where this day begins in ${TIME_ZONE}`)
        .argParser(parseDay)
        .default(parseDay(UNTIL), UNTIL),
    );
  program.allowExcessArguments(false).showHelpAfterError().exitOverride().parse();
  const { data, seed, until } = program.opts<{ data: string; seed: string; until: number }>();
  const snapshots = simulate(seed, until);
  for (const { repository, facts } of snapshots) {
    await writeSnapshot(data, repository, facts, provenance(facts, until));
    const rows = Object.values(facts).reduce((sum, collection) => sum + collection.length, 0);
    console.log(`${join(data, 'snapshots', repository.name)}: ${rows} facts`);
  }
  for (const each of exportsOf(pastOf(seed, until, TIME_ZONE, snapshots))) {
    const path = join(data, 'imports', each.id, each.name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytesOf(each));
    console.log(path);
  }
});

function parseDay(text: string): number {
  try {
    return Temporal.PlainDate.from(text).toZonedDateTime({ timeZone: TIME_ZONE }).epochMilliseconds;
  } catch {
    throw new InvalidArgumentError('Expected a day as YYYY-MM-DD.');
  }
}
