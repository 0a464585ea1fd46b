import { readManifest, readSnapshot } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import type { RepositorySettings } from '../../src/handbook/organisation.ts';
import { covers, isPattern } from '../../src/handbook/repositoryPatterns.ts';
import { type Listed, listRepositories } from '../../src/sources/github/listing.ts';
import type { Client } from '../../src/sources/github/transport/client.ts';
import { counted } from './counted.ts';

/** Which repositories the patterns of org.yaml stand for now, and what was left out. */
export interface Covered {
  names: string[];
  /** A line for each pattern. */
  report: string[];
}

/**
 * Finds the repositories that the patterns of org.yaml stand for: those that GitHub lists, without archived, forked, quiet
 * and empty ones as the pattern says, and those that were read before and are still there.
 * @param clientOf the GitHub of a host; undefined stands for the default one
 * @param stored names of all stored repositories
 * @param now milliseconds since the epoch
 */
export async function coveredRepositories(
  clientOf: (host: string | undefined) => Client,
  data: string,
  entries: readonly RepositorySettings[],
  stored: readonly string[],
  now: number,
): Promise<Covered> {
  const patterns = entries.filter(({ name }) => isPattern(name));
  const listings = new Map<string, Listed[]>();
  const names = new Set<string>();
  const report: string[] = [];
  for (const entry of patterns) {
    const [owner = ''] = entry.name.split('/');
    const client = clientOf(entry.host);
    const key = JSON.stringify([client.url, owner]);
    const listed = listings.get(key) ?? (await listRepositories(client, owner, { requests: 0, points: 0 }));
    listings.set(key, listed);
    const covered = listed.filter(({ nameWithOwner }) => covers(entry, nameWithOwner));
    const left = { archived: 0, forks: 0, quiet: 0, empty: 0 };
    const unread: string[] = [];
    let read = 0;
    for (const repository of covered) {
      const name = repository.nameWithOwner;
      const reason = whyLeftOut(entry, repository, now);
      if (reason !== null && !stored.includes(name)) left[reason] += 1;
      else {
        names.add(name);
        read += 1;
        if (!stored.includes(name)) unread.push(name);
      }
    }
    const out = Object.entries(left).flatMap(([reason, count]) => (count > 0 ? [`${count} ${reason}`] : []));
    report.push(
      `${entry.name}: ${counted(read, 'repository', 'repositories')}${out.length > 0 ? `; left out: ${out.join(', ')}` : ''}`,
    );
    if (stored.some((name) => covers(entry, name)) && unread.length > 0)
      report.push(`  new: ${unread.join(', ')}`);
  }
  const ids = new Set([...listings.values()].flat().map(({ id }) => id));
  for (const name of stored) {
    if (names.has(name) || !patterns.some((entry) => covers(entry, name))) continue;
    // One that has another name now is listed by that name, and its snapshot moves there.
    if (
      (await readManifest(data, name)) !== null &&
      !ids.has((await readSnapshot(data, name))?.repository.id ?? '')
    )
      names.add(name);
  }
  return { names: [...names].sort(), report };
}

/** @returns why a repository that was never read is left out; null for one that is read */
export function whyLeftOut(
  { archived, forks, quietDays }: Pick<RepositorySettings, 'archived' | 'forks' | 'quietDays'>,
  { isArchived, isFork, isEmpty, pushedAt }: Pick<Listed, 'isArchived' | 'isFork' | 'isEmpty' | 'pushedAt'>,
  now: number,
): 'archived' | 'forks' | 'quiet' | 'empty' | null {
  if (isArchived && archived !== true) return 'archived';
  if (isFork && forks !== true) return 'forks';
  if (isEmpty || pushedAt === null) return 'empty';
  return now - Date.parse(pushedAt) > (quietDays ?? 180) * DAY ? 'quiet' : null;
}
