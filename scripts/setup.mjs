// @ts-check
// Installs the dependencies when they are not those of package-lock.json, then runs a script with a Node that knows
// TypeScript. Plain JavaScript for Node 18 and later without dependencies: it runs before anything is installed.
//
//   node scripts/setup.mjs [SCRIPT [ARGUMENT…]]
//
// It starts the script itself, because a shell remembers where it found `node` before node_modules existed.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runChild } from './lib/child.mjs';
import { progress } from './lib/progress.mjs';
import { withoutSecrets } from './lib/secrets.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.plumbline-setup.json');
const lockFile = join(root, '.cache', 'setup.lock');

const NETWORK =
  /\b(EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ENOTFOUND|ERR_SOCKET_TIMEOUT|ETIMEDOUT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)\b/;

class SetupError extends Error {
  /**
   * @param {string} place
   * @param {string} found
   * @param {string} remedy
   * @param {number} [exitCode]
   */
  constructor(place, found, remedy, exitCode = 1) {
    super(`${place}\n  found:    ${found}\n  remedy:   ${remedy}`);
    this.exitCode = exitCode;
  }
}

/** Identifies the installation that is needed: it must match the lockfile and the platform. */
function wantedStamp() {
  let lockfile;
  try {
    lockfile = readFileSync(join(root, 'package-lock.json'));
  } catch {
    throw new SetupError('package-lock.json', 'no such file', 'Restore it: git checkout package-lock.json');
  }
  const digest = createHash('sha256').update(lockfile).digest('hex');
  return JSON.stringify({ lockfile: digest, platform: `${process.platform}-${process.arch}` });
}

/** @param {string} stamp */
function isInstalled(stamp) {
  return readOrEmpty(stampFile) === stamp;
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @returns {number | undefined} the other process that has the lock; undefined when this one has it now */
function takeLock() {
  mkdirSync(dirname(lockFile), { recursive: true });
  const mine = `${lockFile}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    // A link appears with its content, so no process reads half of it.
    linkSync(mine, lockFile);
    return undefined;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const holder = Number(readOrEmpty(lockFile));
    if (isRunning(holder)) return holder;
    rmSync(lockFile, { force: true });
    return takeLock();
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** @param {string} stamp */
async function install(stamp) {
  let holder = takeLock();
  if (holder !== undefined) {
    process.stderr.write(
      `  Process ${holder} is installing already: waiting for it.\n` +
        `  (If no such command runs, delete ${lockFile} and try again.)\n`,
    );
    do {
      await sleep(500);
      holder = takeLock();
    } while (holder !== undefined);
  }
  try {
    if (!isInstalled(stamp)) await npmCi(stamp);
  } finally {
    rmSync(lockFile, { force: true });
  }
}

/** @param {string} stamp */
async function npmCi(stamp) {
  rmSync(stampFile, { force: true });
  const shown = progress('Installing the dependencies');
  // npm's warnings about the installed Node are hidden: the right one is among the dependencies.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--no-engine-strict', '--loglevel=error'];
  const network = ['--prefer-offline', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const { exitCode, output, interrupted } = await runChild('npm', [...args, ...network], {
    cwd: root,
    env: { ...withoutSecrets(process.env), PATH: pathWithoutModules() },
    quiet: true,
  }).catch((error) => {
    shown.end('failed');
    throw new SetupError('npm', error.message, 'Install npm (it comes with Node.js), then try again.');
  });
  shown.end(exitCode === 0 ? 'done' : 'failed');
  if (interrupted) {
    throw new SetupError('npm ci', 'it was interrupted', 'Run the same command again: it starts over.', 130);
  }
  if (exitCode !== 0) {
    process.stderr.write(`\n${output}\n`);
    throw NETWORK.test(output)
      ? new SetupError(
          'npm ci',
          'no connection to the package registry',
          'Check the network, the proxy and `npm config get registry` with `npm ping`, then run the same command again.',
        )
      : new SetupError(
          'npm ci',
          `it failed with exit code ${exitCode}; its output is above`,
          'Fix what it names, then run the same command again: it starts over.',
        );
  }
  mkdirSync(modules, { recursive: true });
  writeFileSync(`${stampFile}.new`, stamp);
  renameSync(`${stampFile}.new`, stampFile);
}

/** npm removes node_modules while it runs, so it must not run on the Node in there. */
function pathWithoutModules() {
  const entries = (process.env['PATH'] ?? '').split(delimiter);
  return entries.filter((entry) => resolve(entry) !== join(modules, '.bin')).join(delimiter);
}

/** @returns the Node that came with the dependencies; the present one where that does not run but this knows TypeScript */
function nodeForTypeScript() {
  const own = join(modules, '.bin', 'node');
  if (spawnSync(own, ['--version']).status === 0) return own;
  if ('typescript' in process.features && process.features.typescript) return process.execPath;
  throw new SetupError(
    process.execPath,
    `Node ${process.versions.node}, and no newer one for ${process.platform}-${process.arch} among the dependencies`,
    'Install Node 24 (or 22.18 and later) from https://nodejs.org, then run the same command again.',
  );
}

/** npm does not pass SIGTERM on to its script, so the end of npm is treated as one. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 1000).unref();
}

/**
 * Whether a command may have secrets: those that ask GitHub, and the one that starts them.
 * @param {readonly string[]} command
 */
function readsFacts([script = '']) {
  return ['scripts/init.ts', 'scripts/snapshot.ts', 'scripts/start.ts'].includes(script);
}

async function main() {
  endWithParent();
  const stamp = wantedStamp();
  if (!isInstalled(stamp)) await install(stamp);
  const command = process.argv.slice(2);
  if (command.length === 0) return 0;
  const env = readsFacts(command) ? process.env : withoutSecrets(process.env);
  // Compiled code is kept in node_modules, which nothing restores from elsewhere: a command starts in 1.0 s instead of 1.4.
  const compiled = { NODE_COMPILE_CACHE: join(modules, '.cache', 'compiled') };
  return (await runChild(nodeForTypeScript(), command, { env: { ...compiled, ...env } })).exitCode;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = error.exitCode;
}
