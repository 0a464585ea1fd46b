/** Who owns a path, by a line of CODEOWNERS. */
export interface CodeownersLine {
  /** Null for the whole repository. */
  path: string | null;
  /** Teams as `slug`, without the organisation. */
  teams: string[];
}

/** What CODEOWNERS says, and what of it cannot be used. */
export interface Codeowners {
  lines: CodeownersLine[];
  /** Each with its line number. */
  faults: string[];
}

/** Deeper paths would divide a repository more finely than teams do. */
const DEPTH = 2;

/**
 * Reads CODEOWNERS, kept coarse: paths of at most two folders, and teams alone. People are left out, since figures are of
 * teams.
 */
export function readCodeowners(text: string): Codeowners {
  const lines: CodeownersLine[] = [];
  const faults: string[] = [];
  text.split('\n').forEach((raw, index) => {
    const [pattern, ...owners] = raw
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (pattern === undefined || pattern === '' || owners.length === 0) return;
    const wrong = owners.find((owner) => !/^@[\w-]+(\/[\w.-]+)?$|^[^@\s]+@[^@\s]+$/.test(owner));
    if (wrong !== undefined || /[[\]!]/.test(pattern)) {
      faults.push(
        `line ${index + 1}: ${wrong === undefined ? `the pattern \`${pattern}\`` : `the owner \`${wrong}\``} is not valid in CODEOWNERS`,
      );
      return;
    }
    const teams = owners.flatMap((owner) => /^@[\w-]+\/([\w.-]+)$/.exec(owner)?.[1]?.toLowerCase() ?? []);
    if (teams.length === 0)
      faults.push(`line ${index + 1}: ${owners.join(', ')} is a person, and figures are of teams`);
    else lines.push({ path: pathOf(pattern), teams });
  });
  return { lines, faults };
}

/** @returns a path pattern of org.yaml for a pattern of CODEOWNERS; null for the whole repository */
function pathOf(pattern: string): string | null {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '**');
  const first = parts.findIndex((part) => /[*?]/.test(part));
  const fixed = (first === -1 ? parts : parts.slice(0, first)).slice(0, DEPTH);
  if (fixed.length === 0) return null;
  const isFile = first === -1 && fixed.length === parts.length && /\.\w+$/.test(pattern);
  return isFile ? fixed.join('/') : `${fixed.join('/')}/**`;
}
