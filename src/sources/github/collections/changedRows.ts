import type { Instant } from '../../../facts/schema.ts';
import type { Found, Visit } from '../repositoryContext.ts';
import type { Page } from './walk.ts';

/** A pull request or an issue as GitHub gives it. */
interface Numbered {
  number: number;
  updatedAt: Instant;
}

interface Order {
  field: 'CREATED_AT' | 'UPDATED_AT';
  direction: 'ASC' | 'DESC';
}

interface NumberedRows<Node extends Numbered, Row> {
  collection: string;
  /** Walks all pages in an order. */
  pages: (order: Order) => AsyncIterable<Page<Node>>;
  rowOf: (node: Node) => Promise<Row>;
}

/**
 * Reads pull requests or issues: all of them in the order of creation, which no change disturbs, or those
 * that changed since a moment. Rows made while all are walked come last and are seen; while changes are walked they
 * come first, and a further pass sees them. So the last page's count holds for both.
 */
export async function readNumbered<Node extends Numbered, Row>(
  visit: Visit,
  since: Instant | null,
  { collection, pages, rowOf }: NumberedRows<Node, Row>,
): Promise<Found<Row>> {
  const rows = new Map<number, Row>();
  const take = async (nodes: readonly Node[]) => {
    for (const node of nodes) rows.set(node.number, await rowOf(node));
  };
  let expected: number | null = null;
  if (since === null) {
    for await (const { nodes, totalCount } of pages({ field: 'CREATED_AT', direction: 'ASC' })) {
      await take(nodes);
      expected = totalCount;
      visit.onProgress({ what: collection, read: rows.size, expected });
    }
  } else {
    const changes = changedSince(() => pages({ field: 'UPDATED_AT', direction: 'DESC' }), since);
    for await (const { nodes, totalCount } of changes) {
      await take(nodes);
      expected = totalCount;
      visit.onProgress({ what: collection, read: rows.size, expected: null });
    }
  }
  return { rows: [...rows.values()], expected };
}

/**
 * Pages of what changed since a moment, from pages sorted by last change, newest first. A row that changes
 * during the walk jumps to the front and may be missed; so further passes read what changed since the first
 * page of the one before, until one finds nothing new.
 */
async function* changedSince<Node extends Numbered>(
  pass: () => AsyncIterable<Page<Node>>,
  since: Instant,
): AsyncGenerator<Page<Node>> {
  const seen = new Map<number, Instant>();
  let floor = Date.parse(since);
  for (;;) {
    let pages = 0;
    let found = 0;
    let newest = floor;
    for await (const { nodes, totalCount } of pass()) {
      pages += 1;
      if (pages === 1) newest = Math.max(floor, ...nodes.map(({ updatedAt }) => Date.parse(updatedAt)));
      const news = nodes.filter(({ number, updatedAt }) => seen.get(number) !== updatedAt);
      for (const { number, updatedAt } of news) seen.set(number, updatedAt);
      found += news.length;
      yield { nodes: news, totalCount };
      if (nodes.some(({ updatedAt }) => Date.parse(updatedAt) < floor)) break;
    }
    if (pages <= 1 || found === 0) return;
    floor = newest;
  }
}
