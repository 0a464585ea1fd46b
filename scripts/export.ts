import { Option } from 'commander';
import { loadDefinitions } from '../src/handbook/handbook.ts';
import { command, type Folders, run } from './lib/command.ts';
import { exportTables, type Format } from './lib/export/exporting.ts';

await run(async () => {
  const program = command('export', 'Writes what the scorecards show, and the items behind it, as tables.')
    .addOption(new Option('--format <format>', 'of the files').choices(['csv', 'parquet']).default('csv'))
    .option('--out <dir>', 'the folder to write; a former export there is replaced', 'export')
    .parse();
  const { format, out, content, organisation, data } = program.opts<
    Folders & { format: Format; out: string }
  >();
  const definitions = await loadDefinitions(content, organisation);
  const titles = new Map([...definitions].map(([id, { title }]) => [id, title]));
  const counts = await exportTables({ data, titles, format, out });
  for (const [name, rows] of counts) console.log(`✔ ${out}/${name}.${format}: ${rows} rows`);
});
