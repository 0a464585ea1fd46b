import { join } from 'node:path';
import { Problem } from '../src/facts/problem.ts';
import { checkedContent } from './lib/checkedContent.ts';
import { command, type Folders, run } from './lib/command.ts';
import { presentChangelog, upgradeReport, versionAt, versionIn } from './lib/upgradeReport.ts';

const root = join(import.meta.dirname, '..');

await run(async () => {
  const program = command('upgrade', 'Shows what another version of Plumbline would change in your numbers.')
    .option('--check', 'only look: taking the version is `git merge`')
    .option('--ref <ref>', 'a branch, tag or commit that was fetched', 'upstream/main')
    .option('--folder <dir>', 'a folder with a checkout of that version, in place of --ref');
  program.parse();
  const { check, ref, folder, ...folders } = program.opts<
    Folders & { check?: boolean; ref: string; folder?: string }
  >();
  if (check !== true) {
    throw new Problem({
      place: 'npm run upgrade',
      found: 'no `--check`',
      expected: '`npm run upgrade -- --check`: it looks, and changes nothing',
      remedy: `To take the version, run \`git merge ${ref}\`.`,
      exitCode: 2,
    });
  }
  const { handbook, organisation } = await checkedContent(folders);
  const other = folder === undefined ? await versionAt(root, ref) : await versionIn(folder);
  const present = {
    definitions: handbook.metrics,
    own: handbook.own,
    organisation,
    changelog: await presentChangelog(),
  };
  for (const line of upgradeReport(present, other)) console.log(line);
});
