import { z } from 'zod';

/**
 * Why a request failed, which decides what happens next:
 * `token` the token was refused; `rate-limit` asked too much too fast; `heavy` the answer was too much work,
 * a smaller page may pass; `transient` may pass when asked again; `unreachable` no connection was made;
 * `rejected` the same request will fail again.
 */
export type FailureKind = 'token' | 'rate-limit' | 'heavy' | 'transient' | 'unreachable' | 'rejected';

const errorSchema = z.object({
  type: z.string().optional(),
  message: z.string().catch('no message'),
  path: z
    .array(z.union([z.string(), z.int()]))
    .optional()
    .catch(undefined),
});

/** One entry of an answer's `errors`. */
export type AnswerError = z.infer<typeof errorSchema>;

/** A request without a usable answer. The message holds no header and so no token. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly kind: FailureKind;
  /** Seconds to wait as GitHub asked; null when it named no time. */
  readonly retryAfter: number | null;

  constructor(kind: FailureKind, message: string, retryAfter: number | null = null) {
    super(message);
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
  const found = errors.find(isRateLimit);
  if (found !== undefined) return new RequestFailure('rate-limit', found.message, retryAfter(headers, now));
  const heavy = errors.find(isTooMuchWork);
  return heavy === undefined
    ? null
    : new RequestFailure('heavy', `${heavy.type ?? ''} ${heavy.message}`.trim());
}

/** @returns the failure behind whatever a request threw */
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

type Headers = Record<string, string>;

function failureOfStatus({ status, message, response }: z.infer<typeof httpErrorSchema>, now: number) {
  const headers = headersOf(response.headers);
  const told = `HTTP ${status}: ${message.replaceAll(/\s+/g, ' ').slice(0, 300)}`;
  if (status === 401) return new RequestFailure('token', told);
  if (status === 429 || (status === 403 && isThrottled(message, headers))) {
    return new RequestFailure('rate-limit', told, retryAfter(headers, now));
  }
  if (status === 502 || status === 504) return new RequestFailure('heavy', told);
  if (status >= 500 || status === 408) return new RequestFailure('transient', told);
  return new RequestFailure('rejected', told);
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
  type === 'RATE_LIMITED' || type === 'RATE_LIMIT' || (type === undefined && /rate limit/i.test(message));

const isTooMuchWork = ({ type, message }: AnswerError) =>
  type === 'RESOURCE_LIMITS_EXCEEDED' ||
  (type === undefined && /resource limits|something went wrong|timed? ?out/i.test(message));

const isThrottled = (message: string, headers: Headers) =>
  'retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || /rate limit|abuse/i.test(message);

/**
 * Reads `retry-after` (seconds or a date); the reset time counts only when the primary limit is used up,
 * because GitHub sends it with every answer.
 */
function retryAfter(headers: Headers, now: number): number | null {
  const asked = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Number(asked);
  const date = asked === '' ? Number.NaN : Date.parse(asked);
  if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - now) / 1000));
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0)
    return Math.max(0, Math.ceil(reset - now / 1000));
  return null;
}

export function headersOf(headers: Record<string, unknown>): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
