import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  parse,
  validate,
} from 'graphql';
import { z } from 'zod';
import { HOUR } from '../../../src/facts/time.ts';
import { AppTokens, type GitHubApp } from './apps.ts';
import { connection } from './connection.ts';
import { costOf } from './cost.ts';
import type { Entity, GitHubRepository } from './entities.ts';
import type { AnswerBody, Fault, Faults, SeenRequest } from './faults.ts';
import { schema as latest } from './schema.ts';

/**
 * All repositories, or a look-up by `owner/name` where they are too many to be held at once; what is looked up is
 * not found by its id.
 */
export type Repositories = readonly GitHubRepository[] | ((name: string) => GitHubRepository | undefined);

export interface GitHubOptions {
  repositories: Repositories;
  /** The only token that is accepted; without it, and without tokens or an App, any. */
  token?: string;
  /** Further tokens that are accepted, each with an hourly limit of its own. */
  tokens?: readonly string[];
  /** Whose installation may ask for tokens. */
  app?: GitHubApp;
  clock?: () => Date;
  faults?: Faults;
  /** Points an hour for each token; null is a server without a limit, whose `rateLimit` is null. */
  limit?: number | null;
  port?: number;
  /** The teams of the organisations whose repositories it has. */
  teams?: readonly GitHubTeam[];
  /** Custom properties of repositories, by full name; null where the token may not read them. Default: none. */
  properties?: Readonly<Record<string, Readonly<Record<string, string | readonly string[] | null>>>> | null;
  /** What may be asked for; default: all that GitHub has. */
  schema?: GraphQLSchema;
}

/** A team of an organisation, with the repositories (`owner/name`) that it may write to. */
export interface GitHubTeam {
  slug: string;
  name: string;
  members: number;
  repositories: readonly string[];
}

/** A running GitHub. */
export interface GitHub {
  /** Of the GraphQL API. */
  url: string;
  readonly requests: number;
  /** Points that all tokens together have used. */
  readonly points: number;
  readonly pointsOf: (token: string) => number;
  readonly app: AppTokens;
  /** Every request, in order. */
  readonly seen: readonly SeenRequest[];
  close: () => Promise<void>;
}

const typeSchema = z.object({ __typename: z.string() });

/** What a token has used of its limit. */
interface Hour {
  points: number;
  /** Milliseconds since the epoch. */
  resetAt: number;
}

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).default({}),
});

