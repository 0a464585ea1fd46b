import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { git } from '../../../src/sources/git/git.ts';
import { ownFolder } from '../../support/runFolder.ts';

/** Stands for git of some version: complains as it does, and ends with 128. */
async function complaining(complaint: string): Promise<void> {
  const folder = await ownFolder();
  const command = join(folder, 'git');
  await writeFile(command, `#!/bin/sh\ncat >&2 <<'END'\n${complaint}\nEND\nexit 128\n`);
  await chmod(command, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

const HINTS = [
  'hint: Support for <GIT_DIR>/info/grafts is deprecated',
  'hint: and will be removed in a future Git version.',
  'hint:',
  'hint: Please use "git replace --convert-graft-file"',
  'hint: to convert the grafts into replace refs.',
  'hint:',
  'hint: Turn this message off by running',
  'hint: "git config advice.graftFileDeprecated false"',
];

test.each([
  [
    'after hints',
    [...HINTS, 'fatal: missing blob object'].join('\n'),
    'code 128: fatal: missing blob object',
  ],
  ['after a warning', 'warning: a\nerror: b\nfatal: c', 'code 128: error: b fatal: c'],
  ['in the words that there are', 'something else', 'code 128: something else'],
])('an error of git gives its reason, %s', async (_, complaint, expected) => {
  await complaining(complaint);
  await expect(git('here', '.', '.git').text(['log'])).rejects.toThrow(expected);
  await expect(git('here', '.', '.git').text(['log'])).rejects.not.toThrow('hint');
});
