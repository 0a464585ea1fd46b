/** That private repositories are left out, in a sentence; null when none is. */
export function privateLeftOutSentence(count: number): string | null {
  if (count === 0) return null;
  const which = count === 1 ? '1 private repository is' : `${count} private repositories are`;
  return `${which} left out of these numbers, because this site is public.`;
}
