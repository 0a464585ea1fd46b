import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { run } from './lib/command.ts';
import { SCHEMA_FOLDER, schemaFiles } from './lib/schemas.ts';

const folder = join(import.meta.dirname, '..', SCHEMA_FOLDER);

await run(async () => {
  new Command('schemas')
    .description('Writes the JSON Schemas with which editors complete and check what people write.')
    .allowExcessArguments(false)
    .showHelpAfterError()
    .exitOverride()
    .parse();
  await mkdir(folder, { recursive: true });
  const files = schemaFiles();
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  console.log(`✔ ${files.size} schemas in ${SCHEMA_FOLDER}`);
});
