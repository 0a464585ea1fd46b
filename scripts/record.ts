import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Argument, Option } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder, readStored, refuseLink, writing } from '../src/facts/disk.ts';
import { Problem } from '../src/facts/problem.ts';
import { command, type Folders, run } from './lib/command.ts';
import { withLock } from './lib/lock.ts';
import { moment } from './lib/optionValues.ts';

interface Options extends Folders {
  repository: string;
  environment: string;
  service?: string;
  commit?: string;
  release?: string;
  status: string;
  started?: string;
}

const FILE = 'recorded.csv';
const HEADER = 'id,repository,environment,service,commit,version,started_at,finished_at,status';

await run(async () => {
  const program = command(
    'record',
    'Appends a deployment to data/imports/deployment, for the import `deployment`.',
  )
    .addArgument(new Argument('<what>', 'what happened').choices(['deployment']))
    .requiredOption('--repository <owner/name>', 'the repository whose code went live')
    .option('--environment <name>', 'where it went', 'production')
    .option('--service <name>', 'what is deployed, where one environment runs several services')
    .option('--commit <sha>', 'the commit that went live')
    .option('--release <version>', 'the version that went live, as its tag names it')
    .addOption(
      new Option('--status <status>', 'how it ended')
        .choices(['success', 'failure', 'cancelled'])
        .default('success'),
    )
    .option('--started <time>', 'when it began (ISO 8601); default: now', moment);
  program.parse();
  const options = program.opts<Options>();
  const { data, repository, environment, service = '', commit = '', release = '', status } = options;
  if (commit === '' && release === '') throw nothingNamed();
  const now = new Date().toISOString();
  const cells = [
    randomUUID(),
    repository,
    environment,
    service,
    commit,
    release,
    options.started ?? now,
    now,
    status,
  ];
  const folder = join(data, 'imports', 'deployment');
  const file = join(folder, FILE);
  await withLock(data, async () => {
    await writing(file, () => append(folder, cells.map(quotedCell).join(',')));
  });
  console.log(`✔ ${file}: ${repository} to ${environment}, ${status}`);
});

/** Adds a row, whole or not at all. */
async function append(folder: string, row: string): Promise<void> {
  await makeFolder(folder);
  for (const path of [dirname(folder), folder]) await refuseLink(path);
  // What a run that was killed left.
  for (const name of await readdir(folder))
    if (name.startsWith(`${FILE}.`)) await rm(join(folder, name), { force: true });
  const file = join(folder, FILE);
  const before = (await readStored(file))?.toString() ?? `${HEADER}\n`;
  await writeFileAtomic(file, `${before}${row}\n`);
}

function quotedCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function nothingNamed(): Problem {
  return new Problem({
    place: '--commit',
    found: 'neither a commit nor a version',
    expected: 'what went live: `--commit <sha>` or `--release <version>`',
    remedy: 'Add `--commit $(git rev-parse HEAD)`.',
    exitCode: 2,
  });
}
