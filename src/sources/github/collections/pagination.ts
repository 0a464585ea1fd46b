import { Problem } from '../../../facts/problem.ts';
import { type Gaps, reasonOf, rowName } from '../gaps.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import type { Costed } from '../transport/client.ts';
import { type AnswerError, Denied, isDenied, lacksScope, summary } from '../transport/failure.ts';
import type { TadaDocumentNode } from '../transport/graphql.ts';
import { PageSize } from '../transport/pageSize.ts';
import type { Found } from './found.ts';
import { type GitHubCollection, pageShapes } from './pageShapes.ts';
import type { RepositoryName } from './repository.ts';

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

/** What GitHub is asked for a page with. */
interface PageVariables {
  first: number;
  after: string | null;
}

/** A list that belongs to one row. */
interface RowList {
  /** How a reader finds the row. */
  row: string;
  /** What the list holds, in words. */
  part: string;
}

interface Pagination<Result extends Costed, Variables extends object, Node> {
  /** The collection that a gap belongs to. */
  collection: GitHubCollection;
  /** The list that is read; without it, the collection itself. */
  of?: RowList;
  document: TadaDocumentNode<Result, Variables>;
  variables: (page: PageVariables) => Variables;
  /** @returns the connection in an answer; null when GitHub did not give it */
  pick: (data: Result) => Connection<Node> | null | undefined;
  /** A list in each row that the token may lack the right to read. Items that it may not read are not noted as missing. */
  optional?: string;
  /** Continue after this page, which was read already. */
  after?: Connection<Node>;
}

/** Rows a page of a list that belongs to one row. */
const LIST_ROWS = 100;

/** After so many pages in a row without a readable row, the connection is taken to have no end. */
const MAX_EMPTY_PAGES = 10;

/**
 * Reads a connection to its end, page by page. Rows that GitHub leaves out are noted as gaps; the others stay.
 * @throws Problem when the cursor does not move or page after page is empty, because then there is no end; and when
 * none of several rows can be read, because a collection without rows looks different; `Denied` when the token may not
 * read the optional list at all
 */
async function* paginate<Result extends Costed, Variables extends object, Node>(
  context: RepositoryContext,
  { collection, of, document, variables, pick, optional, after: read }: Pagination<Result, Variables, Node>,
): AsyncGenerator<Page<Node>> {
  const { owner, name } = context;
  const what = of === undefined ? collection : `${of.part} of ${of.row} in ${collection}`;
  const page = new PageSize(of === undefined ? pageShapes[collection].rows : LIST_ROWS);
  const seen = new Set<string>();
  let readable = 0;
  let missing = 0;
  let emptyPages = 0;
  let cursor = read === undefined ? null : nextCursor(context, what, read, seen);
  if (read !== undefined && cursor === null) return;
  do {
    const after = cursor;
    const { data, errors: all } = await context.client.ask(document, (first) => variables({ first, after }), {
      page,
      cost: context.cost,
      rows: (partial) => pick(partial)?.nodes ?? null,
    });
    const errors = optional === undefined ? all : withoutHidden(context, all, optional);
    const connection = pick(data) ?? null;
    noteGaps(context.gaps, { collection, of }, errors, data, connection);
    if (connection === null) return;
    const nodes = (connection.nodes ?? []).filter((node): node is NonNullable<typeof node> => node !== null);
    yield { nodes, totalCount: connection.totalCount ?? null };
    if (isDenied(errors) && hasOnlyMissingRows(connection)) return;
    cursor = nextCursor(context, what, connection, seen);
    readable += nodes.length;
    missing += (connection.nodes?.length ?? 0) - nodes.length;
    emptyPages = nodes.length === 0 ? emptyPages + 1 : 0;
    const isUnreadable = of === undefined && cursor === null && readable === 0 && missing > 1;
    if (isUnreadable || (cursor !== null && emptyPages >= MAX_EMPTY_PAGES)) {
      throw new Problem({
        place: context.client.url,
        found: `no readable row on ${emptyPages} pages in a row, reading the ${what} of ${owner}/${name} (${summary(errors) || 'no reason given'})`,
        expected: 'the rows that GitHub says there are',
        remedy:
          'Run the command again later; what was stored is unchanged. See https://www.githubstatus.com.',
      });
    }
  } while (cursor !== null);
}

