type Environment = Readonly<Record<string, string | undefined>>;

/** Where a file of `content/` can be edited, from the names that GitHub Actions gives a build; null elsewhere. */
export function sourceAddress(file: string, env: Environment): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_REF_NAME: branch } = env;
  if (!server || !repository) return null;
  return `${server}/${repository}/edit/${encodeURIComponent(branch ?? 'HEAD')}/content/${file}`;
}

/** Where a file of `content/` can be begun with some text in it; null where the host is not known. */
export function newFileAddress(file: string, text: string, env: Environment): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_REF_NAME: branch } = env;
  if (!server || !repository) return null;
  const query = new URLSearchParams({ filename: `content/${file}`, value: text });
  return `${server}/${repository}/new/${encodeURIComponent(branch ?? 'HEAD')}?${query}`;
}

/** Where a file of the project can be read; null where the host is not known. */
export function codeAddress(file: string, env: Environment): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return server && repository ? `${server}/${repository}/blob/HEAD/${file}` : null;
}

/** Where an issue with a title can be opened; null where the host is not known. */
export function issueAddress(title: string, env: Environment): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return server && repository ? `${server}/${repository}/issues/new?${new URLSearchParams({ title })}` : null;
}
