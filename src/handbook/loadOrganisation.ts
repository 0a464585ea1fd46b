import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../facts/problem.ts';
import { checkReferences } from './checkReferences.ts';
import { ORGANISATION_VERSION, type Organisation, organisationSchema } from './organisation.ts';
import { checkOrganisationFolder, ORGANISATION_FILE } from './organisationFolder.ts';
import { readText } from './plainText.ts';
import { type KnownRepository, withRepositories } from './repositoryPatterns.ts';
import { parseYaml } from './yaml.ts';

/**
 * Reads an organisation's `org.yaml` and checks its references.
 * @param folder the organisation folder
 * @param metrics ids of all metric pages
 * @param known the repositories that take the place of patterns: those that are stored
 * @throws Problem (exit 2) with every problem
 */
export async function loadOrganisation(
  folder: string,
  metrics: readonly string[],
  known: readonly KnownRepository[] = [],
): Promise<Organisation> {
  checkOrganisationFolder(folder);
  const file = join(folder, ORGANISATION_FILE);
  const text = await readText(file, {
    expected: 'the description of your teams and repositories',
    remedy: 'Run `npm run init` to make one, or give another folder with `--org`.',
  });
  checkVersion(file, text);
  const { value, placeOf } = parseYaml(file, text, organisationSchema);
  checkReferences(value, metrics, placeOf);
  return withRepositories(value, known);
}

/** Comes before all else: what only a newer version knows would be reported as an error, field by field. */
function checkVersion(file: string, text: string): void {
  const schema = z.looseObject({ version: z.unknown().optional() });
  const { value, placeOf } = parseYaml(file, text, schema);
  if (typeof value.version !== 'number' || value.version <= ORGANISATION_VERSION) return;
  throw new Problem({
    place: placeOf(['version']),
    found: `an organisation folder of version ${value.version}`,
    expected: `version ${ORGANISATION_VERSION}, which this Plumbline reads`,
    remedy: 'Use a newer Plumbline: the folder was made for one.',
    exitCode: 2,
  });
}