/**
 * @returns the errors of an answer apart from those of single items of a list that the token may not read
 * @throws Denied when it may not read the list, of which GitHub then gives nothing, or a part of an item
 */
function withoutHidden(
  { client: { url } }: RepositoryContext,
  errors: readonly AnswerError[],
  list: string,
): AnswerError[] {
  return errors.filter((error) => {
    if (!isDenied([error])) return true;
    const inside = error.path?.slice(error.path.indexOf(list)) ?? [];
    const isOfList = inside[0] === list;
    if (!isOfList && !lacksScope(error)) return true;
    if (isOfList && inside.length === 3) return false;
    throw new Denied({
      place: url,
      found: `the token may not read \`${list}\` (${summary([error])})`,
      remedy: 'Give the token this right, or use another one.',
    });
  });
}

/** @returns the pages of a collection, whose query takes the repository's owner and name */
export function pagesOf<Result extends Costed, Variables extends object, Node>(
  context: RepositoryContext,
  collection: GitHubCollection,
  {
    variables,
    ...query
  }: Omit<Pagination<Result, Variables, Node>, 'collection' | 'of' | 'after' | 'variables'> & {
    variables: (page: PageVariables & RepositoryName) => Variables;
  },
): AsyncGenerator<Page<Node>> {
  const { owner, name } = context;
  return paginate(context, {
    ...query,
    collection,
    variables: (page) => variables({ owner, name, ...page }),
  });
}

/** Makes a row of each node of all pages; `null` leaves a node out. */
export async function readRows<Node, Row>(
  context: RepositoryContext,
  collection: GitHubCollection,
  pages: AsyncIterable<Page<Node>>,
  rowOf: (node: Node) => Row | null,
): Promise<Found<Row>> {
  const rows: Row[] = [];
  let expected: number | null = null;
  for await (const { nodes, totalCount } of pages) {
    rows.push(...nodes.map(rowOf).filter((row) => row !== null));
    expected = totalCount;
    context.onProgress({ what: collection, read: rows.length, expected });
  }
  return { rows, expected };
}

/** @returns all of a list that belongs to one row, of which an answer held the first page */
export async function readList<Result extends Costed, Variables extends object, Node>(
  context: RepositoryContext,
  first: Connection<Node> | null | undefined,
  list: Omit<Pagination<Result, Variables, Node>, 'after'> & { of: RowList },
): Promise<Node[]> {
  if (first === null || first === undefined) return [];
  const nodes: Node[] = [];
  for (const node of first.nodes ?? []) if (node !== null) nodes.push(node);
  for await (const page of paginate(context, { ...list, after: first })) nodes.push(...page.nodes);
  return nodes;
}

function noteGaps(
  gaps: Gaps,
  { collection, of }: { collection: GitHubCollection; of: RowList | undefined },
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
  { client: { url }, owner, name }: RepositoryContext,
  what: string,
  { pageInfo: { hasNextPage, endCursor } }: Connection<unknown>,
  seen: Set<string>,
): string | null {
  if (!hasNextPage) return null;
  if (endCursor === null || seen.has(endCursor)) {
    throw new Problem({
      place: url,
      found: `a cursor that does not move, reading the ${what} of ${owner}/${name}`,
      expected: 'the next page that GitHub says there is',
      remedy: 'Run the command again. If this happens again, report it to the operator of the server.',
    });
  }
  seen.add(endCursor);
  return endCursor;
}

const hasOnlyMissingRows = ({ nodes }: Connection<unknown>) =>
  nodes !== null && nodes.length > 0 && nodes.every((node) => node === null);
