import type { Tag } from '../../facts/schema.ts';
import type { Clone } from './clone.ts';
import type { Git } from './git.ts';
import { dateInCommit, dateOfSignature } from './header.ts';
import { instantOf } from './instant.ts';

export interface TagReading {
  rows: Tag[];
  /** Tags in the clone, those on other things than commits included. */
  expected: number;
  unreadable: string[];
}

const FORMAT = [
  '%(refname)',
  '%(objecttype)',
  '%(objectname)',
  '%(committer)',
  '%(*objecttype)',
  '%(*objectname)',
  '%(*committer)',
  '%(tagger)',
].join('%00');

/**
 * Reads all tags. An annotated tag is as old as its tagger says; a lightweight one, or an annotated one
 * without a tagger, as old as its commit.
 */
export async function readTags({ git, remote }: Clone): Promise<TagReading> {
  const rows: Tag[] = [];
  const unreadable: string[] = [];
  let expected = 0;
  for await (const line of git.pieces('\n', ['for-each-ref', `--format=${FORMAT}`, 'refs/tags'])) {
    expected += 1;
    const [
      ref = '',
      type = '',
      sha = '',
      committer = '',
      innerType = '',
      innerSha = '',
      innerCommitter = '',
      tagger = '',
    ] = line.split('\0');
    const name = ref.slice('refs/tags/'.length);
    const commit =
      type === 'commit'
        ? { sha, date: dateOfSignature(committer) }
        : innerType === 'commit'
          ? { sha: innerSha, date: dateOfSignature(innerCommitter) }
          : innerType === 'tag'
            ? await commitBehind(git, ref)
            : null;
    if (commit === null) {
      unreadable.push(`tag ${name}: it stands on no commit but on a ${innerType || type}`);
      continue;
    }
    const written = tagger === '' ? commit.date : dateOfSignature(tagger);
    const at = instantOf(written);
    if (at === null) unreadable.push(`tag ${name}: its date "${written}" is no date`);
    else rows.push({ name, sha: commit.sha, at });
  }
  if (remote !== null && (await git.answer(['config', `remote.${remote.name}.tagOpt`])) === '--no-tags') {
    unreadable.push(
      `the clone does not fetch tags; \`git config --unset remote.${remote.name}.tagOpt\` and \`git fetch --tags\` bring them`,
    );
  }
  return { rows, expected, unreadable };
}

/** Follows a tag of a tag down to its commit. */
async function commitBehind(git: Git, ref: string): Promise<{ sha: string; date: string } | null> {
  const sha = await git.answer(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (sha === null) return null;
  return { sha, date: dateInCommit(await git.text(['cat-file', 'commit', sha]), 'committer') };
}
