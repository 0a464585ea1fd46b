import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { random } from '../../../scripts/sample/random.ts';
import { Problem } from '../../../src/facts/problem.ts';
import { provenanceOf } from '../../../src/facts/reading.ts';
import { readSnapshot, writeSnapshot } from '../../../src/facts/store.ts';
import type { ClientOptions } from '../../../src/sources/github/transport/client.ts';
import { casesOf } from '../../support/deep.ts';
import { busy, FIRST, goOn, SECOND } from '../../support/github/busy.ts';
import { type SnapshotCommand, snapshotCommand } from '../../support/github/command.ts';
import { EMPTY_PAGE } from '../../support/github/connection.ts';
import { entityWith, type GitHubRepository } from '../../support/github/entities.ts';
import type { AnswerBody, Fault, Faults, SeenRequest } from '../../support/github/faults.ts';
import {
  answer,
  listEdit,
  type Mishap,
  mishaps,
  refusal,
  type Traits,
  traitsOf,
} from '../../support/github/mishaps.ts';
import { at } from '../../support/github/rows.ts';
import { type GitHub, startGitHub } from '../../support/github/server.ts';
import { clientOf, PEOPLE, readFrom, TOKEN } from './visiting.ts';

const CLOCK = Date.parse('2026-05-01T10:00:00Z');
const MISHAPS = mishaps(CLOCK);
const FURTHER_TOKENS = ['ghp_secondSampleToken', 'ghp_thirdSampleToken'];
/** Long enough for an undisturbed answer on a busy machine. */
const TIMEOUT = 1_500;

type Mode = 'full' | 'incremental';
const MODES: readonly Mode[] = ['full', 'incremental'];

/** SHA-256 of every file of a folder, by path. */
type Bytes = Record<string, string>;

interface Run {
  bytes: Bytes;
  requests: number;
  waits: number[];
}

let folder: string;
let server: GitHub;
let yard: GitHubRepository;
let faults: Faults = () => undefined;
const calm: Partial<Record<Mode, Run>> = {};
const traits: Partial<Record<Mode, { request: SeenRequest; traits: Traits }[]>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-faults-'));
  yard = busy();
  server = await startGitHub({
    repositories: [yard],
    token: TOKEN,
    tokens: FURTHER_TOKENS,
    clock: () => new Date(CLOCK),
    faults: (request) => faults(request),
    limit: 1_000_000,
  });
  await read(join(folder, 'stored'), { now: FIRST });
  goOn(yard);
  for (const mode of MODES) {
    const seen: { request: SeenRequest; traits: Traits }[] = [];
    calm[mode] = await run(mode, (request) => ({
      kind: 'edit',
      edit: (body) => {
        seen.push({ request, traits: traitsOf(request.operation, body) });
        return body;
      },
    }));
    traits[mode] = seen;
  }
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Reads the repository into a folder, on from what lies there. */
async function read(
  data: string,
  { now = SECOND, ...options }: Partial<ClientOptions> & { now?: string } = {},
): Promise<number[]> {
  const { client, waits } = clientOf(server.url, {
    clock: () => CLOCK,
    timeout: TIMEOUT,
    longestWait: Number.POSITIVE_INFINITY,
    ...options,
  });
  const stored = await readSnapshot(data, 'sample-org/busy');
  const reading = await readFrom(server, yard, { client, stored, now, withPaths: true });
  await writeSnapshot(data, reading.repository, reading.facts, provenanceOf(reading, 'github', PEOPLE));
  return waits;
}

let runs = 0;

/** @returns a new folder, in which lies what was stored before when the reading is to be incremental */
async function prepared(mode: Mode): Promise<string> {
  runs += 1;
  const data = join(folder, `run-${runs}`);
  if (mode === 'incremental') await cp(join(folder, 'stored'), data, { recursive: true });
  return data;
}

