import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Problem } from '../../../src/facts/problem.ts';
import type { ClientOptions } from '../../../src/sources/github/transport/client.ts';
import { type Credentials, credentialsOf } from '../../../src/sources/github/transport/credentials.ts';
import { PageSize } from '../../../src/sources/github/transport/pageSize.ts';
import { rateLimitQuery } from '../../../src/sources/github/transport/rateLimit.ts';
import { serverOf } from '../../../src/sources/github/transport/server.ts';
import { snapshotCommand } from '../../support/github/command.ts';
import { repository } from '../../support/github/file.ts';
import { refusal } from '../../support/github/mishaps.ts';
import { sample } from '../../support/github/rows.ts';
import type { GitHubOptions } from '../../support/github/server.ts';
import { clientOf, gitHub, readFrom } from './visiting.ts';

const TOKENS = ['ghp_firstSampleToken', 'ghp_secondSampleToken', 'ghp_thirdSampleToken'] as const;
const [FIRST, SECOND, THIRD] = TOKENS;
const CLOCK = Date.parse('2026-05-01T10:00:00Z');

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const APP = { id: '4711', installation: '815', publicKey };
const APP_ENV = {
  GITHUB_APP_ID: APP.id,
  GITHUB_APP_PRIVATE_KEY: PEM,
  GITHUB_APP_INSTALLATION_ID: APP.installation,
};

const pier = () =>
  repository(
    sample.file('pier', {
      pullRequests: Array.from({ length: 60 }, (_, index) => sample.pullRequest(index + 1)),
      issues: [sample.issue(101)],
      commits: [sample.commit('first', 40, [])],
    }),
  );

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('no problem');
}

/** Reads the pier under some credentials. */
async function reading(
  credentials: Credentials,
  server: Partial<GitHubOptions>,
  options: Partial<ClientOptions> = {},
) {
  const github = await gitHub({ repositories: [pier()], token: FIRST, ...server });
  const { client, waits } = clientOf(github.url, { credentials, ...options });
  const outcome = await readFrom(github, pier(), { client }).catch((error: unknown) => error);
  return { outcome, waits, github, client };
}

const whole = { coverage: { 'pull-requests': { read: 60, expected: 60 } }, unreadable: [] };

describe('credentials are taken from the environment', () => {
  test('without any, the message says how to get a token', () => {
    expect(problemOf(() => credentialsOf({ GITHUB_TOKEN: ' , ' }))).toMatchObject({
      exitCode: 2,
      place: 'GITHUB_TOKEN',
      expected: expect.stringContaining('https://api.github.com/graphql'),
      remedy: expect.stringMatching(/settings\/tokens.*repo/),
    });
  });

  test('several tokens are separated by commas or white space', () => {
    expect(credentialsOf({ GITHUB_TOKEN: ` ${FIRST},${SECOND}\n\t${THIRD}, ` })).toEqual(
      TOKENS.map((token) => ({ kind: 'token', token })),
    );
  });

  test('an invalid token is named by its position', () => {
    const { message, exitCode } = problemOf(() => credentialsOf({ GITHUB_TOKEN: `${FIRST} ghp_cut…` }));
    expect(message).toContain('the second of 2 tokens');
    expect(message).not.toContain('ghp_cut');
    expect(exitCode).toBe(2);
  });

  test('an App takes precedence over a token', () => {
    expect(credentialsOf({ ...APP_ENV, GITHUB_TOKEN: FIRST })).toEqual([
      expect.objectContaining({ kind: 'app', appId: APP.id, installationId: APP.installation }),
    ]);
  });

  test.each(Object.keys(APP_ENV))('an App without %s is an error', (name) => {
    expect(problemOf(() => credentialsOf({ ...APP_ENV, [name]: ' ' }))).toMatchObject({
      exitCode: 2,
      place: name,
      found: expect.stringContaining('although'),
    });
  });

  test('an installation is a number', () => {
    expect(
      problemOf(() => credentialsOf({ ...APP_ENV, GITHUB_APP_INSTALLATION_ID: '12/../13' })),
    ).toMatchObject({ exitCode: 2, place: 'GITHUB_APP_INSTALLATION_ID' });
  });

  test('an invalid key is reported, and not shown', () => {
    const half = PEM.slice(0, PEM.length / 2);
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    for (const key of [half, elliptic, 'canary']) {
      const problem = problemOf(() => credentialsOf({ ...APP_ENV, GITHUB_APP_PRIVATE_KEY: key }));
      expect(problem).toMatchObject({ exitCode: 2, place: 'GITHUB_APP_PRIVATE_KEY' });
      expect(inspect(problem, { depth: null, showHidden: true })).not.toContain(key.slice(40, 60) || key);
    }
  });
});

