import type { Issue, Repository } from '../../facts/schema.ts';
import type { Item } from './observation.ts';

/** @returns an issue as readers find it: by its number, or by its key in the tool that it was imported from */
export function issueItem(
  { name, url }: Repository,
  { number, key, title, url: own }: Issue,
  kind: 'issue' | 'incident',
): Item {
  if (key !== undefined) return { id: `${name} ${key}`, kind, title: `${key} ${title}`, url: own ?? null };
  return { id: `${name}#${number}`, kind, title, url: url === null ? null : `${url}/issues/${number}` };
}
