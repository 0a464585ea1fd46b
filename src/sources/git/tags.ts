import type { Tag } from '../../facts/schema.ts';
import type { Clone } from './clone.ts';
import type { Git } from './git.ts';
import { instantOf } from './gitDate.ts';
import { dateInCommit, dateOfSignature } from './header.ts';
import { formatOf } from './logFormat.ts';

export interface TagReading {
  rows: Tag[];
  /** Tags of commits in the clone. */
  expected: number;
  /** Tags that are not facts, by what they are. */
  excluded: { what: string; count: number }[];
  unreadable: string[];
}

const TAG = formatOf({
  ref: '%(refname)',
  type: '%(objecttype)',
  sha: '%(objectname)',
  committer: '%(committer)',
  innerType: '%(*objecttype)',
  innerSha: '%(*objectname)',
  innerCommitter: '%(*committer)',
  tagger: '%(tagger)',
});

/**
 * Reads all tags. An annotated tag is as old as its tagger says; a lightweight one, or an annotated one
 * without a tagger, as old as its commit.
 */
export async function readTags({ git, remote }: Clone): Promise<TagReading> {
  const rows: Tag[] = [];
  const unreadable: string[] = [];
  let onOthers = 0;
  let undated = 0;
  for await (const line of git.pieces('\n', ['for-each-ref', `--format=${TAG.text('%00')}`, 'refs/tags'])) {
    const field = TAG.read(line.split('\0'));
    const name = field('ref').slice('refs/tags/'.length);
    const commit = await commitOf(git, field);
    if (commit === null) {
      onOthers += 1;
      continue;
    }
    const written = field('tagger') === '' ? commit.date : dateOfSignature(field('tagger'));
    const at = instantOf(written);
    if (at === null) undated += 1;
    else rows.push({ name, sha: commit.sha, at });
  }
  if (remote !== null && (await git.answer(['config', `remote.${remote.name}.tagOpt`])) === '--no-tags') {
    unreadable.push(
      `the clone does not fetch tags; \`git config --unset remote.${remote.name}.tagOpt\` and \`git fetch --tags\` bring them`,
    );
  }
  const excluded = [
    { what: 'tags of something else than a commit', count: onOthers },
    { what: 'tags without a valid date', count: undated },
  ].filter(({ count }) => count > 0);
  return { rows, expected: rows.length, excluded, unreadable };
}

type Field = ReturnType<typeof TAG.read>;

/** @returns the commit that a tag points to, directly or through other tags; null when it points to something else */
async function commitOf(git: Git, field: Field): Promise<{ sha: string; date: string } | null> {
  if (field('type') === 'commit') return { sha: field('sha'), date: dateOfSignature(field('committer')) };
  if (field('innerType') === 'commit') {
    return { sha: field('innerSha'), date: dateOfSignature(field('innerCommitter')) };
  }
  if (field('innerType') !== 'tag') return null;
  const sha = await git.answer(['rev-parse', '--verify', '--quiet', `${field('ref')}^{commit}`]);
  if (sha === null) return null;
  return { sha, date: dateInCommit(await git.text(['cat-file', 'commit', sha]), 'committer') };
}
