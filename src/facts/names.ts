import { z } from 'zod';

/** A name is matched in time that grows with its length alone: what follows bounds the rest. */
const LONGEST_PATTERN = 200;
const MOST_STARS = 8;

/**
 * What `org.yaml` says of names of labels, environments, checks, branches, logins, tags and severities: `*` stands for
 * anything, `?` for one character, and every other character for itself.
 */
export const namePatternSchema = z
  .string()
  .min(1, `a name, in which \`*\` stands for anything and \`?\` for one character`)
  .max(LONGEST_PATTERN, `a name of at most ${LONGEST_PATTERN} characters`)
  .superRefine((pattern, context) => {
    const advice = adviceOn(pattern);
    if (advice !== null) context.addIssue({ code: 'custom', message: advice });
  });

/** @returns what to write instead; null for a pattern that can be read */
function adviceOn(pattern: string): string | null {
  if (pattern.trim() === '') return 'a name, in which `*` stands for anything and `?` for one character';
  if (starsIn(pattern) > MOST_STARS) return `a name with at most ${MOST_STARS} \`*\``;
  const plain = 'names know `*` for anything and `?` for one character';
  if (/\\[^\w\s]/.test(pattern))
    return `the name without backslashes, such as \`${pattern.replaceAll(/\\([^\w\s])/g, '$1')}\`: ${plain}, and all else is literal`;
  const choice = /\{([^{}]*(?:,|\.\.)[^{}]*)\}|[@+!?*]\(([^()]*\|[^()]*)\)/.exec(pattern);
  if (choice !== null) return `one entry for each alternative instead of \`${choice[0]}\`: ${plain}`;
  const range = /\[(?:[!^][^\]]*|[^\]]*[A-Za-z0-9]-[A-Za-z0-9][^\]]*)\]/.exec(pattern);
  if (range !== null)
    return `\`?\` or \`*\` instead of \`${range[0]}\`, or no entry at all where the default fits: ${plain}`;
  return null;
}

const starsIn = (pattern: string): number => pattern.replaceAll(/\*+/g, '*').split('*').length - 1;

/**
 * @param patterns as `namePatternSchema` describes them
 * @param options `exact`: upper and lower case differ, as in GitHub's names of branches and tags
 * @returns whether a name matches one of the patterns; nothing matches none
 */
export function namesMatching(
  patterns: readonly string[],
  { exact = false }: { exact?: boolean } = {},
): (name: string) => boolean {
  const folded = (text: string) => (exact ? text : text.toLowerCase());
  const names = new Set(patterns.filter((pattern) => !/[*?]/.test(pattern)).map(folded));
  const wildcards = patterns
    .filter((pattern) => /[*?]/.test(pattern))
    .map((pattern) => [...folded(pattern).replaceAll(/\*+/g, '*')]);
  if (wildcards.length === 0) return (name) => names.has(folded(name));
  return (name) => {
    const text = folded(name);
    if (names.has(text)) return true;
    const characters = [...text];
    return wildcards.some((pattern) => isMatch(pattern, characters));
  };
}

/** After a mismatch the last `*` takes one character more; earlier ones need no second try. */
function isMatch(pattern: readonly string[], name: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  for (let read = 0; read < name.length; ) {
    if (pattern[at] === '*') {
      star = at;
      taken = read;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[read])) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      taken += 1;
      read = taken;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

const MOST_STARS_IN_A_SEGMENT = 3;
const MOST_GLOBSTARS = 3;

/** A pattern of paths, as shells know them: `*` within a folder, `**` across folders, `?`, `[…]` and `{…}`. */
export const pathPatternSchema = z
  .string()
  .min(1, 'a path, in which `*` stands for anything within a folder and `**` for any folders')
  .max(LONGEST_PATTERN, `a path of at most ${LONGEST_PATTERN} characters`)
  .refine(
    (pattern) => !/[@+!?*]\(/.test(pattern) && !/\.\./.test(pattern),
    'a path with `*`, `**`, `?`, `[…]` and `{a,b}` alone: no `+(…)` and no `..`',
  )
  .refine(
    (pattern) =>
      (pattern.match(/\*\*/g)?.length ?? 0) <= MOST_GLOBSTARS &&
      pattern.split('/').every((segment) => segment === '**' || starsIn(segment) <= MOST_STARS_IN_A_SEGMENT),
    `a path with at most ${MOST_GLOBSTARS} \`**\`, and ${MOST_STARS_IN_A_SEGMENT} \`*\` between two slashes`,
  );
