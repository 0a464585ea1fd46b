import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../src/facts/problem.ts';
import { checkBody } from '../src/handbook/body.ts';
import { loadDefinitions, loadOrganisation } from '../src/handbook/load.ts';
import { type Scorecard, scorecardSchema } from '../src/scorecard/schema.ts';
import { checkCode } from './lib/codeChecks.ts';
import { command, type Folders, run } from './lib/command.ts';
import { loadMetrics } from './lib/metrics.ts';
import { spinner } from './lib/spinner.ts';

await run(async () => {
  const program = command('check', 'Checks content, scorecards and code.').option(
    '--no-code',
    'leave out style and types, which only matter after a change of code',
  );
  program.parse();
  const { content, data, code } = program.opts<Folders & { code: boolean }>();
  const { ids, teams } = await step('content', () => checkContent(content));
  await step('scorecards', () => checkScorecards(data, ids, teams));
  if (code) {
    const failed = await checkCode();
    if (failed > 0) process.exitCode = 1;
  }
  console.log(process.exitCode === 1 ? 'Check failed: what is wrong stands above.' : 'Check passed.');
});

async function step<T extends { summary: string }>(name: string, work: () => Promise<T>): Promise<T> {
  const line = spinner(`Checking ${name}`);
  try {
    const result = await work();
    line.succeed(`${name}: ${result.summary}`);
    return result;
  } catch (error) {
    line.fail(name);
    throw error;
  }
}

async function checkContent(content: string) {
  const definitions = await loadDefinitions(content);
  const ids = [...definitions.keys()];
  for (const id of ids) {
    const file = join(content, 'metrics', `${id}.mdx`);
    checkBody(file, await readFile(file, 'utf8'), ids);
  }
  const computed = [...(await loadMetrics()).keys()];
  const orphan = computed.find((id) => !definitions.has(id));
  if (orphan !== undefined) {
    throw new Problem({
      place: `src/metrics/${orphan}.ts`,
      found: 'a metric that is computed and has no page',
      expected: `content/metrics/${orphan}.mdx`,
      remedy: 'Write the page: a metric is two files of the same name.',
      exitCode: 2,
    });
  }
  const organisation = await loadOrganisation(content, ids);
  const teams = organisation.teams.map(({ id }) => id);
  return {
    ids,
    teams,
    summary: `${ids.length} metric pages (${computed.length} computed), ${teams.length} teams, ${organisation.repositories.length} repositories`,
  };
}

async function checkScorecards(data: string, ids: readonly string[], teams: readonly string[]) {
  const folder = join(data, 'scorecards');
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json') && !name.endsWith('.evidence.json')).sort();
  for (const name of files) {
    const file = join(folder, name);
    const scorecard = parseScorecard(file, await readFile(file, 'utf8'));
    const stale =
      scorecard.metrics.find(({ id }) => !ids.includes(id))?.id ??
      (scorecard.scope.kind === 'team' && !teams.includes(scorecard.scope.id)
        ? scorecard.scope.id
        : undefined);
    if (stale === undefined) continue;
    throw new Problem({
      place: file,
      found: `\`${stale}\`, which the content no longer has`,
      expected: 'scorecards of the present content',
      remedy: 'Run `npm run score`.',
    });
  }
  return {
    summary: files.length === 0 ? 'none yet (`npm run score` computes them)' : `${files.length} valid`,
  };
}

function parseScorecard(file: string, text: string): Scorecard {
  let fault: string;
  try {
    const parsed = scorecardSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    fault = z.prettifyError(parsed.error);
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  throw new Problem({
    place: file,
    found: `no valid scorecard: ${fault}`,
    expected: 'a scorecard as this version of Plumbline writes it',
    remedy: 'Run `npm run score`.',
  });
}
