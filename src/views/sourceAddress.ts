type Environment = Readonly<Record<string, string | undefined>>;

/** Where the repository is, from the names that GitHub Actions gives a build; null elsewhere. */
export function repositoryAddress(env: Environment): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return server && repository ? `${server}/${repository}` : null;
}

/** Where a file of `content/` can be edited, from the names that GitHub Actions gives a build; null elsewhere. */
export function sourceAddress(file: string, env: Environment): string | null {
  const repository = repositoryAddress(env);
  return repository && `${repository}/edit/${branchIn(env)}/content/${file}`;
}

/** Where a file of `content/` can be begun with some text in it; null where the host is not known. */
export function newFileAddress(file: string, text: string, env: Environment): string | null {
  const repository = repositoryAddress(env);
  const query = new URLSearchParams({ filename: `content/${file}`, value: text });
  return repository && `${repository}/new/${branchIn(env)}?${query}`;
}

/** Where a file of the project can be read; null where the host is not known. */
export function codeAddress(file: string, env: Environment): string | null {
  const repository = repositoryAddress(env);
  return repository && `${repository}/blob/HEAD/${file}`;
}

/** Where an issue with a title can be opened; null where the host is not known. */
export function issueAddress(title: string, env: Environment): string | null {
  const repository = repositoryAddress(env);
  return repository && `${repository}/issues/new?${new URLSearchParams({ title })}`;
}

function branchIn({ GITHUB_REF_NAME: branch }: Environment): string {
  return encodeURIComponent(branch ?? 'HEAD');
}
