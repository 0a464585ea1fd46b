import { z } from 'zod';
import { masked } from '../../../facts/masked.ts';
import { printable } from '../../../facts/printable.ts';
import { Problem } from '../../../facts/problem.ts';

/**
 * Why a request failed, which decides what happens next:
 * `token` the token was refused; `rate-limit` too many requests; `heavy` the answer was too much work,
 * a smaller page may succeed; `oversized` more was asked for than GitHub ever allows, only a smaller page can succeed;
 * `partial` rows are missing and may be there when asked again; `transient` may succeed when asked again;
 * `unreachable` no connection was made; `denied` the token lacks a scope for a part of it, and gets nothing;
 * `rejected` the same request will fail again.
 */
export type FailureKind =
  | 'token'
  | 'rate-limit'
  | 'heavy'
  | 'oversized'
  | 'partial'
  | 'transient'
  | 'unreachable'
  | 'denied'
  | 'rejected';

/** The token may not read a part of what was asked; without that part it may. */
export class Denied extends Problem {}

const errorSchema = z.object({
  type: z.string().optional(),
  message: z.string().catch('no message').transform(printable),
  path: z
    .array(z.union([z.string(), z.int()]))
    .optional()
    .catch(undefined),
});

/** One entry of an answer's `errors`. */
export type AnswerError = z.infer<typeof errorSchema>;

/** A request without a usable answer. Its message contains no header, so no token, and no person's name. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly kind: FailureKind;
  /** Seconds to wait as GitHub asked; null when it named no time. */
  readonly retryAfter: number | null;

  constructor(kind: FailureKind, message: string, retryAfter: number | null = null) {
    super(masked(printable(message)));
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

/** @returns an answer's errors; something else in their place counts as one error without a type */
export function parseErrors(errors: unknown): AnswerError[] {
  const parsed = z.array(errorSchema).safeParse(errors ?? []);
  return parsed.success ? parsed.data : [{ message: 'errors in a form that GitHub does not use' }];
}

/** @returns the failure that an answer's errors amount to, or null when its data can be used */
export function failureOfErrors(errors: AnswerError[], headers: Headers, now: number): RequestFailure | null {
  const limit = errors.find(isRateLimit);
  if (limit !== undefined) return new RequestFailure('rate-limit', limit.message, retryAfter(headers, now));
  // GitHub counts the nodes from the arguments alone, before it runs the query.
  const oversized = errors.find(({ type }) => type === 'MAX_NODE_LIMIT_EXCEEDED');
  if (oversized !== undefined) return new RequestFailure('oversized', summary([oversized]));
  const heavy = errors.find(isTooMuchWork);
  return heavy === undefined ? null : new RequestFailure('heavy', summary([heavy]));
}

/** @returns the failure of an answer with errors and without any data, which no other page size would avoid */
export function failureWithoutData(errors: AnswerError[]): RequestFailure {
  if (errors.length > 0 && errors.every(lacksScope)) return new RequestFailure('denied', summary(errors));
  const isPassing = errors.length > 0 && errors.every(({ type }) => type !== undefined && PASSING.has(type));
  return new RequestFailure(
    isPassing ? 'transient' : 'rejected',
    summary(errors) || 'an answer without data',
  );
}

/** @returns the failure of an answer with a success status that is not a GraphQL answer */
export function failureOfText(text: string, headers: Headers, now: number): RequestFailure {
  const { message } = messageSchema.parse(text);
  return message !== undefined && isRateLimit({ message })
    ? new RequestFailure('rate-limit', message, retryAfter(headers, now))
    : new RequestFailure('transient', 'an answer that is truncated or not JSON');
}

/** @returns whether a token's rights explain all that is missing, so that asking again would not help */
export function isDenied(errors: readonly AnswerError[]): boolean {
  return errors.length > 0 && errors.every(({ type }) => type !== undefined && DENIED.has(type));
}

/** Whether the token lacks a scope: GitHub says so of the whole query, before it runs it. */
export const lacksScope = ({ type }: AnswerError): boolean => type === 'INSUFFICIENT_SCOPES';

/** @returns the failure behind what a request threw */
export function failureOf(error: unknown, now: number): RequestFailure {
  if (error instanceof RequestFailure) return error;
  const http = httpErrorSchema.safeParse(error);
  if (http.success) return failureOfStatus(http.data, now);
  return failureOfNetwork(error);
}

/** @returns the messages of all errors in one line */
export function summary(errors: AnswerError[]): string {
  const lines = errors.map(({ type, message }) => (type === undefined ? message : `${type}: ${message}`));
  return [...new Set(lines)].join('; ');
}

/** Errors that octokit throws for an HTTP status; one without a response never reached a server. */
const httpErrorSchema = z.object({
  status: z.int(),
  message: z.string(),
  response: z.object({ headers: z.record(z.string(), z.unknown()) }),
});

export type Headers = Record<string, string>;

/** An answer's text as an object with a message, which GitHub sends instead of an answer to the query. */
const messageSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.object({ message: z.string().optional() }))
  .catch({});

