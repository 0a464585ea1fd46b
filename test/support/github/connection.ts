import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { Entity } from './entities.ts';

const argumentsSchema = z.object({
  first: z.int().nullish(),
  last: z.int().nullish(),
  after: z.string().nullish(),
  before: z.string().nullish(),
  orderBy: z.object({ field: z.string(), direction: z.enum(['ASC', 'DESC']) }).nullish(),
  states: z.array(z.string()).nullish(),
  itemTypes: z.array(z.string()).nullish(),
  environments: z.array(z.string()).nullish(),
  baseRefName: z.string().nullish(),
  headRefName: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  includeArchived: z.boolean().nullish(),
  since: z.string().nullish(),
  until: z.string().nullish(),
  filterBy: z.object({ since: z.string().nullish() }).nullish(),
});

type Arguments = z.infer<typeof argumentsSchema>;

/** The field by which each order of GitHub's sorts; all else is in the order of its list. */
const SORTED_BY: Record<string, string> = {
  CREATED_AT: 'createdAt',
  UPDATED_AT: 'updatedAt',
  DUE_DATE: 'dueOn',
  NUMBER: 'number',
  NAME: 'name',
  ALPHABETICAL: 'name',
  TAG_COMMIT_DATE: 'committedDate',
};

/**
 * Answers a connection over a list as GitHub does: filtered, sorted and cut by its arguments. A cursor of a
 * sorted list holds the value it stands at, so a row whose value changes moves past it; others hold a place.
 */
export function connection(type: string, list: readonly Entity[], raw: unknown): Entity {
  const args = argumentsSchema.parse(raw);
  const at = args.after?.replaceAll(EMPTY_PAGE, '');
  const after = at ? decode(at) : null;
  const { keyOf, place } = orderOf(type, list, args, after);
  const filtered = list.filter((entity) => isWanted(type, entity, args));
  const rows = filtered
    .map((entity, index) => ({ entity, key: keyOf(entity, index) }))
    .sort((a, b) => place(a.key, b.key));
  const before = args.before ? decode(args.before) : null;
  const from = after ? rows.filter(({ key }) => place(key, after) > 0) : rows;
  const between = before ? from.filter(({ key }) => place(key, before) < 0) : from;
  const cut = args.last ? between.slice(-args.last) : between.slice(0, args.first ?? between.length);
  const start = cut.at(0);
  const end = cut.at(-1);
  return {
    __typename: type,
    totalCount: type === 'PullRequestTimelineItemsConnection' ? list.length : filtered.length,
    filteredCount: filtered.length,
    nodes: cut.map(({ entity }) => entity),
    edges: () => cut.map(({ entity, key }) => ({ node: entity, cursor: encode(key) })),
    pageInfo: {
      __typename: 'PageInfo',
      startCursor: start === undefined ? null : encode(start.key),
      endCursor: end === undefined ? null : encode(end.key),
      hasNextPage: end !== undefined && between.at(-1) !== end,
      hasPreviousPage: start !== undefined && rows.at(0) !== start,
    },
  };
}

type Key = readonly (string | number)[];

function orderOf(type: string, list: readonly Entity[], { orderBy }: Arguments, after: Key | null) {
  const compare = (a: Key, b: Key) => {
    const at = a.findIndex((part, index) => part !== b[index]);
    const [left, right] = [a[at], b[at]];
    return left === undefined || right === undefined ? 0 : left < right ? -1 : 1;
  };
  if (type === 'CommitHistoryConnection') {
    // A walk stays on the commit it began at, whatever is pushed meanwhile.
    const head = String(after?.[0] ?? list[0]?.oid);
    const places = new Map(list.map((row, index) => [row, index]));
    const offset = list.findIndex(({ oid }) => oid === head);
    return { keyOf: (row: Entity): Key => [head, (places.get(row) ?? 0) - offset], place: compare };
  }
  const field = orderBy ? SORTED_BY[orderBy.field] : undefined;
  if (field === undefined || list.every((row) => row[field] === undefined))
    return { keyOf: (_row: Entity, index: number): Key => [index], place: compare };
  const keyOf = (row: Entity): Key => [sortable(row[field]), sortable(row.number ?? row.id ?? row.name)];
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  return { keyOf, place: (a: Key, b: Key) => sign * compare(a, b) };
}

function isWanted(type: string, row: Entity, args: Arguments): boolean {
  const changed = sortable(row.updatedAt);
  const committed = Date.parse(String(row.committedDate));
  return (
    (!args.states || args.states.includes(String(row.state))) &&
    (!args.itemTypes || args.itemTypes.includes(itemType(row.__typename))) &&
    (!args.environments || args.environments.includes(String(row.environment))) &&
    (!args.baseRefName || args.baseRefName === row.baseRefName) &&
    (!args.headRefName || args.headRefName === row.headRefName) &&
    (args.includeArchived !== false || row.isArchived !== true) &&
    (!args.labels || hasLabel(row, args.labels)) &&
    (!args.filterBy?.since || changed >= args.filterBy.since) &&
    (type !== 'CommitHistoryConnection' ||
      ((!args.since || committed >= Date.parse(args.since)) &&
        (!args.until || committed <= Date.parse(args.until))))
  );
}

const labelsSchema = z.array(z.object({ name: z.string() })).catch([]);

const hasLabel = (row: Entity, wanted: readonly string[]) =>
  labelsSchema.parse(row.labels).some(({ name }) => wanted.includes(name));

/** `ReadyForReviewEvent` is asked for as `READY_FOR_REVIEW_EVENT`. */
const itemType = (typename: string) =>
  typename.replaceAll(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const sortable = (value: unknown) => (typeof value === 'number' ? value : String(value ?? ''));

/** Before a cursor: the page that ended here was empty, and the next begins where this one did. */
export const EMPTY_PAGE = 'empty-page:';

const encode = (key: Key) => Buffer.from(`cursor:v2:${JSON.stringify(key)}`).toString('base64');

const cursorSchema = z
  .string()
  .startsWith('cursor:v2:')
  .transform((text) => JSON.parse(text.slice('cursor:v2:'.length)))
  .pipe(z.array(z.union([z.string(), z.number()])));

function decode(cursor: string): Key {
  const parsed = cursorSchema.safeParse(Buffer.from(cursor, 'base64').toString());
  if (parsed.success) return parsed.data;
  throw new GraphQLError(`\`${cursor}\` does not appear to be a valid cursor.`, {
    extensions: { type: 'INVALID_CURSOR_ARGUMENTS' },
  });
}
