import { scorecardFolder } from '../src/scorecard/folder.ts';
import { command, type Folders, run } from './lib/command.ts';
import { withLock } from './lib/lock.ts';
import { moment, wholeNumber } from './lib/optionValues.ts';
import { inputsOf, isUpToDate } from './lib/scoredState.ts';

await run(async () => {
  const program = command('score', 'Computes the scorecards from the snapshots.')
    .option(
      '--as-of <time>',
      'count facts up to this moment (ISO 8601); default: as far as every repository was read that is not a week behind',
      moment,
    )
    .option(
      '--threads <number>',
      'how many threads; default: one for few facts, else all that the machine has',
      wholeNumber(1, 99),
    )
    .option('--fresh', 'compute them also when nothing has changed since the last time');
  program.parse();
  const { fresh = false, ...options } = program.opts<
    Folders & { asOf?: string; threads?: number; fresh?: boolean }
  >();
  const folder = scorecardFolder(options.data);
  const inputs = await inputsOf(options, options.asOf);
  if (!fresh && (await isUpToDate(folder, inputs.all))) {
    console.log(
      `✔ Nothing has changed since the scorecards in ${folder} were computed: they stay. \`--fresh\` computes them again.`,
    );
    return;
  }
  // Loaded only now: most of the time that a look at unchanged facts takes would go into it.
  const { score } = await import('./lib/scoring.ts');
  await withLock(options.data, () => score({ ...options, fresh }, inputs));
});
