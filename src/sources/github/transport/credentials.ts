import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { request } from '@octokit/request';
import { Problem } from '../../../facts/problem.ts';
import { failureOf } from './failure.ts';
import { DEFAULT_URL, hostOf, type Server } from './server.ts';

/** Proof of who asks: a token, or a GitHub App's key, by which tokens of an hour are made. */
export type Credential =
  | { kind: 'token'; token: string; variable?: string }
  | { kind: 'app'; appId: string; privateKey: string; installationId: string };

/** At least one; each of them must see the same repositories, for a request may go out under any. */
export type Credentials = readonly [Credential, ...Credential[]];

const TOKEN = 'GITHUB_TOKEN';
const tokenRemedy = (url: string | undefined, variable: string) =>
  `Create a token at https://${hostOf(url)}/settings/tokens (fine-grained: read access to contents, issues, pull requests, deployments, checks and metadata; classic: scope \`repo\`, or none for public repositories) and set it as ${variable}.`;
const APP_VARIABLES = ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY', 'GITHUB_APP_INSTALLATION_ID'] as const;
const APP_REMEDY =
  'Check GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID against the settings of the App and of its installation.';

/**
 * Takes from the environment a GitHub App (`GITHUB_APP_ID`, `GITHUB_APP_PRIVATE_KEY`, `GITHUB_APP_INSTALLATION_ID`)
 * or else the tokens in `GITHUB_TOKEN`, separated by commas or white space.
 * @param server whose suffix the names of these variables end with; default: the one of `GITHUB_GRAPHQL_URL`
 * @throws Problem when there is none, or one that cannot be used; its message never contains the secret
 */
export function credentialsOf(
  env: Readonly<Record<string, string | undefined>>,
  { url, suffix }: Pick<Server, 'url' | 'suffix'> = { url: env['GITHUB_GRAPHQL_URL'], suffix: '' },
): Credentials {
  const variables = APP_VARIABLES.map((name) => `${name}${suffix}`);
  const given = variables.filter((name) => (env[name] ?? '').trim() !== '');
  if (given.length === 0) return tokensOf(env[`${TOKEN}${suffix}`], url, `${TOKEN}${suffix}`);
  const missing = variables.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    throw new Problem({
      place: missing.join(', '),
      found: `nothing, although ${given.join(' and ')} ${given.length === 1 ? 'is' : 'are'} set`,
      expected: "all three of a GitHub App's variables, or none",
      remedy: `${APP_REMEDY} Or unset them and set ${TOKEN}${suffix}.`,
      exitCode: 2,
    });
  }
  const [appId = '', privateKey = '', installationId = ''] = variables.map((name) =>
    (env[name] ?? '').trim(),
  );
  if (!/^[1-9]\d*$/.test(installationId)) {
    throw new Problem({
      place: 'GITHUB_APP_INSTALLATION_ID',
      found: 'not a number',
      expected: "the number at the end of the installation's address",
      remedy: APP_REMEDY,
      exitCode: 2,
    });
  }
  return [{ kind: 'app', appId, privateKey: pkcs8(privateKey), installationId }];
}

/**
 * Takes the tokens out of a text, separated by commas or white space.
 * @throws Problem when there is none
 */
export function tokensOf(text: string | undefined, url: string | undefined, variable = TOKEN): Credentials {
  const remedy = tokenRemedy(url, variable);
  const [first, ...others] = (text ?? '').split(/[\s,]+/).filter((token) => token !== '');
  if (first === undefined) {
    throw new Problem({
      place: variable,
      found: 'no token',
      expected: `a token for ${url === undefined || url === '' ? DEFAULT_URL : url}: GitHub's GraphQL API needs one`,
      remedy,
      exitCode: 2,
    });
  }
  const tokens = [first, ...others];
  const wrong = tokens.findIndex((token) => !/^[\x21-\x7e]+$/.test(token));
  if (wrong !== -1) {
    throw new Problem({
      place: variable,
      found: `${nameOfToken(wrong, tokens.length)} contains characters that no token has`,
      expected: 'letters, digits and punctuation of ASCII',
      remedy,
      exitCode: 2,
    });
  }
  const credential = (token: string): Credential => ({
    kind: 'token',
    token,
    ...(variable === TOKEN ? {} : { variable }),
  });
  return [credential(first), ...others.map(credential)];
}

/** What messages may say of a credential, and its token. */
export interface TokenSource {
  /** "the second of 3 tokens". */
  name: string;
  /** What to do when it is refused. */
  remedy: string;
  /** Whether a new token may be accepted where this one is refused. */
  isRenewable: boolean;
  /**
   * @param renewed make a new one even if the current one has not expired
   * @throws Problem when the App is refused; RequestFailure when the token could not be had this time
   */
  token: (renewed: boolean) => Promise<string>;
}

/** @returns where the tokens of each credential come from */
export function tokenSources(
  credentials: Credentials,
  graphqlUrl: string,
  send: typeof fetch,
): TokenSource[] {
  return credentials.map((credential, index) =>
    credential.kind === 'token'
      ? {
          name: nameOfToken(index, credentials.length),
          remedy: tokenRemedy(graphqlUrl, credential.variable ?? TOKEN),
          isRenewable: false,
          token: async () => credential.token,
        }
      : appSource(credential, restUrl(graphqlUrl), send),
  );
}

function appSource(
  { appId, privateKey, installationId }: Extract<Credential, { kind: 'app' }>,
  baseUrl: string,
  send: typeof fetch,
): TokenSource {
  const authenticate = createAppAuth({
    appId,
    privateKey,
    installationId,
    log: { warn: () => undefined },
    request: request.defaults({
      baseUrl,
      request: {
        fetch: send,
        // Signs again by GitHub's clock when GitHub finds the local one wrong.
        hook: (plain: typeof request, options: Parameters<typeof request>[0]) =>
          authenticate.hook(plain, options),
      },
    }),
  });
  return {
    name: "the GitHub App's token",
    remedy: APP_REMEDY,
    isRenewable: true,
    token: async (renewed) => {
      try {
        return (await authenticate({ type: 'installation', refresh: renewed })).token;
      } catch (error) {
        const failure = failureOf(error, Date.now());
        if (failure.kind !== 'token' && failure.kind !== 'rejected') throw failure;
        throw new Problem({
          place: `${baseUrl}/app/installations/${installationId}/access_tokens`,
          found: `GitHub gives no token to the App (${failure.message})`,
          expected: 'an App with this key that is installed where the repositories are',
          remedy: APP_REMEDY,
        });
      }
    },
  };
}

const PLACES = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

const nameOfToken = (index: number, count: number) =>
  count === 1 ? 'the token' : `the ${PLACES[index] ?? `${index + 1}th`} of ${count} tokens`;

/** An Enterprise Server has its REST API at `/api/v3` beside `/api/graphql`; GitHub's own is the host itself. */
export const restUrl = (graphqlUrl: string): string =>
  graphqlUrl.replace(/\/graphql\/?$/, '').replace(/\/api$/, '/api/v3');

/** Takes a key in any form that Node reads; secrets of CI systems often have `\n` in place of line ends. */
function pkcs8(pem: string): string {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    // Reported below: Node's own message may quote the key.
  }
  throw new Problem({
    place: 'GITHUB_APP_PRIVATE_KEY',
    found: 'no RSA private key in PEM',
    expected: 'the whole file that GitHub gave when the key was made, from BEGIN to END',
    remedy: APP_REMEDY,
    exitCode: 2,
  });
}
