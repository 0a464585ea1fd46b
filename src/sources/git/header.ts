/**
 * @returns the date as git stored it, such as `1700000000 +0200`: what follows the address, whose bracket may not be
 * closed
 */
export function dateOfSignature(signature: string): string {
  if (!signature.includes('>')) return /\S+ [+-]\d+$/.exec(signature.trim())?.[0] ?? '';
  return signature.slice(signature.lastIndexOf('>') + 1).trim();
}

/** @returns the stored date of a commit's author or committer, '' when the object has none */
export function dateInCommit(commit: string, role: 'author' | 'committer'): string {
  const [header = ''] = commit.split('\n\n', 1);
  return dateOfSignature(header.split('\n').find((line) => line.startsWith(`${role} `)) ?? '');
}
