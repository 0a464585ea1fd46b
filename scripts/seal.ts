import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../src/facts/problem.ts';
import { storedRepositories } from '../src/facts/store.ts';
import type { Definition } from '../src/handbook/definition.ts';
import { loadDefinitions } from '../src/handbook/handbook.ts';
import { loadOrganisation } from '../src/handbook/loadOrganisation.ts';
import { evidenceReader } from '../src/scorecard/evidenceFile.ts';
import { scorecardFolder } from '../src/scorecard/folder.ts';
import { readComputed } from '../src/scorecard/readComputed.ts';
import { type Evidence, type Scorecard, scorecardSchema } from '../src/scorecard/schema.ts';
import {
  accept,
  acceptedOf,
  acceptGone,
  changedConventions,
  isSealOf,
  restatementsOf,
  SEAL_VERSION,
  type Seal,
  type SealContext,
  sealOf,
  settingsChanges,
  settingsIn,
  verdictVersionOf,
} from '../src/scorecard/seal.ts';
import { sealContextOf, sealedIdsOf } from '../src/scorecard/sealContext.ts';
import { VERDICT_VERSION } from '../src/scorecard/verdict.ts';
import { command, type Folders, run } from './lib/command.ts';
import { counted } from './lib/counted.ts';
import { withLock } from './lib/lock.ts';
import { type Restated, restatementLines } from './lib/restatementLines.ts';
import { readSeals, removeHalfWritten, writeSeal } from './lib/seals.ts';

await run(async () => {
  const program = command('seal', 'Seals the scorecards of closed quarters.').option(
    '--accept <why>',
    'accept the restatements of sealed quarters, with the reason that the errata page gives',
  );
  program.parse();
  const folders = program.opts<Folders & { accept?: string }>();
  const { data, accept: why } = folders;
  if (why?.trim() === '') {
    throw new Problem({
      place: '--accept',
      found: 'no reason',
      expected: 'why the numbers changed, for the errata page',
      remedy: 'Say it in a few words: npm run seal -- --accept "late incident report".',
      exitCode: 2,
    });
  }
  await withLock(data, () => seal(folders, why));
});

/** A run, and what came of it so far. */
interface Sealing {
  data: string;
  /** Why restatements are accepted; undefined where they are not. */
  why: string | undefined;
  counts: { sealed: number; kept: number; completed: number; accepted: number };
  /** Sealed figures that differ from the scorecards’. */
  pending: Restated[];
  /** Seals without a scorecard, in words. */
  gone: string[];
  /** Closed scorecards without the facts of some repositories. */
  notRead: string[];
}

async function seal(
  { content, organisation: folder, data }: Folders,
  why: string | undefined,
): Promise<void> {
  await removeHalfWritten(data);
  const stored = await readSeals(data);
  const definitions = await loadDefinitions(content, folder);
  const written = await loadOrganisation(folder, [...definitions.keys()], await storedRepositories(data));
  const organisation = { ...written, sealed: settingsIn(stored, written) };
  const seals = stored.filter((each) => isSealOf(each, organisation));
  const evidenceFiles = await evidenceReader();
  const sealing: Sealing = {
    data,
    why,
    counts: { sealed: 0, kept: 0, completed: 0, accepted: 0 },
    pending: [],
    gone: [],
    notRead: [],
  };
  const present = new Set<Seal>();
  let readTo = '';
  for (const file of await closedScorecards(data)) {
    const scorecard = await readComputed(`${file}.json`, scorecardSchema);
    const evidence = await evidenceFiles.read(`${file}.evidence.parquet`);
    const { quarter, scope, asOf } = scorecard;
    const ids = sealedIdsOf(organisation, scope.id);
    const known = seals.find((each) => each.quarter === quarter.id && ids.includes(each.scope));
    if (known !== undefined) present.add(known);
    if (!quarter.closed) continue;
    if (scorecard.unreadable.length > 0) {
      sealing.notRead.push(`${quarter.id} ${scope.id}`);
      continue;
    }
    if (asOf > readTo) readTo = asOf;
    const context = sealContextOf(organisation, scorecard);
    if (context === undefined || !isScoredFrom(scorecard, context)) throw scoredOtherwise(`${file}.json`);
    await sealScorecard(sealing, known, { scorecard, evidence, context });
  }
  const gone = seals.filter((each) => !present.has(each) && each.metrics.length > 0);
  for (const known of gone) await sealGone(sealing, known, readTo);
  report(sealing, definitions);
}

