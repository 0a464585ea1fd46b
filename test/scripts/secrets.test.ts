import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { smallProject } from '../support/content.ts';
import { snapshotCommand } from '../support/github/command.ts';

/** What no module may find. */
const SECRETS = {
  GITHUB_TOKEN: 'ghp_canary_of_the_token',
  GITHUB_APP_PRIVATE_KEY: 'canary of the key of the App',
  PLUMBLINE_PSEUDONYM_KEY: 'canary of the key of pseudonyms',
};

/** Makes every module of a package print the environment that it finds when its code runs. */
const SPY = `
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.includes('/node_modules/') || loaded.format !== 'module' || loaded.source == null) return loaded;
    const spy = 'console.error("SPY", JSON.stringify(process.env));';
    return { ...loaded, source: String(loaded.source) + '\\n' + spy };
  },
});
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-secrets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function node(cwd: string, args: readonly string[], env: Record<string, string>) {
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      process.execPath,
      args,
      { cwd, env: { ...bareEnvironment(), ...env }, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

describe('a package that is loaded finds no secret in the environment', () => {
  test.each(['snapshot.ts', 'start.ts'])('of %s', async (script) => {
    const project = await smallProject();
    await writeFile(join(folder, 'spy.mjs'), SPY);
    const { output } = await node(
      project,
      ['--import', join(folder, 'spy.mjs'), `scripts/${script}`, '--help'],
      SECRETS,
    );
    expect(output.match(/^SPY/gm)?.length).toBeGreaterThan(10);
    expect(output).not.toContain('canary');
  });
});

test('without a key and a terminal, nothing of a repository is read, and the run says what to do', async () => {
  const command = await snapshotCommand(folder, 'sample-org/quay');
  const { code, output } = await command.run({ GITHUB_TOKEN: 'a token', PLUMBLINE_PSEUDONYM_KEY: '' });
  expect(code).toBe(2);
  expect(output).toMatch(/PLUMBLINE_PSEUDONYM_KEY\n +found: +no key/);
  expect(await readdir(folder)).toEqual(['content']);
});
