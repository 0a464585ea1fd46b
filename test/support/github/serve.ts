import { stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { listSnapshots, readSnapshot } from '../../../src/facts/store.ts';
import type { GitHubRepository } from './entities.ts';
import { repositoryFromFile } from './file.ts';
import { startGitHub } from './server.ts';
import { repositoryFromSnapshot } from './snapshot.ts';

/**
 * Answers as GitHub over facts in files, until it is interrupted:
 * `node test/support/github/serve.ts FILE... [--port N]`. A file is a repository in JSON; a folder is a
 * `data` folder, or a repository's own below `snapshots`.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: 'string' } } });
if (positionals.length === 0) {
  console.error('usage: node test/support/github/serve.ts FILE... [--port N]');
  process.exit(2);
}
const repositories = (await Promise.all(positionals.map(repositoriesAt))).flat();
const { url } = await startGitHub({ repositories, port: Number(values.port ?? 0) });
for (const { owner, name } of repositories) console.error(`serves ${owner}/${name}`);
console.log(url);

async function repositoriesAt(path: string): Promise<GitHubRepository[]> {
  if ((await stat(path)).isFile()) return [await repositoryFromFile(path)];
  const parts = path.split(sep).filter((part, index) => part !== '' || index === 0);
  const at = parts.lastIndexOf('snapshots');
  const data = at === -1 ? path : parts.slice(0, at).join(sep) || '.';
  const names =
    at !== -1 && parts.length === at + 3 ? [parts.slice(-2).join('/')] : await listSnapshots(data);
  const snapshots = await Promise.all(names.map((name) => readSnapshot(data, name)));
  if (snapshots.length === 0) throw new Error(`no snapshot in ${join(data, 'snapshots')}`);
  return snapshots.filter((snapshot) => snapshot !== null).map(repositoryFromSnapshot);
}
