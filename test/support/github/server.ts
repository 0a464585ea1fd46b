import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  getNamedType,
  parse,
  validate,
} from 'graphql';
import { z } from 'zod';
import { connection } from './connection.ts';
import { costOf } from './cost.ts';
import type { Entity, GitHubRepository } from './entities.ts';
import type { AnswerBody, Fault, Faults, SeenRequest } from './faults.ts';
import { schema } from './schema.ts';

export interface GitHubOptions {
  repositories: readonly GitHubRepository[];
  /** The only token that is accepted; without it, any. */
  token?: string;
  clock?: () => Date;
  faults?: Faults;
  /** Points an hour; null is a server without a limit, whose `rateLimit` is null. */
  limit?: number | null;
  port?: number;
}

/** A running GitHub. */
export interface GitHub {
  /** Of the GraphQL API. */
  url: string;
  readonly requests: number;
  readonly points: number;
  /** Every request, in order. */
  readonly seen: readonly SeenRequest[];
  close: () => Promise<void>;
}

const HOUR = 3_600_000;

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).default({}),
});

/** Starts an HTTP server that answers GraphQL queries about repositories as GitHub does, by its published schema. */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const { repositories, token, clock = () => new Date(), faults, limit = 5_000, port = 0 } = options;
  const seen: SeenRequest[] = [];
  let points = 0;
  const resetAt = new Date(clock().getTime() + HOUR);

  const limitHeaders = (): Record<string, string> =>
    limit === null
      ? {}
      : {
          'x-ratelimit-limit': String(limit),
          'x-ratelimit-remaining': String(Math.max(0, limit - points)),
          'x-ratelimit-used': String(points),
          'x-ratelimit-reset': String(Math.floor(resetAt.getTime() / 1000)),
          'x-ratelimit-resource': 'graphql',
        };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await bodyOf(request);
    const send = (status: number, body: unknown, headers: Record<string, string> = limitHeaders()) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(JSON.stringify(body));
    };
    const parsed = requestSchema.safeParse(JSON.parse(text === '' ? '{}' : text));
    if (request.method !== 'POST' || !parsed.success) {
      send(400, { message: 'Problems parsing JSON', documentation_url: 'https://docs.github.com/graphql' });
      return;
    }
    const { query, variables } = parsed.data;
    const asked = { number: seen.length + 1, operation: operationName(query), variables };
    seen.push(asked);
    const fault = faults?.(asked);
    if (fault?.kind === 'drop') {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'answer') {
      send(fault.status, fault.body, { ...limitHeaders(), ...fault.headers });
      return;
    }
    if (!isAuthorised(request.headers.authorization, token)) {
      send(401, {
        message: 'Bad credentials',
        documentation_url: 'https://docs.github.com/graphql',
        status: '401',
      });
      return;
    }
    if (fault?.kind === 'delay') await delay(fault.milliseconds);
    const body = await run(query, variables, fault);
    const changed = fault?.kind === 'edit' ? fault.edit(body) : body;
    if (fault?.kind !== 'truncate') {
      send(200, changed);
      return;
    }
    const whole = JSON.stringify(changed);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...limitHeaders() });
    response.end(whole.slice(0, Math.floor(whole.length / 2)));
  };

  const run = async (
    query: string,
    variables: Record<string, unknown>,
    fault: Fault | undefined,
  ): Promise<AnswerBody> => {
    const checked = check(query);
    if (checked.errors.length > 0) return { errors: checked.errors.map(errorBody) };
    const cost = costOf(checked.document, variables);
    if (cost.errors.length > 0) return { errors: cost.errors.map(errorBody) };
    if (limit !== null && points + cost.points > limit) {
      points = limit;
      return { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded.' }] };
    }
    points += cost.points;
    const rateLimit =
      limit === null
        ? null
        : {
            __typename: 'RateLimit',
            limit,
            cost: cost.points,
            nodeCount: cost.nodes,
            remaining: limit - points,
            used: points,
            resetAt: resetAt.toISOString().replace(/\.\d+Z$/, 'Z'),
          };
    const { data, errors } = await execute({
      schema,
      document: checked.document,
      rootValue: rootOf(repositories, rateLimit),
      variableValues: variables,
      fieldResolver: resolver(fault),
      typeResolver: (value) => z.object({ __typename: z.string() }).parse(value).__typename,
    });
    return { ...(errors ? { errors: errors.map(errorBody) } : {}), ...(data === undefined ? {} : { data }) };
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: String(error) }));
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/graphql`,
    get requests() {
      return seen.length;
    },
    get points() {
      return points;
    },
    seen,
    close: () =>
      new Promise<void>((done, failed) => {
        server.close((error) => (error === undefined ? done() : failed(error)));
        server.closeAllConnections();
      }),
  };
}

const checks = new Map<string, { document: DocumentNode; errors: readonly GraphQLError[] }>();

/** Parses and validates a query against GitHub's schema, each text once. */
function check(query: string) {
  const known = checks.get(query);
  if (known !== undefined) return known;
  const checked = parsed(query);
  checks.set(query, checked);
  return checked;
}

function parsed(query: string): { document: DocumentNode; errors: readonly GraphQLError[] } {
  try {
    const document = parse(query);
    return { document, errors: validate(schema, document) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { document: parse('{ __typename }'), errors: [error] };
  }
}

const operationName = (query: string) => /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '';

function rootOf(repositories: readonly GitHubRepository[], rateLimit: unknown): Entity {
  const byId = (id: unknown) => {
    const found = repositories
      .flatMap((repository) => [
        repository.about,
        ...repository.pullRequests,
        ...repository.issues,
        ...repository.deployments,
        ...repository.commits,
      ])
      .find((entity) => entity.id === id);
    return found ?? notFound(`Could not resolve to a node with the global id of '${String(id)}'.`);
  };
  const root: Entity = {
    __typename: 'Query',
    rateLimit,
    node: ({ id }: { id: unknown }) => byId(id),
    nodes: ({ ids }: { ids: unknown[] }) => ids.map((id) => orError(() => byId(id))),
    repository: (named: { owner: string; name: string }) => {
      const asked = `${named.owner}/${named.name}`;
      const found = repositories.find(
        ({ owner, name, about }) =>
          isSame(asked, `${owner}/${name}`) || isSame(asked, String(about.nameWithOwner)),
      );
      if (found === undefined) notFound(`Could not resolve to a Repository with the name '${asked}'.`);
      return found === undefined ? null : repositoryEntity(found);
    },
  };
  return root;
}

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** A list may hold errors in place of rows: GraphQL then answers null for that row alone. */
function orError(value: () => unknown): unknown {
  try {
    return value();
  } catch (error) {
    return error;
  }
}

function notFound(message: string): never {
  throw new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}

function repositoryEntity({ about, ...repository }: GitHubRepository): Entity {
  const history = repository.commits.toSorted(
    (a, b) => Date.parse(String(b.committedDate)) - Date.parse(String(a.committedDate)),
  );
  const branch = about.defaultBranchName;
  return {
    ...about,
    pullRequests: repository.pullRequests,
    issues: repository.issues,
    milestones: repository.milestones,
    releases: repository.releases,
    refs: ({ refPrefix }: { refPrefix: string }) => (refPrefix === 'refs/tags/' ? repository.refs : []),
    deployments: repository.deployments,
    defaultBranchRef:
      branch === null
        ? null
        : { __typename: 'Ref', name: branch, target: { __typename: 'Commit', ...history[0], history } },
  };
}

/** Resolves every field of the schema from entities: what they hold, and connections over their lists. */
function resolver(fault: Fault | undefined): GraphQLFieldResolver<Entity, unknown> {
  return (parent, args, _context, info) => {
    if (
      fault?.kind === 'field' &&
      fault.field === `${info.parentType.name}.${info.fieldName}` &&
      (fault.of?.(parent) ?? true)
    ) {
      throw new GraphQLError(fault.message, { extensions: { type: fault.type } });
    }
    const held = parent[info.fieldName];
    const value: unknown = typeof held === 'function' ? held(args) : held;
    const type = getNamedType(info.returnType).name;
    return type.endsWith('Connection') ? connection(type, listSchema.parse(value), args) : value;
  };
}

const listSchema = z.array(z.custom<Entity>((value) => typeof value === 'object')).default([]);

/** GitHub gives an error's type beside its message. */
function errorBody(error: GraphQLError): Record<string, unknown> {
  const { extensions = {}, ...body } = error.toJSON();
  const { type, ...further } = extensions;
  return {
    ...(type === undefined ? {} : { type }),
    ...body,
    ...(Object.keys(further).length === 0 ? {} : { extensions: further }),
  };
}

function isAuthorised(header: string | undefined, token: string | undefined): boolean {
  const given = /^(?:bearer|token) (.+)$/i.exec(header ?? '')?.[1];
  return token === undefined ? given !== undefined : given === token;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