async function run(mode: Mode, during: Faults, options: Partial<ClientOptions> = {}): Promise<Run> {
  const data = await prepared(mode);
  const before = server.requests;
  faults = during;
  try {
    const waits = await read(data, options);
    return { bytes: await bytesOf(data), requests: server.requests - before, waits };
  } finally {
    faults = () => undefined;
  }
}

async function bytesOf(data: string): Promise<Bytes> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const digests = await Promise.all(
    files.sort().map(async (file) => [
      relative(data, file),
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ]),
  );
  return Object.fromEntries(digests);
}

function undisturbed(mode: Mode): Run {
  const run = calm[mode];
  if (run === undefined) throw new Error('nothing was read without faults');
  return run;
}

/** What a request asks, whatever its page size. */
const askOf = ({ operation, variables: { first, ...variables } }: SeenRequest) =>
  `${operation} ${JSON.stringify(variables)}`;

/** @returns faults that befall one request, drawn by the mishap's name, and its repetitions */
function atSeededPlace({ name, isPossible = () => true, fault, times = 2 }: Mishap, mode: Mode): Faults {
  const places = (traits[mode] ?? []).filter(({ traits }) => isPossible(traits));
  const place = askOf(random(`${name}, ${mode}`).pick(places).request);
  let left = times;
  return (request) => {
    if (left === 0 || askOf(request) !== place) return undefined;
    left -= 1;
    return fault(request);
  };
}

const table: { fault: string; survived: string; bytes: string; 'more requests': string }[] = [];
const note = (fault: string, bytes: string, more: string) =>
  table.push({ fault, survived: 'yes', bytes, 'more requests': more });
afterAll(() => {
  if (process.env['PLUMBLINE_MATRIX'] === '1') console.table(table);
});

describe('a server that fails every so often', () => {
  const BODY = '<html><title>502 Bad Gateway</title></html>';
  const failing: readonly [string, Fault][] = [
    ['with 502', { kind: 'answer', status: 502, body: {} }],
    ['with 504', { kind: 'answer', status: 504, body: {} }],
    ['with an HTML page', { kind: 'page', status: 502, html: BODY }],
    ['with 500', { kind: 'answer', status: 500, body: {} }],
  ];

  const all = failing.flatMap(([name, fault]) =>
    [2, 3, 4, 5, 7].map((every) => [name, every, fault] as const),
  );
  // Each fault and each distance, most often the shortest, which is the hardest.
  const few = all.filter(([, every], index) => every === 2 || index % 6 === 1);
  test.each(casesOf({ all, few }))(
    '%s, every %i. time, costs few requests more, and no fact',
    async (_, every, fault) => {
      let count = 0;
      const disturbed = await run('full', () => {
        count += 1;
        return count % every === 0 ? fault : undefined;
      });
      expect(disturbed.bytes).toEqual(undisturbed('full').bytes);
      // Of every other answer half are wanted, so that twice the requests is the least possible.
      expect(disturbed.requests).toBeLessThanOrEqual(undisturbed('full').requests * (every === 2 ? 3 : 2));
    },
  );
});

test('the readings of the fault matrix have many pages', () => {
  expect(undisturbed('full').requests).toBeGreaterThan(20);
  expect(undisturbed('incremental').requests).toBeGreaterThan(8);
});

