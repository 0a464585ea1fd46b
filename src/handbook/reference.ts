import { didYouMean } from '../facts/didYouMean.ts';
import { Problem } from '../facts/problem.ts';

/** What a page can refer to: `metric:cycle-time` in a link, or a bare id in a field that says its kind. */
const kinds = [
  'metric',
  'principle',
  'anti-pattern',
  'rule',
  'playbook',
  'lesson',
  'source',
  'picture',
] as const;

export type Kind = (typeof kinds)[number];

/** The ids of each kind. */
export type Known = Readonly<Record<Kind, readonly string[]>>;

const homes: Record<Kind, string> = {
  metric: 'a page in `content/metrics`',
  principle: 'a page in `content/principles`',
  'anti-pattern': 'a page in `content/anti-patterns`',
  rule: 'a file in `content/rules`',
  playbook: 'a page in `content/playbooks`',
  lesson: 'a page in `content/learn`',
  source: 'a source in `content/sources.yaml`',
  picture: 'a picture in `src/charts/pictures`',
};

/** @returns kind and id of `metric:cycle-time`; null for what has no such form */
export function parseReference(text: string): { kind: Kind; id: string } | null {
  const match = /^([a-z-]+):([a-z0-9-]+)$/.exec(text);
  const kind = kinds.find((name) => name === match?.[1]);
  return kind !== undefined && match?.[2] !== undefined ? { kind, id: match[2] } : null;
}

/** @throws Problem (exit 2) when there is nothing of that kind and id */
export function checkReference(place: string, kind: Kind, id: string, known: Known): void {
  if (known[kind].includes(id)) return;
  throw new Problem({
    place,
    found: `the ${kind} id \`${id}\``,
    expected: `the id of ${homes[kind]}`,
    remedy: `Correct the id.${didYouMean(id, known[kind])}`,
    exitCode: 2,
  });
}
