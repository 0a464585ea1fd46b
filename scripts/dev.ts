import { existsSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { EVENTS_FILE } from '../src/handbook/events.ts';
import { environmentOf, ORGANISATION_FILE, OWN_PAGES } from '../src/handbook/organisationFolder.ts';
import { runChild } from './lib/child.mjs';
import { command, type Folders, run } from './lib/command.ts';
import { portOption } from './lib/portOption.ts';
import { runTool } from './lib/tool.ts';

const root = join(import.meta.dirname, '..');

/** What changes the numbers; the development server itself follows everything that people write. */
const SCORED = new RegExp(`^(?:${ORGANISATION_FILE}|imports/.*|${OWN_PAGES}/metrics/.*)$`);
/** Editors write a file in several steps. */
const SETTLED_MS = 150;

await run(async () => {
  const program = command('dev', 'Serves the site while you write: it follows each file, and scores again.')
    .addOption(portOption())
    .parse();
  const { port, ...given } = program.opts<Folders & { port: number }>();
  const folders: Folders = {
    content: resolve(given.content),
    organisation: resolve(given.organisation),
    data: resolve(given.data),
  };
  const scoring = rescorer(folders);
  const watcher = watch(folders.organisation, { recursive: true }, (_, name) => {
    if (name !== null && SCORED.test(name)) scoring(name);
    else if (name === EVENTS_FILE) console.log(`${name} changed: the pages follow.`);
  });
  process.exitCode = await runTool('astro', ['dev', '--port', String(port)], environmentOf(folders));
  watcher.close();
});

/** @returns what to call after a change: it scores once for changes that come together, one run after the other */
function rescorer(folders: Folders): (name: string) => void {
  let running = false;
  let changed: string | null = null;
  const score = async () => {
    if (running || changed === null) return;
    running = true;
    const name = changed;
    changed = null;
    if (existsSync(join(folders.organisation, ORGANISATION_FILE))) {
      const started = performance.now();
      console.log(`${name} changed: computing the scorecards.`);
      const { content, organisation, data } = folders;
      const args = ['--org', organisation, '--content', content, '--data', data];
      const { exitCode, output } = await runChild(
        process.execPath,
        [join(root, 'scripts/score.ts'), ...args],
        { env: process.env, quiet: true },
      );
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(exitCode === 0 ? `Scored again in ${seconds} s.` : output);
    }
    running = false;
    void score();
  };
  return (name) => {
    changed = name;
    setTimeout(() => void score(), SETTLED_MS);
  };
}
