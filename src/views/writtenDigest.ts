import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { addContents } from '../facts/folderDigest.ts';
import type { Folders } from '../handbook/organisationFolder.ts';

/** The project’s own files that decide how a page looks. */
const CODE = ['src', 'public', 'astro.config.mjs', 'package-lock.json'];

/** The variables that pages depend on: the site's address, and those from which links to the host are made. */
const VARIABLES = [
  'PLUMBLINE_SITE',
  'PLUMBLINE_BASE',
  'GITHUB_SERVER_URL',
  'GITHUB_REPOSITORY',
  'GITHUB_REF_NAME',
  'TZ',
] as const;

/** What pages are rendered with, whatever the facts are. */
export interface WrittenInputs {
  /** The project’s folder. */
  root: string;
  folders: Folders;
  env: Readonly<Record<string, string | undefined>>;
  /** When files of `content/` were last changed. */
  changes: ReadonlyMap<string, string>;
}

/** @returns a digest of the code, of everything that people write, of the seals, and of the variables that pages depend on */
export async function writtenDigest({ root, folders, env, changes }: WrittenInputs): Promise<string> {
  const { content, organisation, data } = folders;
  const isData = (base: string) => {
    const below = relative(base, data);
    return (file: string) => !below.startsWith('..') && `${file}/`.startsWith(`${below}/`);
  };
  const ofData = isData(content);
  const hash = createHash('sha256').update(
    JSON.stringify([
      process.versions,
      VARIABLES.map((name) => env[name] ?? ''),
      relative(content, organisation),
      [...changes].filter(([file]) => !ofData(file)).sort(),
    ]),
  );
  for (const path of CODE) await addContents(hash, root, path);
  for (const folder of [content, organisation]) {
    const isIn = isData(folder);
    await addContents(hash, folder, '.', (file) => !isIn(file));
  }
  await addContents(hash, data, 'seals');
  return hash.digest('hex');
}