describe('after a temporary fault the snapshot has the same bytes', () => {
  test.each(MISHAPS)('$name', async (mishap) => {
    const more: number[] = [];
    const inTurn = MODES.filter((_, index) => index === MISHAPS.indexOf(mishap) % MODES.length);
    for (const mode of casesOf({ all: MODES, few: inTurn })) {
      const { bytes, requests } = await run(mode, atSeededPlace(mishap, mode));
      expect(bytes, mode).toEqual(undisturbed(mode).bytes);
      more.push(requests - undisturbed(mode).requests);
    }
    note(mishap.name, 'equal', more.join(' and '));
  });

  const seeds = Array.from({ length: 40 }, (_, index) => `mixture ${index + 1}`);
  test.each(casesOf({ all: seeds, few: seeds.slice(0, 4) }))('%s', async (seed) => {
    const mode = MODES[seeds.indexOf(seed) % 2] ?? 'full';
    const draw = random(seed);
    let inARow = 0;
    const token = seeds.indexOf(seed) % 4 < 2 ? TOKEN : [TOKEN, ...FURTHER_TOKENS].join(',');
    const during: Faults = (request) => {
      const hits = inARow < 2 && draw.chance(0.3);
      inARow = hits ? inARow + 1 : 0;
      if (!hits) return undefined;
      const isShrinkable = Number(request.variables['first'] ?? 0) >= 4;
      return draw
        .pick(MISHAPS.filter(({ name }) => isShrinkable || !/^node limit/.test(name)))
        .fault(request);
    };
    const { bytes, requests } = await run(mode, during, { token });
    expect(bytes).toEqual(undisturbed(mode).bytes);
    note(`${seed}, ${mode}`, 'equal', String(requests - undisturbed(mode).requests));
  });
});

describe('a repository that changes while it is read', () => {
  /** Reads while something happens at a page's request, and again when it has happened. */
  const meanwhile = async (
    mode: Mode,
    happens: (request: SeenRequest) => boolean,
    change: () => () => void,
  ) => {
    let undo: (() => void) | undefined;
    try {
      const disturbed = await run(mode, (request) => {
        if (undo === undefined && happens(request)) undo = change();
        return undefined;
      });
      expect(undo, 'nothing happened').toBeDefined();
      return { disturbed, after: await run(mode, () => undefined) };
    } finally {
      undo?.();
    }
  };
  const secondPage = ({ operation, variables }: SeenRequest) =>
    operation === 'PullRequests' && variables['after'] !== null;

  test.each(MODES)('a row that moves between pages is neither lost nor duplicated: %s', async (mode) => {
    const row = entityWith(yard.pullRequests, 'number', mode === 'full' ? 31 : 2);
    const { disturbed, after } = await meanwhile(mode, secondPage, () => {
      const { title, updatedAt } = row;
      Object.assign(row, { title: 'Changed meanwhile', updatedAt: at(590) });
      return () => Object.assign(row, { title, updatedAt });
    });
    expect(disturbed.bytes).toEqual(after.bytes);
    expect(disturbed.bytes).not.toEqual(undisturbed(mode).bytes);
    note(`a row that moves between pages, ${mode}`, 'equal', String(disturbed.requests - after.requests));
  });

  test('commits that are pushed meanwhile are not mixed into the reading', async () => {
    const { disturbed } = await meanwhile(
      'full',
      ({ operation, variables }) => operation === 'Commits' && variables['after'] !== null,
      () => {
        const [newest] = yard.commits.slice(-1);
        yard.commits.push({ ...newest, __typename: 'Commit', oid: 'f'.repeat(40), committedDate: at(598) });
        return () => yard.commits.pop();
      },
    );
    const commits = (bytes: Bytes) => Object.entries(bytes).filter(([file]) => file.includes('/commits/'));
    expect(commits(disturbed.bytes)).toEqual(commits(undisturbed('full').bytes));
  });
});

describe('a local clock that jumps has no effect', () => {
  const DAY = 86_400_000;
  const limited = MISHAPS.filter(({ name }) => /retry-after a date$|until its reset$/.test(name));

  test.each([-DAY, DAY])('by %d milliseconds within a run', async (jump) => {
    expect(limited).toHaveLength(2);
    for (const mishap of limited) {
      const isHit = atSeededPlace({ ...mishap, times: 1 }, 'full');
      let local = CLOCK;
      const { bytes, waits } = await run(
        'full',
        (request) => {
          const fault = isHit(request);
          if (fault !== undefined) local += jump;
          return fault;
        },
        { clock: () => local },
      );
      expect(bytes).toEqual(undisturbed('full').bytes);
      expect(waits).toEqual([/date$/.test(mishap.name) ? 45_500 : 1_800_500]);
    }
    note(`local clock jumps by ${jump / DAY} day`, 'equal', '1');
  });
});

