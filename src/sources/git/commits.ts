import { type Assistants, distinctMarks } from '../../facts/assistants.ts';
import type { Identity } from '../../facts/identity.ts';
import { masked } from '../../facts/masked.ts';
import type { Progress } from '../../facts/reading.ts';
import type { Actor, Commit, Instant, Mark } from '../../facts/schema.ts';
import { revertedBy } from '../references.ts';
import type { Clone } from './clone.ts';
import { actorOf, type Contact, parseContact } from './contact.ts';
import type { Git } from './git.ts';
import { instantOf } from './gitDate.ts';
import { dateInCommit } from './header.ts';
import { readArrivals } from './lineHistory.ts';
import { formatOf } from './logFormat.ts';
import { closesOf, pullRequestOf, subjectOf, trailersOf } from './message.ts';

export interface CommitReading {
  rows: Commit[];
  /** Commits reachable from the default branch or from a tag, as git counts them, without those that are left out. */
  expected: number;
  /** Commits that are not facts, by what they are. */
  excluded: { what: string; count: number }[];
}

const PLACEHOLDERS = {
  sha: '%H',
  parents: '%P',
  authoredAt: '%at',
  committedAt: '%ct',
  name: '%aN',
  address: '%aE',
  message: '%B',
};
const COMMIT = formatOf(PLACEHOLDERS);
const PROGRESS_STEP = 1000;
const ON_BRANCH: Pick<Commit, 'offBranch'> = {};
const OFF_BRANCH: Pick<Commit, 'offBranch'> = { offBranch: true };

/**
 * Reads every commit of the default branch, and those that only a tag leads to: releases from other branches bring
 * them to users. Names and addresses are those of the `.mailmap` at its tip.
 * Lines are counted against the first parent, as GitHub does, also for merges; a renamed file counts the
 * lines that differ, a binary file counts none.
 * @param options.repository `owner/name`, by which messages may name its issues
 * @param options.withPaths whether to keep the paths of changed files
 */
export async function readCommits(
  { git, tip }: Clone,
  { repository, identity, withPaths }: { repository: string; identity: Identity; withPaths: boolean },
  onProgress: (progress: Progress) => void,
): Promise<CommitReading> {
  const expected = Number(await git.text(['rev-list', '--count', tip, '--tags', '--']));
  const mailmap = ['-c', 'mailmap.file=', '-c', `mailmap.blob=${tip}:.mailmap`];
  const bySha = new Map<string, Commit>();
  const coAuthors = new Map<string, Contact[]>();
  let undated = 0;
  let read = 0;

  const log = ['log', '-z', '--no-show-signature', '--encoding=UTF-8', `--format=${COMMIT.text('%x00')}`];
  const record = async (group: string[], place: Pick<Commit, 'offBranch'>) => {
    const field = COMMIT.read(group);
    const sha = field('sha');
    const message = field('message');
    read += 1;
    if (read % PROGRESS_STEP === 0) onProgress({ what: 'commits', read, expected });
    const authoredAt = await dateOf(git, sha, 'author', field('authoredAt'));
    const committedAt = await dateOf(git, sha, 'committer', field('committedAt'));
    if (authoredAt === null || committedAt === null) {
      undated += 1;
      return;
    }
    bySha.set(sha, {
      sha,
      ...place,
      authoredAt,
      committedAt,
      author: actorOf(authorOf(field('name'), field('address')), identity),
      coAuthors: [],
      parents: field('parents')
        .split(' ')
        .filter((parent) => parent !== ''),
      subject: masked(subjectOf(message), { repositories: [repository] }),
      pullRequest: pullRequestOf(message),
      closes: closesOf(message, repository),
      ...revertedBy(message, [repository]),
      marks: marksOf(identity.assistants, field('address'), message),
      additions: 0,
      deletions: 0,
    });
    const contacts = trailersOf(message, 'Co-authored-by').map(parseContact);
    const named = contacts.filter((contact) => contact.name !== '' || contact.address !== '');
    if (named.length > 0) coAuthors.set(sha, named);
  };
  for (const { revisions, place } of [
    { revisions: [tip], place: ON_BRANCH },
    { revisions: ['--tags', `^${tip}`], place: OFF_BRANCH },
  ]) {
    const pieces = git.pieces('\0', [...mailmap, ...log, ...revisions, '--']);
    for await (const group of inGroups(pieces, COMMIT.size)) await record(group, place);
  }

  const mapped = await mapContacts(git, mailmap, [...coAuthors.values()].flat());
  for (const [sha, contacts] of coAuthors) {
    const row = bySha.get(sha);
    if (row !== undefined)
      row.coAuthors = others(
        row.author,
        contacts.map((contact) => actorOf(mapped(contact), identity)),
      );
  }
  if (withPaths) for (const row of bySha.values()) row.paths = [];
  await countLines(git, bySha, onProgress);
  const committedAt = (sha: string) => {
    const row = bySha.get(sha);
    return row === undefined ? undefined : Date.parse(row.committedAt);
  };
  for (const [sha, arrival] of await readArrivals(git, tip, committedAt)) {
    const row = bySha.get(sha);
    if (row !== undefined) row.arrival = arrival;
  }
  onProgress({ what: 'commits', read, expected });
  const excluded = undated === 0 ? [] : [{ what: 'commits without a valid date', count: undated }];
  return { rows: [...bySha.values()], expected: expected - undated, excluded };
}

