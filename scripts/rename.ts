import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument } from 'commander';
import { didYouMean } from '../src/facts/didYouMean.ts';
import { Problem } from '../src/facts/problem.ts';
import { idSchema } from '../src/handbook/id.ts';
import { checkedContent } from './lib/checkedContent.ts';
import { command, type Folders, run } from './lib/command.ts';
import { counted } from './lib/counted.ts';
import { applyRenaming, renamingOf } from './lib/renaming.ts';

const root = join(import.meta.dirname, '..');

await run(async () => {
  const program = command('rename', 'Gives a metric another id: its files, and every reference to it.')
    .addArgument(new Argument('<kind>', 'what to rename').choices(['metric']))
    .argument('<old>', 'its present id')
    .argument('<new>', 'its new id');
  program.parse();
  const [, from = '', to = ''] = program.args;
  const { content, organisation, data } = program.opts<Folders>();
  const { known } = (await checkedContent({ content, organisation, data })).handbook;
  if (!known.metric.includes(from))
    throw wrong('<old>', from, 'the id of a metric', `Correct it.${didYouMean(from, known.metric)}`);
  if (known.metric.includes(to) || !idSchema.safeParse(to).success)
    throw wrong('<new>', to, 'an id in lower case with hyphens, which no metric has', 'Choose another id.');
  const sample = join(content, 'sample');
  const organisations = [...new Set([organisation, ...(existsSync(sample) ? [sample] : [])])];
  const renaming = await renamingOf(from, to, { root, content, organisations });
  await applyRenaming(renaming);
  for (const [, file] of renaming.moves) console.log(`✔ ${file}`);
  console.log(
    `✔ references in ${counted(renaming.texts.size, 'file')}\n\nThe old address leads to the new one. Sealed quarters keep the old id: \`npm run seal\` shows what to accept. Run \`npm run check\`.`,
  );
});

function wrong(place: string, found: string, expected: string, remedy: string): Problem {
  return new Problem({ place, found: `\`${found}\``, expected, remedy, exitCode: 2 });
}
