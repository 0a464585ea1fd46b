import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../src/facts/problem.ts';
import { readSnapshot } from '../../src/facts/store.ts';
import { type Organisation, organisationSchema } from '../../src/handbook/organisation.ts';
import { ORGANISATION_FILE } from '../../src/handbook/organisationFolder.ts';
import { type KnownNames, namesIn, unmatchedNames } from '../../src/handbook/unmatchedNames.ts';
import { parseYaml } from '../../src/handbook/yaml.ts';
import type { Folders } from './command.ts';
import { ignoreProblem } from './ignoreProblem.ts';

/** @returns patterns of org.yaml that match nothing, and how many repositories have facts to compare them with */
export async function unmatchedInFacts(
  { organisation: folder, data }: Pick<Folders, 'organisation' | 'data'>,
  { repositories, publishPartial }: Organisation,
): Promise<{ unmatched: Problem[]; repositories: number }> {
  const known = new Map<string, KnownNames>();
  for (const { name } of repositories) {
    // Scoring tells what is wrong with one that cannot be read.
    const snapshot = publishPartial
      ? await readSnapshot(data, name).catch(ignoreProblem)
      : await readSnapshot(data, name);
    if (snapshot !== null) known.set(name, namesIn(snapshot));
  }
  const file = join(folder, ORGANISATION_FILE);
  const { raw, placeOf } = parseYaml(file, await readFile(file, 'utf8'), organisationSchema);
  return { unmatched: unmatchedNames(raw, known, placeOf), repositories: known.size };
}
