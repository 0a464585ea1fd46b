import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../src/facts/problem.ts';
import { evidenceReader } from '../src/scorecard/evidenceFile.ts';
import { scorecardFolder } from '../src/scorecard/folder.ts';
import { scorecardSchema } from '../src/scorecard/schema.ts';
import {
  accept,
  acceptedOf,
  acceptGone,
  isSealOf,
  type Restatement,
  restatementsOf,
  type Seal,
  sealOf,
} from '../src/scorecard/seal.ts';
import { command, type Folders, run } from './lib/command.ts';
import { alone } from './lib/lock.ts';
import { readComputed } from './lib/readComputed.ts';
import { readSeal, readSeals, removeHalfWritten, writeSeal } from './lib/seals.ts';

await run(async () => {
  const program = command('seal', 'Seals the scorecards of closed quarters.').option(
    '--accept <why>',
    'accept the restatements of sealed quarters, with the reason that the errata page gives',
  );
  program.parse();
  const { data, accept: why } = program.opts<Folders & { accept?: string }>();
  if (why?.trim() === '') {
    throw new Problem({
      place: '--accept',
      found: 'no reason',
      expected: 'why the numbers changed, for the errata page',
      remedy: 'Say it in a few words: npm run seal -- --accept "late incident report".',
      exitCode: 2,
    });
  }
  await alone(data, () => seal(data, why));
});

async function seal(data: string, why: string | undefined): Promise<void> {
  await removeHalfWritten(data);
  const evidenceFiles = await evidenceReader();
  const counts = { sealed: 0, kept: 0, accepted: 0 };
  const pending: string[] = [];
  const notRead: string[] = [];
  const present = new Set<string>();
  let readTo = '';
  let sample = false;
  for (const file of await closedScorecards(data)) {
    const scorecard = await readComputed(`${file}.json`, scorecardSchema);
    const evidence = await evidenceFiles.read(`${file}.evidence.parquet`);
    const { quarter, scope, asOf } = scorecard;
    present.add(`${quarter.id} ${scope.id}`);
    if (!quarter.closed) continue;
    if (scorecard.unreadable.length > 0) {
      notRead.push(`${quarter.id} ${scope.id}`);
      continue;
    }
    if (asOf > readTo) readTo = asOf;
    sample ||= scorecard.sample;
    const stored = await readSeal(data, quarter.id, scope.id);
    const known = stored !== null && isSealOf(stored, scorecard) ? stored : null;
    if (known === null || known.metrics.length === 0) {
      await writeSeal(data, {
        ...sealOf(scorecard, evidence),
        errata: known === null ? [] : acceptedOf(known, scorecard),
      });
      counts.sealed += 1;
      continue;
    }
    const restatements = restatementsOf(known, scorecard, evidence);
    if (restatements.length === 0) counts.kept += 1;
    else if (why === undefined) pending.push(...restatements.map((one) => told(known, one)));
    else {
      await writeSeal(data, accept(known, scorecard, evidence, why));
      counts.accepted += restatements.length;
    }
  }
  for (const known of await readSeals(data)) {
    const { quarter, scope, metrics } = known;
    if (present.has(`${quarter} ${scope}`) || metrics.length === 0 || !isSealOf(known, { sample })) continue;
    if (why === undefined)
      pending.push(`${quarter} ${scope}: all of ${metrics.length} metrics → gone (settings)`);
    else {
      await writeSeal(data, acceptGone(known, readTo, why));
      counts.accepted += metrics.length;
    }
  }
  console.log(
    `${counts.sealed} newly sealed, ${counts.kept} as they were sealed${why === undefined ? '' : `, ${counts.accepted} ${counts.accepted === 1 ? 'restatement' : 'restatements'} accepted`}.`,
  );
  if (notRead.length > 0) {
    throw new Problem({
      place: scorecardFolder(data),
      found: `closed scorecards without the facts of some repositories: ${notRead.join(', ')}`,
      expected: 'figures of all repositories: sealed figures are final',
      remedy: 'Run `npm run score`, fix what it reports, and seal then. Nothing was sealed for these.',
    });
  }
  if (pending.length === 0) return;
  throw new Problem({
    place: join(data, 'seals'),
    found: `${pending.length} ${pending.length === 1 ? 'restatement' : 'restatements'}:\n              ${pending.join('\n              ')}`,
    expected: 'the numbers that were sealed',
    remedy:
      'Find out why they changed, then accept them with the reason: npm run seal -- --accept "late incident report". Nothing was changed for these.',
  });
}

function told({ quarter, scope }: Seal, { metric, was, now, reasons }: Restatement): string {
  return `${quarter} ${scope} ${metric}: ${was.value ?? was.state} → ${now === null ? 'gone' : (now.value ?? now.state)} (${reasons.join(', ')})`;
}

/** Paths without their extension, in order. */
async function closedScorecards(data: string): Promise<string[]> {
  const folder = scorecardFolder(data);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name.slice(0, -'.json'.length)));
  if (files.length > 0) return files;
  throw new Problem({
    place: folder,
    found: 'no scorecards',
    expected: 'scorecards to seal',
    remedy: 'Run `npm run score` first.',
  });
}