/** Seals a scorecard for the first time, or compares it with its seal. */
async function sealScorecard(
  { data, why, counts, pending }: Sealing,
  known: Seal | undefined,
  { scorecard, evidence, context }: { scorecard: Scorecard; evidence: Evidence; context: SealContext },
): Promise<void> {
  if (known === undefined || known.metrics.length === 0) {
    await writeSeal(data, {
      ...sealOf(scorecard, evidence, context),
      errata: known === undefined ? [] : acceptedOf(known, scorecard),
    });
    counts.sealed += 1;
    return;
  }
  const restatements = restatementsOf(known, scorecard, evidence, context);
  const settings = settingsChanges(known, context);
  if (restatements.length + settings.length === 0) {
    counts.kept += 1;
    if (known.schemaVersion === SEAL_VERSION && verdictVersionOf(known) === VERDICT_VERSION) return;
    await writeSeal(data, { ...sealOf(scorecard, evidence, context), errata: known.errata });
    counts.completed += 1;
  } else if (why === undefined) {
    const conventions = changedConventions(known, context);
    pending.push({ seal: known, restatements, results: scorecard.metrics, settings, conventions });
  } else {
    await writeSeal(data, accept(known, scorecard, evidence, why, context));
    counts.accepted += restatements.length;
  }
}

/** @param readTo when the facts were read that no longer have a scorecard for the seal */
async function sealGone({ data, why, counts, gone }: Sealing, known: Seal, readTo: string): Promise<void> {
  const { quarter, scope, metrics } = known;
  if (why === undefined) gone.push(`${quarter} ${scope}: all of ${metrics.length} metrics → gone (settings)`);
  else {
    await writeSeal(data, acceptGone(known, readTo, why));
    counts.accepted += metrics.length;
  }
}

/** @throws Problem when facts were missing, or sealed figures differ without a reason to accept that */
function report(
  { data, why, counts, pending, gone, notRead }: Sealing,
  definitions: ReadonlyMap<string, Definition>,
): void {
  if (counts.completed > 0)
    console.log(
      `${counted(counts.completed, 'seal')} of an older version now says with what its figures were computed.`,
    );
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
  const lines = [...restatementLines(pending, definitions), ...gone];
  if (lines.length === 0) return;
  const count = pending.reduce((sum, { restatements }) => sum + restatements.length, gone.length);
  throw new Problem({
    place: join(data, 'seals'),
    found: `${counted(count, 'restatement')}:\n              ${lines.join('\n              ')}`,
    expected: 'the numbers that were sealed',
    remedy:
      'Find out why they changed, then accept them with the reason: npm run seal -- --accept "late incident report". Nothing was changed for these.',
  });
}

/** A seal keeps the settings beside the figures, so both have to be of one scoring. */
function isScoredFrom({ kpis }: Scorecard, { settings }: SealContext): boolean {
  const chosen = settings.kpis.map(({ metric }) => metric);
  return kpis.length === chosen.length && kpis.every((id, index) => id === chosen[index]);
}

function scoredOtherwise(file: string): Problem {
  return new Problem({
    place: file,
    found: 'a scorecard that was computed from another org.yaml',
    expected: 'scorecards of the present org.yaml: a seal keeps its settings beside the figures',
    remedy: 'Run `npm run score`, then seal. Nothing was sealed for this one and those after it.',
  });
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
