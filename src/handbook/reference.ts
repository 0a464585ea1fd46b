import { didYouMean } from '../facts/didYouMean.ts';
import { Problem } from '../facts/problem.ts';
import { type PageKind, pageKindNames, pageKinds } from './pageKinds.ts';

/** What a page can refer to: `metric:cycle-time` in a link, or a bare id in a field that says its kind. */
export type Kind = PageKind | 'source' | 'picture';

export const kinds: readonly Kind[] = [...pageKindNames, 'source', 'picture'];

/** The ids of each kind. */
export type Known = Readonly<Record<Kind, readonly string[]>>;

function homeOf(kind: Kind): string {
  if (kind === 'source') return 'a source in `content/sources.yaml`';
  if (kind === 'picture') return 'a picture in `src/charts/pictures`';
  return `a page in \`content/${pageKinds[kind].folder}\``;
}

/** @returns kind and id of `metric:cycle-time`; null for what has no such form */
export function parseReference(text: string): { kind: Kind; id: string } | null {
  const match = /^([a-z-]+):([a-z0-9-]+)$/.exec(text);
  const kind = kinds.find((name) => name === match?.[1]);
  return kind !== undefined && match?.[2] !== undefined ? { kind, id: match[2] } : null;
}

/** @throws Problem (exit 2) when there is nothing of that kind and id */
export function checkReference(place: string, kind: Kind, id: string, known: Partial<Known>): void {
  const ids = known[kind] ?? [];
  if (ids.includes(id)) return;
  throw new Problem({
    place,
    found: `the ${kind} id \`${id}\``,
    expected: `the id of ${homeOf(kind)}`,
    remedy: `Correct the id.${didYouMean(id, ids)}`,
    exitCode: 2,
  });
}