const DENIED: ReadonlySet<string> = new Set(['FORBIDDEN', 'NOT_FOUND', 'INSUFFICIENT_SCOPES']);
const PASSING: ReadonlySet<string> = new Set(['INTERNAL', 'INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']);

function failureOfStatus({ status, message, response }: z.infer<typeof httpErrorSchema>, now: number) {
  const headers = headersOf(response.headers);
  const text = `HTTP ${status}: ${inOneLine(message)}`;
  if (status === 401) return new RequestFailure('token', text);
  if (status === 429 || (status === 403 && isThrottled(message, headers))) {
    return new RequestFailure('rate-limit', text, retryAfter(headers, now));
  }
  if (status === 502 || status === 504) return new RequestFailure('heavy', text, askedWait(headers, now));
  if (status >= 500 || status === 408) return new RequestFailure('transient', text, askedWait(headers, now));
  return new RequestFailure('rejected', text);
}

/** Of an HTML page its title, which says what the page says. */
function inOneLine(message: string): string {
  const title = /<title[^>]*>([^<]+)/i.exec(message)?.[1];
  const text = title ?? (/^\s*</.test(message) ? 'an HTML page' : message);
  return text.trim().replaceAll(/\s+/g, ' ').slice(0, 300);
}

const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function failureOfNetwork(error: unknown): RequestFailure {
  const chain = causes(error);
  const last = chain.at(-1);
  const message = last === undefined ? String(error) : last.message;
  const code = chain.flatMap(({ code }) => (typeof code === 'string' ? [code] : [])).at(-1);
  if (code !== undefined && NO_CONNECTION.has(code)) {
    return new RequestFailure('unreachable', message === '' ? code : message);
  }
  if (chain.some(({ name }) => name === 'TimeoutError')) {
    return new RequestFailure('heavy', 'no answer in time');
  }
  return new RequestFailure('transient', message === '' ? (code ?? 'connection lost') : message);
}

const causeSchema = z.object({
  name: z.string(),
  message: z.string(),
  code: z.unknown().optional(),
  cause: z.unknown().optional(),
});

function causes(error: unknown): z.infer<typeof causeSchema>[] {
  const parsed = causeSchema.safeParse(error);
  return parsed.success ? [parsed.data, ...causes(parsed.data.cause)] : [];
}

const isRateLimit = ({ type, message }: AnswerError) =>
  type === 'RATE_LIMITED' || type === 'RATE_LIMIT' || /rate limit/i.test(message);

const isTooMuchWork = ({ type, message }: AnswerError) =>
  type === 'RESOURCE_LIMITS_EXCEEDED' ||
  (type === undefined && /resource limits|something went wrong|timed? ?out/i.test(message));

const isThrottled = (message: string, headers: Headers) =>
  'retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || /rate limit|abuse/i.test(message);

/** @returns the seconds that `retry-after` asks to wait, as a number or as a date; null when it asks nothing */
function askedWait(headers: Headers, now: number): number | null {
  const asked = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Number(asked);
  const date = Date.parse(asked);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - serverTime(headers, now)) / 1000));
}

/** The reset time counts only when the primary limit is used up, because GitHub sends it with every answer. */
function retryAfter(headers: Headers, now: number): number | null {
  const asked = askedWait(headers, now);
  if (asked !== null) return asked;
  const reset = Number(headers['x-ratelimit-reset']);
  return headers['x-ratelimit-remaining'] === '0' && reset > 0
    ? Math.max(0, Math.ceil(reset - serverTime(headers, now) / 1000))
    : null;
}

/** @returns milliseconds since the epoch by the clock of the server that answered; `now` where the server states no time */
export function serverTime(headers: Headers, now: number): number {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) ? now : date;
}

/** @returns an answer's headers by their names in lower case */
export function headersOf(headers: Record<string, unknown>): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
