import { Command, CommanderError } from 'commander';
import { refusalOf } from '../../src/facts/disk.ts';
import { printable } from '../../src/facts/printable.ts';
import { Problem } from '../../src/facts/problem.ts';
import {
  type Folders,
  foldersGivenBy,
  type GivenFolders,
  howToMove,
  organisationFolders,
} from '../../src/handbook/organisationFolder.ts';

export type { Folders };

/** A command whose options say, once they are parsed, which folders it works on: {@link Folders}. */
class FolderCommand extends Command {
  override parse(...given: Parameters<Command['parse']>): this {
    super.parse(...given);
    const options = this.opts<GivenFolders>();
    const folders = organisationFolders(options);
    for (const [name, folder] of Object.entries(folders)) this.setOptionValue(name, folder);
    const advice = options.org === undefined ? howToMove(folders) : null;
    if (advice !== null) console.error(advice);
    return this;
  }
}

/** @returns a command with the options that every command takes */
export function command(name: string, description: string): Command {
  const { org, content, data } = foldersGivenBy(process.env);
  return new FolderCommand(name)
    .description(description)
    .option(
      '--org <dir>',
      'folder of your organisation; default: content/organisation, or the sample while there is none',
      org,
    )
    .option('--content <dir>', 'folder of the handbook; default: content', content)
    .option(
      '--data <dir>',
      'folder of snapshots/ and scorecards/; default: data, or `data` in the folder of --org',
      data,
    )
    .allowExcessArguments(false)
    .showHelpAfterError()
    .exitOverride();
}

/**
 * Runs a command: a problem is printed as place, found, expected and remedy, and sets the exit code
 * (1 failed, 2 wrong use or content).
 */
export async function run(main: () => Promise<void>): Promise<void> {
  printOnlyPrintable();
  try {
    await main();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof Problem) {
      console.error(`\n${error.message}`);
      process.exitCode = error.exitCode;
    } else {
      const problem = fileProblem(error);
      console.error(problem === null ? error : `\n${problem.message}`);
      process.exitCode = 1;
    }
  }
}

/** Much of what commands print comes from a server or a file: a terminal must not obey it. */
function printOnlyPrintable(): void {
  for (const name of ['log', 'warn', 'error'] as const) {
    const print = console[name].bind(console);
    console[name] = (...said: unknown[]) =>
      print(...said.map((each) => (typeof each === 'string' ? printable(each) : each)));
  }
}

/** The problem behind an error of the file system; null for any other error. */
function fileProblem(error: unknown): Problem | null {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return null;
  const { message } = error;
  const path = 'path' in error ? String(error.path) : (/'([^']+)'$/.exec(message)?.[1] ?? 'a file or folder');
  // The right to read may be missing as well as that to write.
  if (!/^(?:EACCES|EPERM|EIO)$/.test(String(error.code))) {
    const refusal = refusalOf(error, path);
    if (refusal !== null) return refusal;
  }
  return new Problem({
    place: path,
    found: message.replace(/^\w+: /, ''),
    expected: 'a file or folder of the usual kind, with the right to use it',
    remedy: 'Check what is at this path, and the folders above it; then run the command again.',
    cause: error,
  });
}
