import { type Assistants, distinctMarks } from '../../facts/assistants.ts';
import type { Identity } from '../../facts/identity.ts';
import { masked } from '../../facts/masked.ts';
import type { Progress } from '../../facts/reading.ts';
import type { Actor, Commit, Instant, Mark } from '../../facts/schema.ts';
import type { Clone } from './clone.ts';
import { actorOf, type Contact, parseContact } from './contact.ts';
import { formatOf } from './format.ts';
import type { Git } from './git.ts';
import { dateInCommit } from './header.ts';
import { instantOf } from './instant.ts';
import { readArrivals } from './lineHistory.ts';
import { closesOf, pullRequestOf, revertsOf, subjectOf } from './message.ts';

export interface CommitReading {
  rows: Commit[];
  /** Commits reachable from the default branch, as git counts them. */
  expected: number;
  unreadable: string[];
}

const COMMIT = formatOf({
  sha: '%H',
  parents: '%P',
  authoredAt: '%at',
  committedAt: '%ct',
  name: '%aN',
  address: '%aE',
  coAuthors: '%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x0A)',
  message: '%B',
});
const PROGRESS_STEP = 1000;

/**
 * Reads every commit of the default branch. Names and addresses are those of the `.mailmap` at its tip.
 * Lines are counted against the first parent, as GitHub does, also for merges; a renamed file counts the
 * lines that differ, a binary file counts none.
 * @param repository `owner/name`, by which messages may name its issues
 */
export async function readCommits(
  { git, tip }: Clone,
  repository: string,
  identity: Identity,
  onProgress: (progress: Progress) => void,
): Promise<CommitReading> {
  const expected = Number(await git.text(['rev-list', '--count', tip]));
  const mailmap = ['-c', 'mailmap.file=', '-c', `mailmap.blob=${tip}:.mailmap`];
  const bySha = new Map<string, Commit>();
  const coAuthors = new Map<string, Contact[]>();
  const unreadable: string[] = [];
  let read = 0;

  const log = [
    'log',
    '-z',
    '--no-show-signature',
    '--encoding=UTF-8',
    `--format=${COMMIT.text('%x00')}`,
    tip,
  ];
  for await (const record of inGroups(git.pieces('\0', [...mailmap, ...log]), COMMIT.size)) {
    const field = COMMIT.read(record);
    const sha = field('sha');
    const message = field('message');
    read += 1;
    if (read % PROGRESS_STEP === 0) onProgress({ what: 'commits', read, expected });
    const authoredAt = await instantOrReason(git, sha, 'author', field('authoredAt'));
    const committedAt = await instantOrReason(git, sha, 'committer', field('committedAt'));
    const reasons = [authoredAt, committedAt].flatMap((date) => ('reason' in date ? [date.reason] : []));
    if ('reason' in authoredAt || 'reason' in committedAt) {
      unreadable.push(`commit ${sha}: ${reasons.join(', ')}`);
      continue;
    }
    bySha.set(sha, {
      sha,
      authoredAt: authoredAt.at,
      committedAt: committedAt.at,
      author: actorOf({ name: field('name'), address: field('address').trim() }, identity),
      coAuthors: [],
      parents: field('parents')
        .split(' ')
        .filter((parent) => parent !== ''),
      subject: masked(subjectOf(message)),
      pullRequest: pullRequestOf(message),
      closes: closesOf(message, repository),
      ...revertsOf(message, repository),
      marks: marksOf(identity.assistants, field('address'), message),
      additions: 0,
      deletions: 0,
    });
    const contacts = field('coAuthors').split('\n').map(parseContact);
    const named = contacts.filter((contact) => contact.name !== '' || contact.address !== '');
    if (named.length > 0) coAuthors.set(sha, named);
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
  return { rows: [...bySha.values()], expected, unreadable };
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

/** Git's format leaves out dates before 1970, so they are read from the commit itself. */
async function instantOrReason(
  git: Git,
  sha: string,
  role: 'author' | 'committer',
  seconds: string,
): Promise<{ at: Instant } | { reason: string }> {
  const formatted = instantOf(seconds);
  if (formatted !== null) return { at: formatted };
  const written = dateInCommit(await git.text(['cat-file', 'commit', sha]), role);
  const at = instantOf(written);
  return at === null ? { reason: `the ${role}'s date "${written}" is not a valid date` } : { at };
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
  const diff = ['diff-tree', '--stdin', '-r', '--root', '--numstat', '-M', '--diff-merges=first-parent'];
  let row: Commit | undefined;
  let read = 0;
  for await (const line of git.pieces('\n', diff, `${[...bySha.keys()].join('\n')}\n`)) {
    const [, additions, deletions] = /^(\d+)\t(\d+)\t/.exec(line) ?? [];
    if (additions !== undefined && deletions !== undefined && row !== undefined) {
      row.additions += Number(additions);
      row.deletions += Number(deletions);
    } else if (bySha.has(line)) {
      row = bySha.get(line);
      read += 1;
      if (read % PROGRESS_STEP === 0) onProgress({ what: 'changed lines', read, expected: bySha.size });
    }
  }
}
