// @ts-check
// Plain JavaScript: setup.mjs uses it before anything is installed.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How long a program may take to end after a signal, before it gets a stronger one. */
const PATIENCE_MS = 3000;

/**
 * Runs a program and waits for its end, so that it never outlives this process: SIGTERM is passed on, and a program
 * that does not react to a signal is killed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 *   quiet: keep its output instead of showing it
 * @returns {Promise<{ exitCode: number, output: string, interrupted: boolean }>} the exit code is 128 + signal when a
 *   signal ended it; the output is empty unless quiet
 * @throws the system's error when the program cannot be started
 */
export function runChild(command, args, { cwd, env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    let interrupted = false;
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    const insist = (/** @type {NodeJS.Signals} */ signal, /** @type {number} */ after) =>
      timers.push(setTimeout(() => child.kill(signal), after));
    /** @type {NodeJS.SignalsListener} */
    const onSignal = (signal) => {
      interrupted = true;
      // A terminal's Ctrl-C has reached the program already; a second signal would interrupt its clean-up.
      insist('SIGTERM', signal === 'SIGINT' ? PATIENCE_MS : 0);
      insist('SIGKILL', 2 * PATIENCE_MS);
    };
    const settle = () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      timers.forEach(clearTimeout);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code, signal) => {
      settle();
      resolve({
        exitCode: signal === null ? (code ?? 1) : 128 + constants.signals[signal],
        output,
        interrupted,
      });
    });
  });
}
