import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { Problem } from '../facts/problem.ts';

/** Where everything is that a command reads and writes. */
export interface Folders {
  /** The handbook: `metrics/`, `rules/` and the other pages. */
  content: string;
  /** What belongs to one organisation: `org.yaml`, `reviews/`, `imports/`, `events.yaml`, `notes/`, `pages/`. */
  organisation: string;
  /** What programs write for this organisation: `snapshots/`, `scorecards/`, `seals/`. */
  data: string;
}

/** What the command line or the environment says of folders. */
export interface GivenFolders {
  org?: string | undefined;
  content?: string | undefined;
  data?: string | undefined;
}

/** The file that makes a folder an organisation folder. */
export const ORGANISATION_FILE = 'org.yaml';

/** The folder of an organisation's own pages, in folders of the same names as those of the handbook. */
export const OWN_PAGES = 'pages';

/** @returns the folder of an organisation's own pages of a kind, and of the code that belongs to them */
export function ownFolder(organisation: string, kind: 'metrics' | 'rules'): string {
  return join(organisation, OWN_PAGES, kind);
}

/**
 * Decides which organisation a command is about. In this order: the folder that was given; an `org.yaml` directly in the
 * content folder; the folder `organisation` in it; the sample.
 * @param exists whether there is a file or folder at a path
 * @throws Problem (exit 2) when there are two organisations and none was chosen
 */
export function organisationFolders(
  { org, content = 'content', data }: GivenFolders,
  exists: (path: string) => boolean = existsSync,
): Folders {
  if (org !== undefined) return { content, organisation: org, data: data ?? join(org, 'data') };
  const own = join(content, 'organisation');
  const direct = exists(join(content, ORGANISATION_FILE));
  if (direct && exists(own)) throw twoOrganisations(content, own);
  if (direct || exists(own)) return { content, organisation: direct ? content : own, data: data ?? 'data' };
  return { content, organisation: join(content, 'sample'), data: data ?? join('data', 'sample') };
}

/** @returns the folders that `PLUMBLINE_ORG`, `PLUMBLINE_CONTENT` and `PLUMBLINE_DATA` name; empty ones name nothing */
export function foldersGivenBy(env: Readonly<Record<string, string | undefined>>): GivenFolders {
  return {
    org: env['PLUMBLINE_ORG'] || undefined,
    content: env['PLUMBLINE_CONTENT'] || undefined,
    data: env['PLUMBLINE_DATA'] || undefined,
  };
}

/** @returns the path, below the content folder, of a file of the organisation; null for an organisation elsewhere */
export function belowContent(
  { content, organisation }: Pick<Folders, 'content' | 'organisation'>,
  file: string,
): string | null {
  const path = relative(content, join(organisation, file));
  return path.startsWith('..') || isAbsolute(path) ? null : path;
}

/** @returns the variables that make another process use the same folders; for `foldersGivenBy` */
export function environmentOf({ content, organisation, data }: Folders): Record<string, string> {
  return { PLUMBLINE_ORG: organisation, PLUMBLINE_CONTENT: content, PLUMBLINE_DATA: data };
}

/** @returns how to move an `org.yaml` that lies directly in the content folder; null for any other organisation */
export function howToMove({ content, organisation }: Folders): string | null {
  if (content !== organisation) return null;
  const own = join(content, 'organisation');
  return [
    `${join(content, ORGANISATION_FILE)}: an organisation has a folder of its own now. To move yours:`,
    `  mkdir ${own} && git mv ${join(content, ORGANISATION_FILE)} ${own}/`,
    ...['reviews', 'imports', 'notes', OWN_PAGES, 'events.yaml']
      .map((name) => join(content, name))
      .filter((path) => existsSync(path))
      .map((path) => `  git mv ${path} ${own}/`),
  ].join('\n');
}

/** @throws Problem (exit 2) for an organisation folder without `org.yaml` */
export function checkOrganisationFolder(
  organisation: string,
  exists: (path: string) => boolean = existsSync,
): void {
  if (exists(join(organisation, ORGANISATION_FILE))) return;
  const found = exists(organisation) ? `a folder without \`${ORGANISATION_FILE}\`` : 'no such folder';
  throw new Problem({
    place: organisation,
    found,
    expected: `an organisation folder: \`${ORGANISATION_FILE}\`, and beside it \`reviews/\`, \`imports/\`, \`events.yaml\`, \`notes/\` and \`pages/\` as needed`,
    remedy: `Run \`npm run init\` to make one, or give another with \`--org\`.`,
    exitCode: 2,
  });
}

function twoOrganisations(content: string, own: string): Problem {
  return new Problem({
    place: content,
    found: `two organisations: \`${join(content, ORGANISATION_FILE)}\` and the folder \`${own}\``,
    expected: 'one, or a choice',
    remedy: `Move what is yours into \`${own}\` and remove the other, or choose one with \`--org\`.`,
    exitCode: 2,
  });
}
