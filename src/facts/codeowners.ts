import { z } from 'zod';
import { pathPatternSchema } from './names.ts';

/** Where the file may lie, in the order in which hosts look for it. */
export const CODEOWNERS_PLACES = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
  '.gitlab/CODEOWNERS',
];

/** A team as CODEOWNERS names it. */
export const codeownersTeamSchema = z
  .string()
  .regex(
    /^@[\w-]+\/[\w.-]+$/,
    'a team as in CODEOWNERS, such as `@acme/payments`: figures are of teams, never of people',
  );

/** What CODEOWNERS says of teams, by whole folders; people are left out. */
export const codeownersSchema = z.strictObject({
  /** In the order of the file: of those that hold a path, the last one says whose it is. */
  lines: z.array(
    z.strictObject({
      /** A folder or a file; empty for the whole repository. */
      folder: z.string(),
      /** Teams as `@acme/payments`, in lower case; none where a person or nobody owns it. */
      teams: z.array(z.string()),
    }),
  ),
  /** Lines that are not used, each with its number and the reason. */
  unused: z.array(z.string()),
});

export type Codeowners = z.infer<typeof codeownersSchema>;

const WHOLE = new Set(['*', '**', '/', '/**', '**/*', '/**/*']);
const OWNER = /^@[\w-]+(\/[\w.-]+)?$|^[^@\s]+@[^@\s]+$/;

/** Reads CODEOWNERS, kept coarse: folders and files by name, and teams alone. */
export function readCodeowners(text: string): Codeowners {
  const lines: Codeowners['lines'] = [];
  const unused: string[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const [pattern = '', ...owners] = raw
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/(?<!\\)\s+/);
    if (pattern === '') continue;
    const folder = folderOf(pattern);
    const teams = owners.flatMap((owner) => (owner.includes('/') ? owner.toLowerCase() : []));
    const fault = faultOf(pattern, owners);
    if (fault !== null) unused.push(`line ${index + 1}: ${fault}`);
    else if (folder === null)
      unused.push(
        `line ${index + 1}: the pattern \`${pattern}\` is finer than a folder or a file by its name`,
      );
    else {
      lines.push({ folder, teams });
      if (owners.length > 0 && teams.length === 0)
        unused.push(`line ${index + 1}: its owners are people, and figures are of teams`);
    }
  }
  return { lines, unused };
}

/** @returns what CODEOWNERS does not allow */
function faultOf(pattern: string, owners: readonly string[]): string | null {
  if (/[[\]]|^!/.test(pattern)) return `the pattern \`${pattern}\` is not valid in CODEOWNERS`;
  return owners.every((owner) => OWNER.test(owner))
    ? null
    : 'an owner that is not written as `@organisation/team`, `@person` or an address';
}

/** @returns the folder or file that a pattern stands for, '' for all; null where it is more than a name */
function folderOf(pattern: string): string | null {
  if (WHOLE.has(pattern)) return '';
  const folder = pattern
    .replace(/^\//, '')
    .replace(/\/(\*\*(\/\*)?)?$/, '')
    .replaceAll(/\\(.)/g, '$1');
  return /[*?]/.test(folder) || !pathPatternSchema.safeParse(patternOf(folder)).success ? null : folder;
}

/** @returns the path pattern for a folder with all in it, or for a file of that name */
function patternOf(folder: string): string {
  return folder === '' ? '**' : `${folder.replaceAll(/[(){}\\|]/g, '\\$&')}/**`;
}

/** Paths that somebody owns, and those among them that a later line gives to others. */
export interface OwnedPaths {
  paths: string[];
  exceptPaths?: string[];
}

/** @returns what teams own by CODEOWNERS, as path patterns; nothing where no line names them */
export function ownedPaths({ lines }: Codeowners, teams: readonly string[]): OwnedPaths[] {
  const wanted = new Set(teams.map((team) => team.toLowerCase()));
  const isOwn = (line: Codeowners['lines'][number]) => line.teams.some((team) => wanted.has(team));
  const free = new Set<string>();
  const divided: OwnedPaths[] = [];
  for (const [index, line] of lines.entries()) {
    if (!isOwn(line)) continue;
    const others = lines.slice(index + 1).filter((later) => !isOwn(later));
    if (others.some(({ folder }) => isWithin(line.folder, folder))) continue;
    const except = others.map(({ folder }) => folder).filter((folder) => isWithin(folder, line.folder));
    const path = patternOf(line.folder);
    if (except.length === 0) free.add(path);
    else divided.push({ paths: [path], exceptPaths: [...new Set(except.map(patternOf))] });
  }
  return [...(free.size === 0 ? [] : [{ paths: [...free] }]), ...divided];
}

function isWithin(folder: string, outer: string): boolean {
  return outer === '' || folder === outer || folder.startsWith(`${outer}/`);
}
