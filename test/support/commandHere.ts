import { join } from 'node:path';
import { vi } from 'vitest';

/** How a command ended. */
export interface Ended {
  code: number;
  /** What it said, in order. */
  output: string;
}

let runs = 0;

/**
 * Runs a command in this process, one at a time. A process of its own loads all code first and takes twice the CPU
 * time: it is for tests of what only a process has, such as its environment, signals and threads.
 * @param name a file of `scripts`
 * @param project the folder that holds `scripts`, and from which the command is run
 */
export async function commandHere(
  name: string,
  args: readonly string[],
  project = process.cwd(),
): Promise<Ended> {
  let output = '';
  const say = (...said: unknown[]) => {
    output += `${said.map(String).join(' ')}\n`;
  };
  const write = (text: unknown) => {
    output += String(text);
    return true;
  };
  const spies = [
    ...(['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method).mockImplementation(say)),
    ...[process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(write)),
  ];
  const { argv, exitCode } = process;
  const folder = process.cwd();
  runs += 1;
  // A script does its work when it is loaded: for each run it is another module.
  const script = `${join(project, 'scripts', name)}.ts?run=${runs}`;
  Object.assign(process, { argv: [process.execPath, script, ...args], exitCode: undefined });
  process.chdir(project);
  try {
    await import(script);
    return { code: Number(process.exitCode ?? 0), output };
  } finally {
    process.chdir(folder);
    Object.assign(process, { argv, exitCode });
    for (const spy of spies) spy.mockRestore();
  }
}