/** Starts an HTTP server that answers GraphQL queries about repositories as GitHub does, by its published schema. */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const {
    repositories,
    clock = () => new Date(),
    faults,
    limit = 5_000,
    port = 0,
    schema = latest,
    teams = [],
    properties = {},
  } = options;
  const accepted = [options.token, ...(options.tokens ?? [])].filter((token) => token !== undefined);
  const app = new AppTokens(options.app, clock);
  const isOpen = accepted.length === 0 && options.app === undefined;
  const isAccepted = (token: string) =>
    isOpen ? token !== '' : accepted.includes(token) || app.isGood(token);
  const seen: SeenRequest[] = [];
  const used = new Map<string, number>();
  const hours = new Map<string, Hour>();
  const hourOf = (token: string): Hour => {
    const now = clock().getTime();
    const known = hours.get(token);
    if (known !== undefined && now < known.resetAt) return known;
    const begun = { points: 0, resetAt: now + HOUR };
    hours.set(token, begun);
    return begun;
  };

  const limitHeaders = (token: string): Record<string, string> => {
    const { points, resetAt } = hourOf(token);
    return limit === null
      ? {}
      : {
          'x-ratelimit-limit': String(limit),
          'x-ratelimit-remaining': String(Math.max(0, limit - points)),
          'x-ratelimit-used': String(points),
          'x-ratelimit-reset': String(Math.floor(resetAt / 1000)),
          'x-ratelimit-resource': 'graphql',
        };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('date', clock().toUTCString());
    const token = tokenOf(request.headers.authorization);
    const text = await bodyOf(request);
    const write = (status: number, type: string, bytes: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, {
        'content-type': `${type}; charset=utf-8`,
        ...limitHeaders(token),
        ...headers,
      });
      response.end(bytes);
    };
    const send = (status: number, body: unknown, headers?: Record<string, string>) =>
      write(status, 'application/json', body === undefined ? '' : JSON.stringify(body), headers);
    if (request.url?.endsWith('/access_tokens')) {
      const issued = app.issue(request.url, request.headers.authorization);
      send(issued.status, issued.body);
      return;
    }
    const address = URL.parse(request.url ?? '', 'http://localhost');
    if (request.method === 'GET' && address?.pathname.endsWith('/properties/values')) {
      if (!isAccepted(token)) send(401, { message: 'Bad credentials' });
      else if (properties === null) send(403, { message: 'Resource not accessible by integration' });
      else send(200, propertiesOn(properties, address.searchParams));
      return;
    }
    const parsed = requestSchema.safeParse(JSON.parse(text === '' ? '{}' : text));
    if (request.method !== 'POST' || !parsed.success) {
      send(400, { message: 'Problems parsing JSON', documentation_url: 'https://docs.github.com/graphql' });
      return;
    }
    const { query, variables } = parsed.data;
    const asked = { number: seen.length + 1, operation: operationName(query), variables, token };
    seen.push(asked);
    const fault = faults?.(asked);
    switch (fault?.kind) {
      case 'drop':
        request.socket.destroy();
        return;
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'answer':
        send(fault.status, fault.body, fault.headers);
        return;
      case 'page':
        write(fault.status, 'text/html', fault.html, fault.headers);
        return;
    }
    if (!isAccepted(token)) {
      send(401, {
        message: 'Bad credentials',
        documentation_url: 'https://docs.github.com/graphql',
        status: '401',
      });
      return;
    }
    if (fault?.kind === 'delay') await delay(fault.milliseconds);
    const body = await run(query, variables, token, fault);
    const bytes = Buffer.from(JSON.stringify(fault?.kind === 'edit' ? fault.edit(body) : body));
    const sent = fault?.kind === 'bytes' ? fault.edit(bytes) : bytes;
    const half = sent.subarray(0, Math.floor(sent.length / 2));
    const isWhole = fault?.kind !== 'cut' && fault?.kind !== 'stall';
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      ...limitHeaders(token),
      ...(isWhole ? {} : { 'content-length': String(sent.length) }),
    });
    if (isWhole) response.end(fault?.kind === 'truncate' ? half : sent);
    else response.write(half, () => (fault.kind === 'cut' ? request.socket.destroy() : undefined));
  };

  const run = async (
    query: string,
    variables: Record<string, unknown>,
    token: string,
    fault: Fault | undefined,
  ): Promise<AnswerBody> => {
    const checked = check(schema, query);
    if (checked.errors.length > 0) return { errors: checked.errors.map(errorBody) };
    const cost = costOf(checked.document, variables);
    if (cost.errors.length > 0) return { errors: cost.errors.map(errorBody) };
    const hour = hourOf(token);
    if (limit !== null && hour.points + cost.points > limit) {
      hour.points = limit;
      return { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded.' }] };
    }
    hour.points += cost.points;
    used.set(token, (used.get(token) ?? 0) + cost.points);
    const rateLimit =
      limit === null
        ? null
        : {
            __typename: 'RateLimit',
            limit,
            cost: cost.points,
            nodeCount: cost.nodes,
            remaining: limit - hour.points,
            used: hour.points,
            resetAt: new Date(hour.resetAt).toISOString().replace(/\.\d+Z$/, 'Z'),
          };
    const { data, errors } = await execute({
      schema,
      document: checked.document,
      rootValue: rootOf(repositories, rateLimit, teams),
      variableValues: variables,
      fieldResolver: resolver(fault),
      typeResolver: (value) => typeSchema.parse(value).__typename,
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
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${bound.port}/graphql`,
    get requests() {
      return seen.length;
    },
    get points() {
      return [...used.values()].reduce((sum, points) => sum + points, 0);
    },
    pointsOf: (token) => used.get(token) ?? 0,
    app,
    seen,
    close: () =>
      new Promise<void>((done, failed) => {
        server.close((error) => (error === undefined ? done() : failed(error)));
        server.closeAllConnections();
      }),
  };
}

const checks = new WeakMap<GraphQLSchema, Map<string, ReturnType<typeof parsed>>>();

/** Parses and validates a query against GitHub's schema, each text once. */
function check(schema: GraphQLSchema, query: string) {
  const ofSchema = checks.get(schema) ?? new Map<string, ReturnType<typeof parsed>>();
  checks.set(schema, ofSchema);
  const known = ofSchema.get(query);
  if (known !== undefined) return known;
  const checked = parsed(schema, query);
  ofSchema.set(query, checked);
  return checked;
}

function parsed(
  schema: GraphQLSchema,
  query: string,
): { document: DocumentNode; errors: readonly GraphQLError[] } {
  try {
    const document = parse(query);
    return { document, errors: validate(schema, document) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { document: parse('{ __typename }'), errors: [error] };
  }
}

const operationName = (query: string) => /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '';

function rootOf(repositories: Repositories, rateLimit: unknown, teams: readonly GitHubTeam[]): Entity {
  const [held, lookUp] =
    typeof repositories === 'function' ? [[], repositories] : [repositories, () => undefined];
  const byId = (id: unknown) => {
    const found = held
      .flatMap((repository) => [
        repository.about,
        ...repository.pullRequests,
        ...repository.issues,
        ...repository.deployments,
        ...repository.commits,
        ...repository.offBranch,
      ])
      .find((entity) => entity.id === id);
    return found ?? notFound(`Could not resolve to a node with the global id of '${String(id)}'.`);
  };
  const root: Entity = {
    __typename: 'Query',
    rateLimit,
    node: ({ id }: { id: unknown }) => byId(id),
    nodes: ({ ids }: { ids: unknown[] }) => ids.map((id) => orError(() => byId(id))),
    repositoryOwner: ({ login }: { login: string }) => {
      const owned = held.filter(({ owner }) => isSame(owner, login)).map(repositoryEntity);
      if (owned.length === 0) return null;
      return {
        __typename: 'Organization',
        login,
        repositories: owned,
        teams: teams.map(({ slug, name, members, repositories: names }) => ({
          __typename: 'Team',
          slug,
          name,
          members: Array.from({ length: members }, () => ({ __typename: 'User' })),
          repositories: owned.filter((repository) => names.includes(String(repository['nameWithOwner']))),
        })),
      };
    },
    repository: (named: { owner: string; name: string }) => {
      const asked = `${named.owner}/${named.name}`;
      const found =
        lookUp(asked) ??
        held.find(
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
  const known = new Map([...repository.commits, ...repository.offBranch].map((row) => [row.oid, row]));
  return {
    ...about,
    pullRequests: repository.pullRequests,
    issues: repository.issues,
    milestones: repository.milestones,
    releases: repository.releases,
    refs: ({ refPrefix }: { refPrefix: string }) => (refPrefix === 'refs/tags/' ? repository.refs : []),
    deployments: repository.deployments,
    isTemplate: false,
    isEmpty: branch === null,
    object: ({ oid, expression }: { oid?: string; expression?: string }) => {
      const text = filesOf(about)[expression?.replace('HEAD:', '') ?? ''];
      if (text !== undefined) return { __typename: 'Blob', text };
      const found = known.get(oid);
      return found === undefined ? null : { ...found, history: () => ancestry(found, known) };
    },
    defaultBranchRef:
      branch === null
        ? null
        : { __typename: 'Ref', name: branch, target: { __typename: 'Commit', ...history[0], history } },
  };
}

const parentsSchema = z.array(z.object({ oid: z.string() }));

const filesSchema = z.record(z.string(), z.string()).default({});

/** The texts of a repository's files, by path. */
const filesOf = (about: Entity) => filesSchema.parse(about['textFiles']);

/** @returns a commit and those before it, the newest first */
function ancestry(tip: Entity, known: ReadonlyMap<unknown, Entity>): Entity[] {
  const seen = new Set([tip]);
  for (const row of seen) {
    for (const { oid } of parentsSchema.parse(row.parents)) {
      const parent = known.get(oid);
      if (parent !== undefined) seen.add(parent);
    }
  }
  return [...seen].sort((a, b) => Date.parse(String(b.committedDate)) - Date.parse(String(a.committedDate)));
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

const tokenOf = (header: string | undefined) => /^(?:bearer|token) (.+)$/i.exec(header ?? '')?.[1] ?? '';

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** A page of the custom properties of repositories, as the REST API answers. */
function propertiesOn(properties: NonNullable<GitHubOptions['properties']>, asked: URLSearchParams): unknown {
  const [size, page] = ['per_page', 'page'].map((name) => Number(asked.get(name) ?? 1));
  const rows = Object.entries(properties).map(([name, values], index) => ({
    repository_id: index + 1,
    repository_name: name.split('/')[1],
    repository_full_name: name,
    properties: Object.entries(values).map(([property_name, value]) => ({ property_name, value })),
  }));
  return rows.slice(((page ?? 1) - 1) * (size ?? 1), (page ?? 1) * (size ?? 1));
}
