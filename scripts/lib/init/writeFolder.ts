import { randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder, writeNew, writing } from '../../../src/facts/disk.ts';
import { Problem } from '../../../src/facts/problem.ts';
import { loadOrganisation } from '../../../src/handbook/loadOrganisation.ts';
import { ORGANISATION_FILE } from '../../../src/handbook/organisationFolder.ts';

/** @throws Problem (exit 2) when there is something at a path already: nothing is overwritten */
export async function expectNothingAt(path: string): Promise<void> {
  if (!(await exists(path))) return;
  throw new Problem({
    place: path,
    found: 'something of that name',
    expected: 'nothing yet: `npm run init` overwrites nothing',
    remedy: `Change ${join(path, ORGANISATION_FILE)} by hand, move the folder away, or give another with \`--org\`.`,
    exitCode: 2,
  });
}

/**
 * Writes an organisation folder whole or not at all, after its `org.yaml` was read and checked as every command does.
 * @param metrics ids of all metric pages
 * @param writeKey writes what the folder needs first: an interrupted run can then be repeated, which a folder that
 * exists would forbid
 * @returns what writing the key returns
 * @throws Problem when the disk refuses; (exit 2) when the folder exists, or when what was answered is not valid
 */
export function writeFolder<Result>(
  folder: string,
  text: string,
  metrics: readonly string[],
  writeKey: () => Promise<Result>,
): Promise<Result> {
  const staging = join(dirname(folder), `.${basename(folder)}.writing`);
  return writing(folder, async () => {
    // What a run that was killed left.
    await rm(staging, { recursive: true, force: true });
    await makeFolder(staging);
    try {
      await writeFile(join(staging, ORGANISATION_FILE), text);
      await loadOrganisation(staging, metrics);
      await mkdir(join(staging, 'reviews'));
      await writeFile(join(staging, 'reviews/.gitkeep'), '');
      await expectNothingAt(folder);
      const result = await writeKey();
      await rename(staging, folder);
      return result;
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  });
}

/**
 * Writes `.env` with a new key for pseudonyms, whole or not at all, unless there is one.
 * @returns whether it was written
 * @throws Problem when the disk refuses
 */
export function writeEnvironment(file: string, graphqlUrl: string | undefined): Promise<boolean> {
  const lines = [
    '# Read by npm start and npm run snapshot; git ignores it. Keep the key: without it, everything must be read again.',
    `PLUMBLINE_PSEUDONYM_KEY=${randomBytes(32).toString('hex')}`,
    ...(graphqlUrl === undefined ? [] : [`GITHUB_GRAPHQL_URL=${graphqlUrl}`]),
    '',
  ];
  return writeNew(file, lines.join('\n'), 0o600);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
