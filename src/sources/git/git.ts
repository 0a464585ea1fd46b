import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { Problem } from '../../facts/problem.ts';

/** The `git` command, bound to one repository. */
export interface Git {
  /** The folder that the user named, for messages. */
  path: string;
  /** Runs git and yields what it prints, split at `separator`, without keeping all of it in memory. Throws a Problem when git fails. */
  pieces: (separator: string, args: readonly string[], input?: string) => AsyncGenerator<string>;
  /** @returns what git prints, without the last line end. Throws a Problem when git fails. */
  text: (args: readonly string[], input?: string) => Promise<string>;
  /** @returns what git prints, or null when it answers "no" (exit code 1). Throws a Problem when git fails. */
  answer: (args: readonly string[]) => Promise<string | null>;
}

/**
 * A read-only git without a network, whose answers depend on the repository alone: the user's and the
 * machine's configuration, the environment, replaced objects and the files of a work tree are ignored.
 * @param path how the user names the repository
 * @param folder where git runs: the `.mailmap` and `.gitattributes` there are applied
 * @param gitDir the repository itself, seen from there
 */
export function git(path: string, folder: string, gitDir: '.' | '.git'): Git {
  const options = [
    ...['-C', folder, `--git-dir=${gitDir}`, '--no-pager'],
    ...['-c', `core.attributesFile=${devNull}`, '-c', 'core.quotePath=false'],
    ...['-c', 'advice.graftFileDeprecated=false', '-c', `diff.orderFile=${devNull}`],
  ];

  async function* pieces(separator: string, args: readonly string[], input = ''): AsyncGenerator<string> {
    const child = spawn('git', [...options, ...args], { env: environment() });
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw notInstalled(cause);
    }
    // A git that stops early closes its end of the pipe; its exit code says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-4000);
    });
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let rest = '';
    try {
      for await (const chunk of child.stdout) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split(separator);
        rest = parts.pop() ?? '';
        yield* parts;
      }
      rest += decoder.decode();
      if (rest !== '') yield rest;
      const code = await closed;
      if (code !== 0) throw new GitFailure(path, args, code, complaint);
    } finally {
      child.kill();
    }
  }

  const text = async (args: readonly string[], input?: string) => {
    const lines: string[] = [];
    for await (const line of pieces('\n', args, input)) lines.push(line);
    return lines.join('\n');
  };

  const answer = async (args: readonly string[]) => {
    try {
      return await text(args);
    } catch (error) {
      if (error instanceof GitFailure && error.code === 1) return null;
      throw error;
    }
  };

  return { path, pieces, text, answer };
}

class GitFailure extends Problem {
  readonly code: number | null;

  constructor(path: string, args: readonly string[], code: number | null, complaint: string) {
    const words = reasonIn(complaint);
    const command = args.filter((arg) => !arg.includes('%')).join(' ');
    super({
      place: path,
      found: `\`git ${command}\` ended with ${code === null ? 'a signal' : `code ${code}`}: ${words || 'git gave no reason'}`,
      expected: 'a repository that git can read to its end',
      remedy: words.includes('dubious ownership')
        ? 'Run the command as the account that owns the clone, or give the clone to this account (`chown -R`).'
        : 'Run `git fsck` in the clone. When it reports damage, clone the repository again.',
    });
    this.code = code;
  }
}

/** Warnings and advice come before the reason. */
function reasonIn(complaint: string): string {
  const lines = complaint.trim().split('\n');
  const reasons = lines.filter((line) => /^(?:fatal|error): /.test(line));
  return (reasons.length > 0 ? reasons : lines).slice(0, 3).join(' ');
}

const notInstalled = (cause: unknown) =>
  new Problem({
    place: 'git',
    found: `the command cannot be started: ${cause instanceof Error ? cause.message : String(cause)}`,
    expected: 'git 2.31 or newer on the PATH',
    remedy: 'Install git (https://git-scm.com/downloads), then run the command again.',
    cause,
  });

function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_GRAFT_FILE: devNull,
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // A partial clone would fetch what it lacks; no transport has this name, so all are forbidden.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
  };
}