/** Git prints the placeholders themselves for an author whom it cannot read, such as one whose address has no end. */
function authorOf(name: string, address: string): Contact {
  return name === PLACEHOLDERS.name && address === PLACEHOLDERS.address
    ? { name: '', address: '' }
    : { name, address: address.trim() };
}

/** @returns what assistants left on a commit: as its author, as co-authors, or in its message */
function marksOf({ withAddress, inMessage }: Assistants, address: string, message: string): Mark[] {
  const author = withAddress(address.trim());
  const marks = inMessage(message);
  return author === null ? marks : distinctMarks([{ assistant: author, by: 'login' }, ...marks]);
}

async function* inGroups(pieces: AsyncIterable<string>, size: number): AsyncGenerator<string[]> {
  let group: string[] = [];
  for await (const piece of pieces) {
    group.push(piece);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
}

/**
 * Git's format leaves out dates before 1970 and those behind an unclosed address, so they are read from the commit
 * itself.
 * @returns null when it has no valid date
 */
async function dateOf(
  git: Git,
  sha: string,
  role: 'author' | 'committer',
  seconds: string,
): Promise<Instant | null> {
  return instantOf(seconds) ?? instantOf(dateInCommit(await git.text(['cat-file', 'commit', sha]), role));
}

/** People other than the author, each once. Unknown people all remain: they may be different people. */
function others(author: Actor, actors: readonly Actor[]): Actor[] {
  const seen = new Set([JSON.stringify(author)]);
  return actors.filter((actor) => {
    const key = JSON.stringify(actor);
    if (actor !== null && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Git does not apply the mailmap to trailers, so it is asked about them. */
async function mapContacts(
  git: Git,
  mailmap: readonly string[],
  contacts: readonly Contact[],
): Promise<(contact: Contact) => Contact> {
  const written = ({ name, address }: Contact) => `${name} <${address}>`;
  const asked = [...new Set(contacts.filter(({ address }) => address !== '').map(written))];
  if (asked.length === 0) return (contact) => contact;
  const answers = (await git.text([...mailmap, 'check-mailmap', '--stdin'], `${asked.join('\n')}\n`)).split(
    '\n',
  );
  const mapped = new Map(
    asked.map((question, index) => [question, parseContact(answers[index] ?? question)]),
  );
  return (contact) => mapped.get(written(contact)) ?? contact;
}

async function countLines(
  git: Git,
  bySha: ReadonlyMap<string, Commit>,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const diff = [
    'diff-tree',
    '--stdin',
    '-r',
    '--root',
    '-z',
    '--numstat',
    '-M',
    '--diff-merges=first-parent',
  ];
  let row: Commit | undefined;
  let read = 0;
  /** Of a renamed file both names follow its counts. */
  let namesToCome = 0;
  for await (const piece of git.pieces('\0', diff, `${[...bySha.keys()].join('\n')}\n`)) {
    if (namesToCome > 0) {
      namesToCome -= 1;
      row?.paths?.push(piece);
      continue;
    }
    const [, additions, deletions, path] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(piece) ?? [];
    if (path === undefined) {
      if (!bySha.has(piece)) continue;
      row = bySha.get(piece);
      read += 1;
      if (read % PROGRESS_STEP === 0) onProgress({ what: 'changed lines', read, expected: bySha.size });
      continue;
    }
    if (row !== undefined) {
      row.additions += Number(additions) || 0;
      row.deletions += Number(deletions) || 0;
    }
    if (path === '') namesToCome = 2;
    else row?.paths?.push(path);
  }
}
