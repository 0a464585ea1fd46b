import { z } from 'zod';
import { EMPTY_PAGE } from './connection.ts';
import type { AnswerBody, Fault, SeenRequest } from './faults.ts';

/** Something that happens to a request and is over when the same is asked again. */
export interface Mishap {
  name: string;
  /** To which requests it can happen; default: to any. */
  isPossible?: (request: Traits) => boolean;
  fault: (request: SeenRequest) => Fault;
  /** How often in a row; default: twice. */
  times?: number;
}

/** What is known of a request from an undisturbed run. */
export interface Traits {
  operation: string;
  /** Rows on the page; null for an answer without a list. */
  rows: number | null;
  hasNextPage: boolean;
}

const listSchema = z.looseObject({
  totalCount: z.int().optional(),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(z.unknown()).nullable(),
});
type List = z.infer<typeof listSchema>;

/** @returns the list that an answer is about, the outermost, and its path; null for an answer without one */
function listIn(
  value: unknown,
  path: readonly string[] = [],
): { list: List; path: readonly string[] } | null {
  const list = listSchema.safeParse(value);
  if (list.success) return { list: list.data, path };
  const fields = z.record(z.string(), z.unknown()).safeParse(value).data ?? {};
  for (const [name, held] of Object.entries(fields)) {
    const found = listIn(held, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

/** @returns the same value with another at that path */
function replaced(value: unknown, [step, ...further]: readonly string[], by: unknown): unknown {
  if (step === undefined) return by;
  const fields = z.record(z.string(), z.unknown()).parse(value);
  return { ...fields, [step]: replaced(fields[step], further, by) };
}

/** Changes the list that an answer is about. */
export function listEdit(
  change: (list: List, path: readonly string[]) => { list: unknown; errors?: unknown[] },
): Fault {
  return {
    kind: 'edit',
    edit: (body) => {
      const found = listIn(body.data);
      if (found === null) return body;
      const { list, errors } = change(found.list, found.path);
      return { data: replaced(body.data, found.path, list), ...(errors === undefined ? {} : { errors }) };
    },
  };
}

/** @returns what a request is, told from its undisturbed answer */
export function traitsOf(operation: string, { data }: AnswerBody): Traits {
  const list = listIn(data)?.list;
  return {
    operation,
    rows: list === undefined ? null : (list.nodes?.length ?? 0),
    hasNextPage: list?.pageInfo.hasNextPage === true,
  };
}

const hasList = ({ rows }: Traits) => rows !== null;
const hasRows = ({ rows }: Traits) => (rows ?? 0) > 1;

export const answer = (status: number, message: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'answer',
  status,
  headers,
  body: { message },
});

const page = (status: number, title: string): Fault => ({
  kind: 'page',
  status,
  html: `<!DOCTYPE html><html><head><title>${title}</title></head><body><p>${'x'.repeat(2_000)}</p></body></html>`,
});

export const refusal = (type: string | undefined, message: string): Fault => ({
  kind: 'answer',
  status: 200,
  body: { errors: [{ ...(type === undefined ? {} : { type }), message }] },
});

const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
const PRIMARY = 'API rate limit already exceeded for user ID 1.';

/** @returns the same fault, whatever is asked */
const whatever = (fault: Fault) => () => fault;

/** A row that is missing from its page, its neighbours not. */
const hole = (error: { type?: string; message: string } | null) =>
  whatever(
    listEdit((list, path) => {
      const at = Math.min(7, Math.floor((list.nodes?.length ?? 0) / 2));
      return {
        list: { ...list, nodes: list.nodes?.map((node, index) => (index === at ? null : node)) ?? null },
        ...(error === null ? {} : { errors: [{ ...error, path: [...path, 'nodes', at] }] }),
      };
    }),
  );

/** What may happen to any request at the moment `now`, and passes. */
export function mishaps(now: number): Mishap[] {
  const usedUp = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 1_800) };
  return [
    { name: '500 with JSON', fault: whatever(answer(500, 'Internal Server Error')) },
    { name: '502 with JSON', fault: whatever(answer(502, 'Server Error')) },
    { name: '502 with HTML', fault: whatever(page(502, 'Unicorn! · GitHub')) },
    {
      name: '502 with the reset time of the rate limit',
      fault: whatever(answer(502, 'Server Error', usedUp)),
    },
    { name: '503 that asks to come back', fault: whatever(answer(503, 'Down', { 'retry-after': '20' })) },
    {
      name: '504 with JSON',
      fault: whatever(answer(504, "We couldn't respond to your request in time.")),
    },
    { name: '504 with HTML', fault: whatever(page(504, 'Gateway Time-out')) },
    { name: 'success with HTML', fault: whatever(page(200, 'Maintenance')) },
    { name: 'connection closed', fault: whatever({ kind: 'drop' }) },
    { name: 'connection reset', fault: whatever({ kind: 'reset' }) },
    { name: 'stalled response', fault: whatever({ kind: 'stall' }), times: 1 },
    { name: 'truncated body', fault: whatever({ kind: 'truncate' }) },
    { name: 'connection closed within the body', fault: whatever({ kind: 'cut' }) },
    {
      name: 'secondary limit as 403, blank retry-after',
      fault: whatever(answer(403, SECONDARY, { 'retry-after': '' })),
    },
    {
      name: 'secondary limit as 403, retry-after a number',
      fault: whatever(answer(403, SECONDARY, { 'retry-after': '30' })),
    },
    {
      name: 'secondary limit as 403, retry-after a date',
      fault: whatever(answer(403, SECONDARY, { 'retry-after': new Date(now + 45_000).toUTCString() })),
    },
    { name: 'secondary limit as 429', fault: whatever(answer(429, SECONDARY)) },
    { name: 'secondary limit as 200 with errors', fault: whatever(refusal(undefined, SECONDARY)) },
    { name: 'secondary limit as 200 with a message', fault: whatever(answer(200, SECONDARY)) },
    { name: 'primary limit as 200, RATE_LIMITED', fault: whatever(refusal('RATE_LIMITED', PRIMARY)) },
    { name: 'primary limit as 200, RATE_LIMIT', fault: whatever(refusal('RATE_LIMIT', PRIMARY)) },
    { name: 'primary limit as 200, untyped', fault: whatever(refusal(undefined, PRIMARY)) },
    { name: 'primary limit as 403 until its reset', fault: whatever(answer(403, PRIMARY, usedUp)) },
    {
      name: 'an error that GitHub cannot explain',
      fault: whatever(refusal(undefined, 'Something went wrong while executing your query.')),
    },
    {
      name: 'a service that is away, without data',
      fault: whatever(refusal('SERVICE_UNAVAILABLE', 'Try again later.')),
    },
    {
      name: 'resource limits, all rows null',
      isPossible: hasRows,
      fault: whatever(
        listEdit((list, path) => ({
          list: { ...list, nodes: list.nodes?.map(() => null) ?? null },
          errors: (list.nodes ?? []).map((_, index) => ({
            type: 'RESOURCE_LIMITS_EXCEEDED',
            path: [...path, 'nodes', index],
            message: 'Resource limits for this query exceeded.',
          })),
        })),
      ),
    },
    {
      name: 'node limit, until the page is small enough',
      isPossible: hasRows,
      fault: whatever(
        refusal('MAX_NODE_LIMIT_EXCEEDED', 'This query asks for too many nodes; the limit is 500,000.'),
      ),
    },
    {
      name: 'one null row, with an error',
      isPossible: hasRows,
      fault: hole({ type: 'SERVICE_UNAVAILABLE', message: 'A row could not be loaded.' }),
    },
    { name: 'one null row, without a reason', isPossible: hasRows, fault: hole(null) },
    {
      name: 'a list that is null, with an untyped error',
      isPossible: hasList,
      fault: whatever(
        listEdit((_list, path) => ({ list: null, errors: [{ path, message: 'Something is broken.' }] })),
      ),
    },
    {
      name: 'rateLimit null',
      fault: whatever({
        kind: 'edit',
        edit: ({ data, ...body }) => ({
          ...body,
          data: { ...z.record(z.string(), z.unknown()).parse(data), rateLimit: null },
        }),
      }),
    },
    {
      name: 'an empty page with a next one',
      isPossible: hasList,
      times: 1,
      fault: ({ variables }) =>
        listEdit((list) => ({
          list: {
            ...list,
            nodes: [],
            pageInfo: { hasNextPage: true, endCursor: `${EMPTY_PAGE}${String(variables['after'] ?? '')}` },
          },
        })),
    },
    {
      name: 'a total that was smaller on a page before the last',
      isPossible: ({ hasNextPage }) => hasNextPage,
      times: 1,
      fault: whatever(
        listEdit((list) => ({
          list:
            list.totalCount === undefined || !list.pageInfo.hasNextPage
              ? list
              : { ...list, totalCount: list.totalCount - 1 },
        })),
      ),
    },
  ];
}
