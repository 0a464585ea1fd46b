import { Problem } from '../../../facts/problem.ts';
import { type Gaps, reasonOf, rowName } from '../gaps.ts';
import type { Found, Visit } from '../repositoryContext.ts';
import type { Costed } from '../transport/client.ts';
import { type AnswerError, isDenied, summary } from '../transport/failure.ts';
import type { TadaDocumentNode } from '../transport/graphql.ts';
import { PageSize } from '../transport/pageSize.ts';

/** What GitHub gives of a list at a time. */
export interface Connection<Node> {
  totalCount?: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: readonly (Node | null)[] | null;
}

/** Rows of one page that could be read. */
export interface Page<Node> {
  nodes: Node[];
  totalCount: number | null;
}

export interface Walk<Result extends Costed, Variables extends object, Node> {
  /** The collection that a gap belongs to. */
  collection: string;
  /** Of which row the list is a part, and which; without it the list is the collection itself. */
  of?: { row: string; part: string };
  document: TadaDocumentNode<Result, Variables>;
  /** Rows a page. */
  rows: number;
  variables: (page: { first: number; after: string | null }) => Variables;
  /** @returns the connection in an answer; null when GitHub did not give it */
  pick: (data: Result) => Connection<Node> | null | undefined;
  /** Continue behind this page, which is in hand already. */
  behind?: Connection<Node>;
}

/** Pages without a readable row, one after the other, that are taken to be an end without end. */
const MOST_FRUITLESS = 10;

/**
 * Walks a connection to its end, page by page. Rows that GitHub leaves out are noted as gaps; the others stay.
 * @throws Problem when the cursor stands still or page after page is empty, for then there is no end; and when none
 * of several rows can be read, for that is no collection without rows
 */
export async function* walk<Result extends Costed, Variables extends object, Node>(
  visit: Visit,
  { collection, of, document, rows, variables, pick, behind }: Walk<Result, Variables, Node>,
): AsyncGenerator<Page<Node>> {
  const { owner, name } = visit;
  const what = of === undefined ? collection : `${of.part} of ${of.row} in ${collection}`;
  const page = new PageSize(rows);
  const seen = new Set<string>();
  let given = 0;
  let holes = 0;
  let fruitless = 0;
  let after = behind === undefined ? null : nextCursor(visit, what, behind, seen);
  if (behind !== undefined && after === null) return;
  do {
    const asked = after;
    const { data, errors } = await visit.client.ask(document, (first) => variables({ first, after: asked }), {
      page,
      cost: visit.cost,
      rows: (partial) => pick(partial)?.nodes ?? null,
    });
    const connection = pick(data) ?? null;
    noteGaps(visit.gaps, { collection, of }, errors, data, connection);
    if (connection === null) return;
    const nodes = (connection.nodes ?? []).filter((node): node is NonNullable<typeof node> => node !== null);
    yield { nodes, totalCount: connection.totalCount ?? null };
    if (isDenied(errors) && isEmptied(connection)) return;
    after = nextCursor(visit, what, connection, seen);
    given += nodes.length;
    holes += (connection.nodes?.length ?? 0) - nodes.length;
    fruitless = nodes.length === 0 ? fruitless + 1 : 0;
    const isBarren = of === undefined && after === null && given === 0 && holes > 1;
    if (isBarren || (after !== null && fruitless >= MOST_FRUITLESS)) {
      throw new Problem({
        place: visit.client.url,
        found: `no readable row on ${fruitless} pages in a row, reading the ${what} of ${owner}/${name} (${summary(errors) || 'no reason given'})`,
        expected: 'the rows that GitHub says there are',
        remedy: 'Run the command again later; what was stored stays. See https://www.githubstatus.com.',
      });
    }
  } while (after !== null);
}

/** Takes a row from each node of all pages; a node without one (`null`) is left out. */
export async function collect<Node, Row>(
  visit: Visit,
  what: string,
  pages: AsyncIterable<Page<Node>>,
  rowOf: (node: Node) => Row | null,
): Promise<Found<Row>> {
  const rows: Row[] = [];
  let expected: number | null = null;
  for await (const { nodes, totalCount } of pages) {
    rows.push(...nodes.map(rowOf).filter((row) => row !== null));
    expected = totalCount;
    visit.onProgress({ what, read: rows.length, expected });
  }
  return { rows, expected };
}

/** @returns all of a list of which an answer held the first page */
export async function rest<Result extends Costed, Variables extends object, Node>(
  visit: Visit,
  first: Connection<Node> | null,
  further: Omit<Walk<Result, Variables, Node>, 'behind'>,
): Promise<Node[]> {
  if (first === null) return [];
  const nodes: Node[] = [];
  for (const node of first.nodes ?? []) if (node !== null) nodes.push(node);
  for await (const page of walk(visit, { ...further, behind: first })) nodes.push(...page.nodes);
  return nodes;
}

function noteGaps(
  gaps: Gaps,
  { collection, of }: { collection: string; of: { row: string; part: string } | undefined },
  errors: readonly AnswerError[],
  data: unknown,
  connection: Connection<unknown> | null,
): void {
  const unexplained = 'GitHub left it out without a reason';
  if (of !== undefined) {
    const reasons = errors.map(reasonOf);
    if (reasons.length === 0 && connection === null) reasons.push(unexplained);
    for (const reason of reasons) gaps.add(collection, { ...of, reason });
    return;
  }
  gaps.addErrors(collection, errors, data);
  if (connection === null && errors.length === 0) {
    gaps.add(collection, { row: null, part: null, reason: unexplained });
  }
  const explained = errors.map(({ path }) => path?.find((step) => typeof step === 'number'));
  const nodes = connection?.nodes ?? [];
  nodes.forEach((node, index) => {
    if (node !== null || explained.includes(index) || explained.includes(undefined)) return;
    gaps.add(collection, { row: rowName(nodes, index), part: null, reason: unexplained });
  });
}

function nextCursor(
  { client: { url }, owner, name }: Visit,
  what: string,
  { pageInfo: { hasNextPage, endCursor } }: Connection<unknown>,
  seen: Set<string>,
): string | null {
  if (!hasNextPage) return null;
  if (endCursor === null || seen.has(endCursor)) {
    throw new Problem({
      place: url,
      found: `a cursor that does not move, reading the ${what} of ${owner}/${name}`,
      expected: 'a next page where GitHub says that there is one',
      remedy: 'Run the command again; if it stays so, the server is at fault: report it to its operator.',
    });
  }
  seen.add(endCursor);
  return endCursor;
}

const isEmptied = (connection: Connection<unknown> | null | undefined) =>
  (connection?.nodes ?? []).length > 0 && connection?.nodes?.every((node) => node === null) === true;
