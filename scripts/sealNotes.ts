import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { loadDefinitions } from '../src/handbook/handbook.ts';
import type { Seal } from '../src/scorecard/seal.ts';
import { command, type Folders, run } from './lib/command.ts';
import { sealNotes } from './lib/sealNotes.ts';
import { readSeal } from './lib/seals.ts';

await run(async () => {
  const program = command(
    'sealNotes',
    'Tells in Markdown which numbers were sealed or restated since.',
  ).requiredOption('--before <dir>', 'a data folder as it was before `npm run seal`');
  program.parse();
  const { content, data, before } = program.opts<Folders & { before: string }>();
  const definitions = await loadDefinitions(content);
  console.log(sealNotes(await sealsIn(before), await sealsIn(data), definitions));
});

/** Every seal of a data folder; none where nothing was sealed. */
async function sealsIn(data: string): Promise<Seal[]> {
  const names = await readdir(join(data, 'seals'), { recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const seals = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => {
        const [quarter = '', file = ''] = name.split(sep);
        return readSeal(data, quarter, file.slice(0, -'.json'.length));
      }),
  );
  return seals.filter((seal) => seal !== null);
}
