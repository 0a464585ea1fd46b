import type { Instant } from '../../../facts/schema.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import type { Found } from './found.ts';
import type { GitHubCollection } from './pageShapes.ts';
import type { Page } from './pagination.ts';

/** A pull request or an issue as GitHub gives it. */
interface ChangingNode {
  number: number;
  updatedAt: Instant;
}

interface Order {
  field: 'CREATED_AT' | 'UPDATED_AT';
  direction: 'ASC' | 'DESC';
}

interface ChangingRows<Node extends ChangingNode, Row> {
  collection: GitHubCollection;
  /** Reads all pages in an order. */
  pages: (order: Order) => AsyncIterable<Page<Node>>;
  rowOf: (node: Node) => Promise<Row>;
}

/**
 * Reads pull requests or issues: all of them in the order of creation, which no change disturbs, or those that
 * changed since a moment. Rows created meanwhile come last in the order of creation and are seen; in the order of
 * change they come first, and a further pass sees them. So the last page's count is right in both cases.
 */
export async function readAllOrChanged<Node extends ChangingNode, Row>(
  context: RepositoryContext,
  since: Instant | null,
  { collection, pages, rowOf }: ChangingRows<Node, Row>,
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
      context.onProgress({ what: collection, read: rows.size, expected });
    }
  } else {
    const changes = changedSince(() => pages({ field: 'UPDATED_AT', direction: 'DESC' }), since);
    for await (const { nodes, totalCount } of changes) {
      await take(nodes);
      expected = totalCount;
      context.onProgress({ what: collection, read: rows.size, expected: null });
    }
  }
  return { rows: [...rows.values()], expected };
}

/**
 * Pages of what changed since a moment, from pages sorted by last change, newest first. A row that changes
 * meanwhile moves to the front and may be missed; so further passes read what changed since the first page of the
 * pass before, until one finds nothing new.
 */
async function* changedSince<Node extends ChangingNode>(
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
      const unseen = nodes.filter(({ number, updatedAt }) => seen.get(number) !== updatedAt);
      for (const { number, updatedAt } of unseen) seen.set(number, updatedAt);
      found += unseen.length;
      yield { nodes: unseen, totalCount };
      if (nodes.some(({ updatedAt }) => Date.parse(updatedAt) < floor)) break;
    }
    if (pages <= 1 || found === 0) return;
    floor = newest;
  }
}
