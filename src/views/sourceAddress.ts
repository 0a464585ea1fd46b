/** Where a file of `content/` can be edited, from the names that GitHub Actions gives a build; null elsewhere. */
export function sourceAddress(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return server && repository ? `${server}/${repository}/blob/HEAD/content/${file}` : null;
}
