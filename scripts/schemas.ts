import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { run } from './lib/command.ts';
import { FIELD_REFERENCE, fieldReference } from './lib/fieldReference.ts';
import { SCHEMA_FOLDER, schemaFiles } from './lib/schemaFiles.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, SCHEMA_FOLDER);

await run(async () => {
  new Command('schemas')
    .description(
      'Writes the JSON Schemas with which editors complete and check what people write, and the list of fields of org.yaml.',
    )
    .allowExcessArguments(false)
    .showHelpAfterError()
    .exitOverride()
    .parse();
  await mkdir(folder, { recursive: true });
  const files = schemaFiles();
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  await writeFile(join(root, FIELD_REFERENCE), fieldReference());
  console.log(`✔ ${files.size} schemas in ${SCHEMA_FOLDER}, and ${FIELD_REFERENCE}`);
});