describe('a permanent fault ends the run, and what was stored is unchanged', () => {
  const always =
    (fault: Fault): Faults =>
    () =>
      fault;
  const ofIssues =
    (fault: (request: SeenRequest) => Fault): Faults =>
    (request) =>
      request.operation === 'Issues' ? fault(request) : undefined;
  const MAX_NODES = refusal('MAX_NODE_LIMIT_EXCEEDED', 'This query asks for up to 1,000,000 nodes.');
  const ofPullRequests =
    (fault: Fault): Faults =>
    ({ operation }) =>
      operation === 'PullRequests' ? fault : undefined;
  const endingAt = (endCursor: string | null) =>
    listEdit((list) => ({ list: { ...list, pageInfo: { hasNextPage: true, endCursor } } }));
  /** Every answer is the first one again. */
  const repeated = (): Fault => {
    let first: AnswerBody | undefined;
    const edited = endingAt('stuck');
    return {
      kind: 'edit',
      edit: (body) => {
        first ??= edited.kind === 'edit' ? edited.edit(body) : body;
        return first;
      },
    };
  };

  const rows: { name: string; faults: Faults; says: RegExp; remedy: RegExp; timeout?: number }[] = [
    {
      name: '401',
      faults: always(answer(401, 'Bad credentials')),
      says: /the token was refused \(HTTP 401/,
      remedy: /GITHUB_TOKEN/,
    },
    {
      name: '404',
      faults: always(answer(404, 'Not Found')),
      says: /rejected \(HTTP 404/,
      remedy: /URL is that of a GraphQL API/,
    },
    {
      name: '403 without a limit',
      faults: always(answer(403, 'Resource protected by organization SAML enforcement')),
      says: /rejected \(HTTP 403: .*SAML/,
      remedy: /token may read/,
    },
    {
      name: 'a repository that is gone',
      faults: always({
        kind: 'field',
        field: 'Query.repository',
        type: 'NOT_FOUND',
        message: 'Could not resolve to a Repository.',
      }),
      says: /does not show this repository/,
      remedy: /give the token access/,
    },
    {
      name: 'a forbidden repository',
      faults: always({ kind: 'field', field: 'Query.repository', type: 'FORBIDDEN', message: 'SAML' }),
      says: /does not show this repository/,
      remedy: /authorise it/,
    },
    {
      name: '502 without end',
      faults: always(answer(502, 'Server Error')),
      says: /after several attempts \(HTTP 502/,
      remedy: /githubstatus/,
    },
    {
      name: 'a stall without end',
      faults: always({ kind: 'stall' }),
      says: /no answer in time/,
      remedy: /githubstatus/,
      timeout: 60,
    },
    {
      name: 'resets without end',
      faults: always({ kind: 'reset' }),
      says: /after several attempts/,
      remedy: /githubstatus/,
    },
    {
      name: 'truncated bodies without end',
      faults: always({ kind: 'cut' }),
      says: /after several attempts/,
      remedy: /githubstatus/,
    },
    {
      name: 'a secondary limit without end',
      faults: always(answer(403, 'You have exceeded a secondary rate limit.')),
      says: /rate limit is still in force/,
      remedy: /later/,
    },
    {
      name: 'a rate limit that asks for days',
      faults: always(answer(429, 'Slow down', { 'retry-after': '999999' })),
      says: /16667 minutes more of waiting/,
      remedy: /later/,
    },
    {
      name: 'a primary limit whose reset is days away',
      faults: always(
        answer(403, 'API rate limit exceeded', {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(CLOCK / 1000 + 259_200),
        }),
      ),
      says: /4321 minutes more of waiting/,
      remedy: /later/,
    },
    {
      name: 'the node limit at any page size',
      faults: always(MAX_NODES),
      says: /rejected \(MAX_NODE_LIMIT_EXCEEDED/,
      remedy: /URL/,
    },
    {
      name: 'the node limit at any page size of one list',
      faults: ofIssues(() => MAX_NODES),
      says: /rejected \(MAX_NODE_LIMIT_EXCEEDED/,
      remedy: /URL/,
    },
    {
      name: 'resource limits at any page size',
      faults: ofIssues(() =>
        listEdit((list, path) => ({
          list: { ...list, nodes: list.nodes?.map(() => null) ?? null },
          errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', path: [...path, 'nodes', 0], message: 'Too much' }],
        })),
      ),
      says: /no readable row.*issues of sample-org\/busy \(RESOURCE_LIMITS_EXCEEDED/,
      remedy: /githubstatus/,
    },
    {
      name: 'a cursor that does not move',
      faults: ofPullRequests(repeated()),
      says: /cursor that does not move, reading the pull-requests/,
      remedy: /report it to the operator/,
    },
    {
      name: 'a next page without a cursor',
      faults: ofPullRequests(endingAt(null)),
      says: /cursor that does not move, reading the pull-requests/,
      remedy: /report it to the operator/,
    },
    {
      name: 'empty pages without end',
      faults: ofIssues(({ variables }) =>
        listEdit((list) => ({
          list: {
            ...list,
            nodes: [],
            pageInfo: { hasNextPage: true, endCursor: `${EMPTY_PAGE}${String(variables['after'] ?? '')}` },
          },
        })),
      ),
      says: /no readable row on 10 pages in a row, reading the issues/,
      remedy: /githubstatus/,
    },
  ];

  test.each(rows)('$name', async ({ name, faults: during, says, remedy, timeout = TIMEOUT }) => {
    const data = await prepared('incremental');
    const stored = await bytesOf(data);
    const before = server.requests;
    faults = during;
    const problem = await read(data, { timeout, longestWait: 2 * 3_600_000 }).catch(
      (error: unknown) => error,
    );
    faults = () => undefined;
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      exitCode: 1,
      place: expect.stringMatching(/^http|^sample-org\/busy$/),
      found: expect.stringMatching(says),
      remedy: expect.stringMatching(remedy),
    });
    expect(await bytesOf(data)).toEqual(stored);
    table.push({
      fault: name,
      survived: 'reported, exit 1',
      bytes: 'as they were',
      'more requests': `${server.requests - before} in all`,
    });
  });
});

describe('what stays missing is named, and everything else is kept', () => {
  const forGood = [
    {
      name: 'one null row with an error',
      faults: ({ operation, variables }: SeenRequest): Fault | undefined =>
        operation === 'Issues' && variables['after'] === null
          ? listEdit((list, path) => ({
              list: { ...list, nodes: list.nodes?.map((node, at) => (at === 9 ? null : node)) ?? null },
              errors: [
                {
                  type: 'INTERNAL',
                  path: [...path, 'nodes', 9],
                  message: `It broke. Please include \`${server.requests}\` when reporting this issue.`,
                },
              ],
            }))
          : undefined,
      collection: 'issues',
      what: 'the row after #109: It broke. (INTERNAL)',
      isAskedAgain: true,
    },
    {
      name: 'one forbidden path',
      faults: (): Fault => ({
        kind: 'field',
        field: 'Repository.deployments',
        type: 'FORBIDDEN',
        message: 'Resource not accessible by integration',
      }),
      collection: 'deployments',
      what: 'all deployments: Resource not accessible by integration (FORBIDDEN)',
      isAskedAgain: false,
    },
  ];

  test.each(forGood)('$name', async ({ name, faults: during, collection, what, isAskedAgain }) => {
    const data = await prepared('full');
    const before = server.requests;
    faults = during;
    await read(data);
    const requests = server.requests - before;
    const first = await bytesOf(data);
    const snapshot = await readSnapshot(data, 'sample-org/busy');
    await rm(data, { recursive: true });
    await read(data);
    faults = () => undefined;
    expect(snapshot?.manifest.unreadable).toEqual([{ collection, what }]);
    expect(await bytesOf(data)).toEqual(first);
    const others = (bytes: Bytes) =>
      Object.entries(bytes).filter(([file]) => !file.includes(`/${collection}/`) && !/manifest/.test(file));
    expect(others(first)).toEqual(others(undisturbed('full').bytes));
    if (isAskedAgain) expect(requests).toBe(undisturbed('full').requests + 2);
    table.push({
      fault: `${name}, for good`,
      survived: 'named as unreadable',
      bytes: 'equal in all other collections',
      'more requests': String(requests - undisturbed('full').requests),
    });
  });
});

describe('text that cannot be stored unchanged', () => {
  const texts: [string, (bytes: Buffer) => Buffer][] = [
    ['NUL', (bytes) => swap(bytes, 'Question 105', Buffer.from('Question\\u0000105'))],
    ['a bare NUL', (bytes) => swap(bytes, 'Question 105', Buffer.from('Question\x00105'))],
    ['half of a surrogate pair', (bytes) => swap(bytes, 'Question 105', Buffer.from('Question\\ud83d105'))],
    ['invalid UTF-8', (bytes) => swap(bytes, 'Question 105', Buffer.from('Question\xff105', 'latin1'))],
  ];
  function swap(bytes: Buffer, text: string, by: Buffer): Buffer {
    const at = bytes.indexOf(text);
    return at === -1 ? bytes : Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + text.length)]);
  }

  test.each(texts)('%s becomes U+FFFD, each time', async (name, edit) => {
    const data = await prepared('full');
    faults = ({ operation }) => (operation === 'Issues' ? { kind: 'bytes', edit } : undefined);
    await read(data);
    const first = await bytesOf(data);
    const stored = await readSnapshot(data, 'sample-org/busy');
    await rm(data, { recursive: true });
    await read(data);
    faults = () => undefined;
    expect(stored?.facts.issues.find(({ number }) => number === 105)?.title).toBe('Question\uFFFD105');
    expect(stored?.facts.issues).toHaveLength(105);
    expect(await bytesOf(data)).toEqual(first);
    note(`${name} in a title`, 'the same each time, U+FFFD in its place', '0');
  });
});

describe('the command reports a permanent fault, and leaves the snapshots unchanged', () => {
  let command: SnapshotCommand;
  const snapshot = () => command.run({ GITHUB_TOKEN: TOKEN, GITHUB_GRAPHQL_URL: server.url });

  beforeAll(async () => {
    command = await snapshotCommand(join(folder, 'commanded'), 'sample-org/busy');
    const { code, output } = await snapshot();
    expect(code, output).toBe(0);
  });

  const ends: [string, Faults, RegExp][] = [
    ['401', () => answer(401, 'Bad credentials'), /the token was refused \(HTTP 401: Bad credentials\)/],
    [
      'a rate limit that asks for days',
      () => answer(429, 'Slow', { 'retry-after': '999999' }),
      /16667 minutes/,
    ],
    [
      'the node limit at any page size',
      () => refusal('MAX_NODE_LIMIT_EXCEEDED', 'Too many nodes.'),
      /rejected \(MAX_NODE_LIMIT_EXCEEDED: Too many nodes\.\)/,
    ],
    [
      'a next page without a cursor',
      () => listEdit((list) => ({ list: { ...list, pageInfo: { hasNextPage: true, endCursor: null } } })),
      /a cursor that does not move/,
    ],
  ];
  test.each(ends)('%s', async (_name, during, says) => {
    const before = await bytesOf(join(command.data, 'snapshots'));
    faults = during;
    const { code, output } = await snapshot();
    faults = () => undefined;
    expect(output).toMatch(says);
    expect(output).toMatch(/found: [\s\S]*remedy: /);
    expect(output).not.toMatch(/ {4}at /);
    expect(output).not.toContain(TOKEN);
    expect(code).toBe(1);
    expect(await bytesOf(join(command.data, 'snapshots'))).toEqual(before);
  });

  test('and the next run succeeds', async () => {
    const { code, output } = await snapshot();
    expect(code, output).toBe(0);
  });
});
