import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, stripVTControlCharacters } from 'node:util';
import { DAY } from '../../src/facts/time.ts';
import { acme } from '../support/github/acme.ts';
import { startGitHub } from '../support/github/server.ts';
import { table } from './table.ts';

/**
 * The way of an adopter: `init` and `start` with the real commands, on a test server with 60 repositories of 8 teams
 * and on 60 clones, without a terminal and with prompts in a pseudo-terminal (by util-linux's `script`); then `init` alone
 * on 400 repositories. Prints what the commands print, and a table of seconds, questions and lines. It answers each
 * prompt with Enter, but for the name of the organisation, and edits no file. It builds `dist`, so nothing else may.
 *
 *   node test/bench/adoption.ts [github] [prompts] [clones] [large]      default: all four
 */
const PARTS = ['github', 'prompts', 'clones', 'large'];
const NOW = Date.now();
const SIZE = { repositories: 60, pullRequests: 60, days: 900, now: NOW };
const PORT = 4399;

interface Ended {
  code: number;
  seconds: number;
  output: string;
}

const rows: string[][] = [];
const wanted = process.argv.length > 2 ? process.argv.slice(2) : PARTS;
for (const part of PARTS.filter((each) => wanted.includes(each))) {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-adoption-'));
  try {
    rows.push([part, ...(part === 'clones' ? await fromClones(folder) : await fromGitHub(folder, part))]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
table(
  'From nothing to a scorecard',
  ['', 'init s', 'start s', 'questions', 'files edited', 'org.yaml lines'],
  rows,
);

async function fromGitHub(folder: string, part: string): Promise<string[]> {
  const size = part === 'large' ? { ...SIZE, repositories: 400, pullRequests: 12, days: 80 } : SIZE;
  const github = await startGitHub({ repositories: acme(size), limit: 1_000_000 });
  const env = { GITHUB_TOKEN: 'sample', GITHUB_GRAPHQL_URL: github.url };
  try {
    return await adopt(folder, env, part === 'prompts' ? null : ['--github', 'acme'], part !== 'large');
  } finally {
    await github.close();
  }
}

async function fromClones(folder: string): Promise<string[]> {
  const clones = join(folder, 'clones', 'acme');
  for (const index of Array(SIZE.repositories).keys()) await makeClone(join(clones, `part-${index}`), index);
  return adopt(folder, {}, ['--clones', clones], true);
}

/** @param source how the command line says where the code is; null: in answers to prompts */
async function adopt(
  folder: string,
  given: Record<string, string>,
  source: readonly string[] | null,
  starts: boolean,
): Promise<string[]> {
  const org = join(folder, 'organisation');
  const args = ['--org', org, '--key-file', join(folder, '.env'), ...(source ?? [])];
  const init =
    source === null
      ? await inTerminal('scripts/init.ts', args, given, { 'called on GitHub': 'acme' })
      : await command('scripts/init.ts', args, given);
  if (init.code !== 0) throw new Error(`init ended with ${init.code}`);
  const text = await readFile(join(org, 'org.yaml'), 'utf8');
  console.log(`\n${text}`);
  const start = starts
    ? await startAndStop(org, { ...given, ...parseEnv(await readFile(join(folder, '.env'), 'utf8')) })
    : null;
  return [
    init.seconds.toFixed(1),
    start?.seconds.toFixed(1) ?? '–',
    /(\d+) questions? answered/.exec(init.output)?.[1] ?? '?',
    '0',
    String(text.trimEnd().split('\n').length),
  ];
}

function startAndStop(org: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return command('scripts/start.ts', ['--org', org, '--port', String(PORT)], env, /is ready: http/);
}

/** Runs a command until it ends, or until it prints what is waited for. */
function command(
  script: string,
  args: readonly string[],
  given: NodeJS.ProcessEnv,
  until?: RegExp,
): Promise<Ended> {
  console.log(`\n$ node ${script} ${args.join(' ')}`);
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...given },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return ended(child, until);
}

/** Answers each prompt with Enter, or with the text that its question has. */
function inTerminal(
  script: string,
  args: readonly string[],
  given: NodeJS.ProcessEnv,
  answers: Readonly<Record<string, string>>,
): Promise<Ended> {
  console.log(`\n$ node ${script} ${args.join(' ')}      (in a pseudo-terminal)`);
  const words = [process.execPath, script, ...args].map((word) => `'${word}'`).join(' ');
  const line = `stty cols 120 rows 40; ${words}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TERM: 'xterm', ...given },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const answered = new Set<string>();
  child.stdout.on('data', (chunk: Buffer) => {
    for (const [, question = ''] of stripVTControlCharacters(chunk.toString()).matchAll(/◆ +(.+\?)/g)) {
      if (answered.has(question)) continue;
      answered.add(question);
      const known = Object.entries(answers).find(([words]) => question.includes(words));
      setTimeout(() => child.stdin.write(`${known?.[1] ?? ''}\r`), 200);
    }
  });
  return ended(child);
}

function ended(child: ReturnType<typeof spawn>, until?: RegExp): Promise<Ended> {
  const begun = performance.now();
  return new Promise((resolve) => {
    let output = '';
    let seconds: number | null = null;
    const listen = (chunk: Buffer) => {
      process.stdout.write(chunk);
      output += chunk.toString();
      if (seconds !== null || until?.test(output) !== true) return;
      seconds = (performance.now() - begun) / 1000;
      setTimeout(() => child.kill('SIGINT'), 500);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, seconds: seconds ?? (performance.now() - begun) / 1000, output });
    });
  });
}

/** A clone with a commit on each fourth day, versions, and CODEOWNERS that names one of eight teams. */
async function makeClone(path: string, index: number): Promise<void> {
  await mkdir(path, { recursive: true });
  const git = (args: readonly string[], input = '') => {
    const { status, stderr } = spawnSync('git', args, { cwd: path, input, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  const team = index % 8;
  const people = team === 7 ? 2 : 6;
  const blob = (text: string) => `data ${Buffer.byteLength(text)}\n${text}`;
  const commits = Array.from({ length: SIZE.days / 4 }, (_, number) => {
    const person = `p${team}-${number % people}`;
    const at = Math.floor((NOW - (SIZE.days - number * 4) * DAY) / 1000);
    return [
      'commit refs/heads/main',
      `author ${person} <${person}@acme.example> ${at} +0000`,
      `committer ${person} <${person}@acme.example> ${at} +0000`,
      blob(subjectOf(number)),
      `M 100644 inline src/file-${number % 20}.ts`,
      blob(Array.from({ length: 20 }, (_, line) => `line ${line} of ${number}`).join('\n')),
      ...(number === 0 ? ['M 100644 inline .github/CODEOWNERS', blob(`* @acme/team-${team}\n`)] : []),
      ...(number % 10 === 0 ? [`reset refs/tags/v1.${number}.0`, 'from refs/heads/main', ''] : []),
    ].join('\n');
  });
  git(['init', '--quiet', '--template=', '-b', 'main']);
  git(['fast-import', '--quiet'], `${commits.join('\n')}\n`);
  git(['reset', '--quiet', '--hard']);
}

function subjectOf(number: number): string {
  if (number % 40 === 39) return `Revert "feat: change ${number - 2}"`;
  return number % 9 === 0 ? `fix: change ${number}` : `feat: change ${number}`;
}
