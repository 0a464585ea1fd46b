import { storedRepositories } from '../src/facts/store.ts';
import { loadDefinitions } from '../src/handbook/handbook.ts';
import { loadOrganisation } from '../src/handbook/loadOrganisation.ts';
import { isSealOf } from '../src/scorecard/seal.ts';
import { command, type Folders, run } from './lib/command.ts';
import { sealNotes } from './lib/sealReport.ts';
import { readSeals } from './lib/seals.ts';

await run(async () => {
  const program = command(
    'sealNotes',
    'Tells in Markdown which numbers were sealed or restated since.',
  ).requiredOption('--before <dir>', 'a data folder as it was before `npm run seal`');
  program.parse();
  const { content, organisation: folder, data, before } = program.opts<Folders & { before: string }>();
  const definitions = await loadDefinitions(content, folder);
  const organisation = await loadOrganisation(
    folder,
    [...definitions.keys()],
    await storedRepositories(data),
  );
  const sealsIn = async (folder: string) =>
    (await readSeals(folder)).filter((seal) => isSealOf(seal, organisation));
  console.log(sealNotes(await sealsIn(before), await sealsIn(data), definitions));
});
