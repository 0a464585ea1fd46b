export const DEFAULT_URL = 'https://api.github.com/graphql';

/** A GitHub that is asked. */
export interface Server {
  /** Under which it shows its accounts, in lower case. */
  host: string;
  /** Of its GraphQL API; undefined for GitHub's own. */
  url: string | undefined;
  /** The end of the names of its variables in the environment, such as `_GITHUB_ACME_COM` in `GITHUB_TOKEN_GITHUB_ACME_COM`. */
  suffix: string;
}

/**
 * @param host as `org.yaml` gives it; undefined for the GitHub of `GITHUB_GRAPHQL_URL`, which is github.com by default
 * @param env says with `GITHUB_GRAPHQL_URL` and the suffix where a host has its API, where that is not the usual place
 */
export function serverOf(
  host: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Server {
  const url = env['GITHUB_GRAPHQL_URL'] || undefined;
  const named = host?.toLowerCase() ?? hostOf(url);
  if (named === hostOf(url)) return { host: named, url, suffix: '' };
  const suffix = `_${named.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
  return { host: named, url: env[`GITHUB_GRAPHQL_URL${suffix}`] || graphqlUrl(named), suffix };
}

/**
 * @param graphqlUrl as in `GITHUB_GRAPHQL_URL`; undefined or empty for GitHub's own
 * @returns the host under which the server shows its accounts: `github.com` for `api.github.com`
 */
export function hostOf(graphqlUrl: string | undefined): string {
  const url = URL.parse(graphqlUrl || DEFAULT_URL);
  return url === null ? (graphqlUrl ?? '') : url.host.replace(/^api\.(?=github\.com$|[\w-]+\.ghe\.com$)/, '');
}

/** GitHub's own servers have their API on a host of its own, an Enterprise Server below `/api`. */
function graphqlUrl(host: string): string {
  return host === 'github.com' || host.endsWith('.ghe.com')
    ? `https://api.${host}/graphql`
    : `https://${host}/api/graphql`;
}