describe('an installation of an App', () => {
  test.each([
    ['as GitHub gives it', PEM],
    ['with line ends as escapes', PEM.replaceAll('\n', '\\n')],
    ['in PKCS #8', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ])('reads under one token, made with the key %s', async (_form, key) => {
    const { outcome, github } = await reading(credentialsOf({ ...APP_ENV, GITHUB_APP_PRIVATE_KEY: key }), {
      app: APP,
    });
    expect(outcome).toMatchObject(whole);
    expect(github.app.tokens).toHaveLength(1);
    expect(new Set(github.seen.map(({ token }) => token))).toEqual(new Set(github.app.tokens));
  });

  test('makes a new token when the old one has expired', async () => {
    let now = CLOCK;
    const { outcome, github, waits } = await reading(credentialsOf(APP_ENV), {
      app: APP,
      clock: () => new Date(now),
      faults: ({ operation }) => {
        if (operation === 'Issues') now = CLOCK + 3_601_000;
        return undefined;
      },
    });
    expect(outcome).toMatchObject(whole);
    expect(new Set(github.seen.map(({ token }) => token)).size).toBe(2);
    expect(waits).toEqual([750]);
  });

  test.each([-86_400_000, 86_400_000])(
    'is known to GitHub though the local clock is %d milliseconds from its own',
    async (apart) => {
      const { outcome } = await reading(credentialsOf(APP_ENV), {
        app: APP,
        clock: () => new Date(Date.now() + apart),
      });
      expect(outcome).toMatchObject(whole);
    },
  );

  test('tries again when GitHub cannot make a token this time', async () => {
    let failures = 2;
    const failing: typeof fetch = async (input, init) => {
      if (!String(input).endsWith('/access_tokens') || failures === 0) return fetch(input, init);
      failures -= 1;
      return new Response('{"message":"Server Error"}', {
        status: 502,
        headers: { 'content-type': 'application/json' },
      });
    };
    const { outcome, waits } = await reading(credentialsOf(APP_ENV), { app: APP }, { fetch: failing });
    expect(outcome).toMatchObject(whole);
    expect(waits).toEqual([750, 1_500]);
  });

  test.each([
    ['another App', { GITHUB_APP_ID: '4712' }, /401: A JSON web token could not be decoded/],
    ['another installation', { GITHUB_APP_INSTALLATION_ID: '816' }, /404: Not Found/],
  ])('of %s is refused, and the variables are named', async (_other, changed, found) => {
    const { outcome } = await reading(credentialsOf({ ...APP_ENV, ...changed }), { app: APP });
    expect(outcome).toBeInstanceOf(Problem);
    expect(outcome).toMatchObject({
      exitCode: 1,
      place: expect.stringMatching(/\/app\/installations\/\d+\/access_tokens$/),
      found: expect.stringMatching(found),
      remedy: expect.stringMatching(/GITHUB_APP_ID.*GITHUB_APP_PRIVATE_KEY.*GITHUB_APP_INSTALLATION_ID/),
    });
    expect(inspect(outcome, { depth: null, showHidden: true })).not.toMatch(/PRIVATE KEY-|eyJ/);
  });

  test('is refused when each new token is refused', async () => {
    const { outcome, github } = await reading(credentialsOf(APP_ENV), {
      app: APP,
      faults: () => ({ kind: 'answer', status: 401, body: { message: 'Bad credentials' } }),
    });
    expect(outcome).toMatchObject({ found: expect.stringContaining("the GitHub App's token was refused") });
    expect(github.requests).toBe(3);
  });

  test.each([
    ['https://api.github.com/graphql', 'https://api.github.com'],
    ['https://github.example/api/graphql', 'https://github.example/api/v3'],
  ])('asks for tokens beside %s', async (url, rest) => {
    const asked: string[] = [];
    const { client } = clientOf(url, {
      credentials: credentialsOf(APP_ENV),
      fetch: async (input) => {
        asked.push(String(input));
        return new Response('{"message":"Not Found"}', {
          status: 404,
          headers: { 'content-type': 'application/json' },
        });
      },
    });
    await client
      .ask(rateLimitQuery, () => ({}), { page: new PageSize(1), cost: { requests: 0, points: 0 } })
      .catch(() => undefined);
    expect(asked).toEqual([`${rest}/app/installations/815/access_tokens`]);
  });
});

describe('several tokens', () => {
  const credentials = credentialsOf({ GITHUB_TOKEN: TOKENS.join(',') });

  test('share the work', async () => {
    const { outcome, github } = await reading(credentials, { tokens: TOKENS });
    expect(outcome).toMatchObject(whole);
    const points = TOKENS.map((token) => github.pointsOf(token));
    expect(Math.min(...points)).toBeGreaterThan(0);
    expect(points.reduce((sum, more) => sum + more, 0)).toBe(github.points);
  });

  test('are used in the order of the points left to them', async () => {
    const spent = await gitHub({ repositories: [pier()], tokens: TOKENS });
    const ask = (token: string, times: number) => {
      const { client } = clientOf(spent.url, { token });
      const cost = { requests: 0, points: 0 };
      return Promise.all(
        Array.from({ length: times }, () =>
          client.ask(rateLimitQuery, () => ({}), { page: new PageSize(1), cost }),
        ),
      );
    };
    await ask(FIRST, 30);
    await ask(THIRD, 20);
    const before = spent.requests;
    await readFrom(spent, pier(), { client: clientOf(spent.url, { credentials }).client });
    // One request with each tells how much is left to it.
    const used = spent.seen.slice(before).map(({ token }) => token);
    expect(used.length).toBeGreaterThan(5);
    expect(used).toEqual([FIRST, SECOND, THIRD, ...used.slice(3).map(() => SECOND)]);
  });

  test('continue without a wait when one is used up', async () => {
    const { outcome, github, waits } = await reading(credentials, {
      tokens: TOKENS,
      faults: ({ token }) => (token === SECOND ? refusal('RATE_LIMITED', 'used up') : undefined),
    });
    expect(outcome).toMatchObject(whole);
    expect(waits).toEqual([]);
    expect(github.seen.filter(({ token }) => token === SECOND)).toHaveLength(1);
  });

  test('wait for the first that is renewed when all are used up', async () => {
    let now = CLOCK;
    const rests = new Map<string, string>([
      [FIRST, '3000'],
      [SECOND, '1200'],
      [THIRD, '2400'],
    ]);
    const waits: number[] = [];
    const { outcome, github } = await reading(
      credentials,
      {
        tokens: TOKENS,
        clock: () => new Date(now),
        faults: ({ token, number }) => ({
          kind: 'answer',
          ...(number <= 3
            ? {
                status: 403,
                headers: { 'retry-after': rests.get(token) ?? '' },
                body: { message: 'You have exceeded a secondary rate limit.' },
              }
            : { status: 404 }),
        }),
      },
      {
        sleep: async (milliseconds) => {
          waits.push(milliseconds);
          now += milliseconds;
        },
      },
    );
    expect(outcome).toBeInstanceOf(Problem);
    expect(waits).toEqual([1_200_500]);
    expect(github.seen.map(({ token }) => token)).toEqual([FIRST, SECOND, THIRD, SECOND]);
  });

  test('are named by their position when one is refused', async () => {
    const { outcome } = await reading(credentials, { tokens: [FIRST, THIRD] });
    expect(outcome).toMatchObject({
      exitCode: 1,
      found: expect.stringContaining('the second of 3 tokens was refused (HTTP 401'),
    });
    for (const token of TOKENS)
      expect(inspect(outcome, { depth: null, showHidden: true })).not.toContain(token);
  });

  test.each([1, 2, 3])('%d of them have as many requests in flight at a time, one each', async (count) => {
    const github = await gitHub({ repositories: [pier()], tokens: TOKENS });
    const onTheirWay: string[] = [];
    let most = 0;
    const { client } = clientOf(github.url, {
      credentials: credentialsOf({ GITHUB_TOKEN: TOKENS.slice(0, count).join(' ') }),
      fetch: async (input, init) => {
        const token = new Headers(init?.headers).get('authorization') ?? '';
        expect(onTheirWay).not.toContain(token);
        onTheirWay.push(token);
        most = Math.max(most, onTheirWay.length);
        try {
          return await fetch(input, init);
        } finally {
          onTheirWay.splice(onTheirWay.indexOf(token), 1);
        }
      },
    });
    await Promise.all(
      Array.from({ length: 9 }, () =>
        client.ask(rateLimitQuery, () => ({}), { page: new PageSize(1), cost: { requests: 0, points: 0 } }),
      ),
    );
    expect(most).toBe(count);
  });
});

describe('no secret is shown', () => {
  test('even when a server repeats it in its answer', async () => {
    const shown: string[] = [];
    for (const status of [403, 503, 200]) {
      const { outcome } = await reading(
        credentialsOf({ GITHUB_TOKEN: FIRST }),
        {
          faults: ({ token }) => ({
            kind: 'answer',
            status,
            body: status === 200 ? { errors: [{ message: `No: ${token}` }] } : { message: `No: ${token}` },
          }),
        },
        { onWait: (reason) => shown.push(reason) },
      );
      expect(outcome).toMatchObject({ found: expect.stringContaining('No: (secret)') });
      shown.push(inspect(outcome, { depth: null, showHidden: true }));
    }
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.join('\n')).not.toContain(FIRST);
  });

  test('not in what is named as unreadable', async () => {
    const { outcome } = await reading(credentialsOf({ GITHUB_TOKEN: FIRST }), {
      faults: ({ token }) => ({
        kind: 'field',
        field: 'Repository.issues',
        type: 'FORBIDDEN',
        message: `Not with ${token}`,
      }),
    });
    expect(outcome).toMatchObject({ unreadable: [{ what: expect.stringContaining('Not with (secret)') }] });
  });
});

