import { readFile, stat } from 'node:fs/promises';
import type { Instant } from '../../facts/schema.ts';
import type { Clone } from './clone.ts';
import { instantOf } from './gitDate.ts';
import { webUrl } from './remoteUrl.ts';

/**
 * The last moment at which the default branch is known to be as its remote had it: the last fetch of the
 * branch; without one, the time of cloning or of the newest commit, whichever is later. `now` for a repository
 * without a remote; never later than `now`.
 */
export async function readThroughOf(clone: Clone, now: Instant): Promise<Instant> {
  if (clone.remote === null) return now;
  const known = (await lastFetch(clone)) ?? later(await timeOfCloning(clone), await timeOfTip(clone));
  return known === null || Date.parse(known) > Date.parse(now) ? now : known;
}

function later(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) > Date.parse(b) ? a : b;
}

/** A fetch of another remote or of another branch says nothing about this one. */
async function lastFetch({ git, remote, branch }: Clone): Promise<Instant | null> {
  const file = await git.text(['rev-parse', '--path-format=absolute', '--git-path', 'FETCH_HEAD']);
  const fetched = await readFile(file, 'utf8').catch(() => '');
  const isOurs = (line: string) => {
    const [, , source = ''] = line.split('\t');
    const ours = `branch '${branch}' of `;
    return source.startsWith(ours) && sameRemote(source.slice(ours.length), remote?.url ?? '');
  };
  if (!fetched.split('\n').some(isOurs)) return null;
  return instantOf(String(Math.floor((await stat(file)).mtimeMs / 1000)));
}

/** FETCH_HEAD names the remote's URL without credentials and without `.git` at its end. */
function sameRemote(a: string, b: string): boolean {
  const bare = (url: string) => webUrl(url) ?? url.replace(/\/+$/, '').replace(/\/*\.git$/, '');
  return bare(a) === bare(b);
}

async function timeOfCloning({ git }: Clone): Promise<Instant | null> {
  const entries = await git.text(['reflog', 'show', '--date=unix', '--format=%gd %gs', 'HEAD', '--']);
  const cloning = /^HEAD@\{(\d+)\} clone:/m.exec(entries);
  return cloning?.[1] === undefined ? null : instantOf(cloning[1]);
}

async function timeOfTip({ git, tip }: Clone): Promise<Instant | null> {
  return instantOf(await git.text(['log', '-1', '--no-show-signature', '--format=%ct', tip]));
}
