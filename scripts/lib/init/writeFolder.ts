import { randomBytes } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
 * @throws Problem (exit 2) when the folder exists, or when what was answered is not valid
 */
export async function writeFolder(folder: string, text: string, metrics: readonly string[]): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const staging = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await writeFile(join(staging, ORGANISATION_FILE), text);
    await loadOrganisation(staging, metrics);
    await mkdir(join(staging, 'reviews'));
    await writeFile(join(staging, 'reviews/.gitkeep'), '');
    await expectNothingAt(folder);
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * Writes `.env` with a new key for pseudonyms, unless there is one.
 * @returns whether it was written
 */
export async function writeEnvironment(file: string, graphqlUrl: string | undefined): Promise<boolean> {
  const lines = [
    '# Read by npm start and npm run snapshot; git ignores it. Keep the key: without it, everything must be read again.',
    `PLUMBLINE_PSEUDONYM_KEY=${randomBytes(32).toString('hex')}`,
    ...(graphqlUrl === undefined ? [] : [`GITHUB_GRAPHQL_URL=${graphqlUrl}`]),
    '',
  ];
  return writeFile(file, lines.join('\n'), { flag: 'wx', mode: 0o600 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