test('the command reads as an App, and neither shows nor stores its secrets', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-app-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const github = await gitHub({ repositories: [pier()], app: APP });
  const command = await snapshotCommand(folder, 'sample-org/pier');
  const { code, output } = await command.run({ ...APP_ENV, GITHUB_GRAPHQL_URL: github.url });
  expect(code, output).toBe(0);
  expect(github.app.tokens).toHaveLength(1);
  const entries = await readdir(command.data, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const stored = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const all = [output, ...files, ...stored].join('\n');
  expect(all).toContain('Change 60');
  for (const secret of [...github.app.tokens, PEM.split('\n')[3] ?? '', 'PRIVATE KEY', 'eyJ']) {
    expect(all).not.toContain(secret);
  }
});

describe('a host', () => {
  test.each([
    ['github.acme.com', 'https://github.acme.com/api/graphql', '_GITHUB_ACME_COM'],
    ['acme.ghe.com', 'https://api.acme.ghe.com/graphql', '_ACME_GHE_COM'],
    ['Git-Hub.Acme.com:8443', 'https://git-hub.acme.com:8443/api/graphql', '_GIT_HUB_ACME_COM_8443'],
  ])('%s has its API and variables of its own', (host, url, suffix) => {
    expect(serverOf(host, {})).toEqual({ host: host.toLowerCase(), url, suffix });
  });

  test('that is the one of GITHUB_GRAPHQL_URL, or github.com without that, has the plain variables', () => {
    const env = { GITHUB_GRAPHQL_URL: 'https://github.acme.com/api/graphql' };
    expect(serverOf('github.acme.com', env)).toEqual(serverOf(undefined, env));
    expect(serverOf('github.com', {})).toEqual({ host: 'github.com', url: undefined, suffix: '' });
    expect(serverOf('github.com', env)).toMatchObject({ suffix: '_GITHUB_COM' });
  });

  test('takes its own credentials, and the message says which are missing', () => {
    const server = serverOf('github.acme.com', {});
    expect(credentialsOf({ GITHUB_TOKEN: 'one', GITHUB_TOKEN_GITHUB_ACME_COM: 'two' }, server)).toMatchObject(
      [{ token: 'two' }],
    );
    expect(() => credentialsOf({ GITHUB_TOKEN: 'one' }, server)).toThrow(
      /GITHUB_TOKEN_GITHUB_ACME_COM[\s\S]*https:\/\/github\.acme\.com\/settings\/tokens/,
    );
    expect(() => credentialsOf({ GITHUB_APP_ID_GITHUB_ACME_COM: '1' }, server)).toThrow(
      'GITHUB_APP_PRIVATE_KEY_GITHUB_ACME_COM',
    );
  });
});
