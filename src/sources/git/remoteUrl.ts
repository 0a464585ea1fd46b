/**
 * The page behind a remote: `git@host:owner/name.git`, `ssh://`, `git://` and `http(s)://` forms all become
 * `https://host/owner/name`. User names, passwords, tokens, queries and `.git` are left out.
 * @returns null when the remote is not on a web host: a path, a `file:` URL, or a host without a dot
 */
export function webUrl(remote: string): string | null {
  const scp = /^(?:[^@/\s]+@)?([^:/@\s]+):(?!\/\/)\/*(.+)$/.exec(remote);
  const url = URL.parse(scp === null ? remote : `ssh://${scp[1]}/${scp[2]}`);
  if (url === null || !/^(https?|ssh|git|git\+ssh|ssh\+git):$/.test(url.protocol)) return null;
  if (!url.hostname.includes('.')) return null;
  const path = url.pathname.replace(/\/+$/, '').replace(/\.git$/, '');
  if (path === '') return null;
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const scheme = isWeb && url.port !== '' ? url.protocol : 'https:';
  return URL.parse(`${scheme}//${isWeb ? url.host : url.hostname}${path}`)?.href ?? null;
}
