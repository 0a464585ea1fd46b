import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { presentPeriodName } from '../src/facts/periodWords.ts';
import { Problem, together } from '../src/facts/problem.ts';
import { editorialReport } from '../src/handbook/editorial.ts';
import { eventsOutside } from '../src/handbook/events.ts';
import { checkTargetQuarters, retiredKpis } from '../src/handbook/kpiSettings.ts';
import { knownTeams } from '../src/handbook/ownershipOverTime.ts';
import { policyOf, quartersToJudge } from '../src/policy/core/policy.ts';
import { evidenceReader } from '../src/scorecard/evidenceFile.ts';
import { scorecardFolder } from '../src/scorecard/folder.ts';
import { readComputed } from '../src/scorecard/readComputed.ts';
import { type Evidence, type Scorecard, scorecardSchema } from '../src/scorecard/schema.ts';
import { settingsIn } from '../src/scorecard/seal.ts';
import { blanksInCode, blanksInReviews } from './lib/blanks.ts';
import { checkedContent } from './lib/checkedContent.ts';
import { checkCode } from './lib/codeChecks.ts';
import { command, type Folders, run } from './lib/command.ts';
import { counted } from './lib/counted.ts';
import { fewAuthors } from './lib/fewAuthors.ts';
import { loadMetrics } from './lib/metrics.ts';
import { policyReport } from './lib/policyReport.ts';
import { loadRuleChecks } from './lib/ruleChecks.ts';
import { readSeals } from './lib/seals.ts';
import { spinner } from './lib/spinner.ts';
import { unmatchedInFacts } from './lib/unmatchedInFacts.ts';
import { wordingOfHandbook } from './lib/wording.ts';

await run(async () => {
  const program = command('check', 'Checks content, scorecards and code.').option(
    '--no-code',
    'skip style and types, which only matter after a change of code',
  );
  program.parse();
  const { code, ...folders } = program.opts<Folders & { code: boolean }>();
  const { data } = folders;
  const written = await step('content', () => checkContent(folders));
  const { scorecards, organisation } = await step('scorecards', () => checkScorecards(data, written));
  const warnings = await step('wording', () => checkWording(folders, written));
  const names = await step('names', () => checkNames(folders, written));
  const outside = eventsOutside(
    written.events,
    scorecards
      .map(({ quarter }) => quarter)
      .map((quarter) => ({ ...quarter, start: Date.parse(quarter.start), end: Date.parse(quarter.end) })),
    written.organisation,
  );
  const { broken, report, few } = await step('rules', () =>
    checkRules(folders, { ...written, organisation }, scorecards),
  );
  const retired = retiredKpis(written.organisation, written.handbook.metrics);
  for (const { message } of [...warnings.shown, ...names.shown, ...outside, ...retired])
    console.log(`\nwarning: ${message}`);
  for (const message of few) console.log(`\nwarning: ${message}`);
  for (const line of report) console.log(line);
  if (code) {
    const failed = await checkCode();
    if (failed > 0) process.exitCode = 1;
  }
  if (broken > 0) process.exitCode = 2;
  const failed = process.exitCode === 1 || process.exitCode === 2;
  console.log(failed ? 'Check failed: what is wrong is listed above.' : 'Check passed.');
});

type Written = Awaited<ReturnType<typeof checkContent>>;

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

async function checkContent(folders: Folders) {
  const { handbook, pages, organisation, reviews, notes, events } = await checkedContent(folders);
  const computed = await loadMetrics(folders.organisation);
  return {
    handbook,
    pages,
    organisation,
    reviews,
    events,
    summary: `${handbook.metrics.size} metrics (${computed.size} computed), ${handbook.principles.size} principles, ${handbook.antiPatterns.size} anti-patterns, ${handbook.rules.size} rules, ${handbook.playbooks.size} playbooks, ${handbook.lessons.size} lessons, ${handbook.chapters.size} chapters; ${counted(organisation.teams.length, 'team')}, ${counted(organisation.repositories.length, 'repository', 'repositories')}, ${counted(reviews.length, 'review')}, ${counted(notes.length, 'note')}, ${counted(events.length, 'event')}, ${counted(handbook.own.length, 'own page')}`,
  };
}

/** The house style is for the handbook that Plumbline ships; an organisation's own handbook is only warned. */
async function checkWording({ content, organisation: folder }: Folders, { pages, organisation }: Written) {
  const severity = organisation.sample ? 'error' : 'warning';
  const { errors, warnings } = editorialReport(pages, [
    { folder, severity: 'warning' },
    { folder: content, severity },
  ]);
  const all = [...errors, ...(await blanksInCode(folder)), ...(await blanksInReviews(folder))];
  if (all.length > 0) throw together(all, all.length);
  const wording = organisation.sample ? await wordingOfHandbook(content, pages) : [];
  const shown = [...warnings, ...wording.map(({ problem }) => problem)];
  return {
    shown,
    summary: `${counted(pages.length, 'page')}, ${shown.length === 0 ? 'nothing to improve' : counted(shown.length, 'warning')}`,
  };
}

/** A pattern that matches nothing yet may be meant for later, so it is only reported. */
async function checkNames(folders: Folders, { organisation }: Written) {
  checkTargetQuarters(organisation, Number.NEGATIVE_INFINITY);
  const { unmatched, repositories } = await unmatchedInFacts(folders, organisation);
  return {
    shown: unmatched,
    summary: repositories === 0 ? 'no facts yet to compare them with' : summaryOf(unmatched.length),
  };
}

function summaryOf(unmatched: number): string {
  return unmatched === 0
    ? 'every pattern matches something in the facts'
    : `${counted(unmatched, 'pattern')} of org.yaml without a match in the facts`;
}

async function checkScorecards(data: string, { handbook, organisation: written }: Written) {
  // Each is read to see whether it is one: the site is built from them, and `npm run seal` trusts them.
  const organisation = { ...written, sealed: settingsIn(await readSeals(data), written) };
  const teams = knownTeams(organisation).map(({ id }) => id);
  const folder = scorecardFolder(data);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const scorecards: Scorecard[] = [];
  for (const name of files) {
    const file = join(folder, name);
    const scorecard = await readComputed(file, scorecardSchema);
    const { scope } = scorecard;
    const stale =
      scorecard.metrics.find(({ id }) => !handbook.metrics.has(id))?.id ??
      (scope.kind === 'team' && !teams.includes(scope.id) ? scope.id : undefined);
    if (stale !== undefined) {
      throw new Problem({
        place: file,
        found: `\`${stale}\`, which the content no longer has`,
        expected: 'scorecards of the present content',
        remedy: 'Run `npm run score`.',
      });
    }
    scorecards.push(scorecard);
  }
  return {
    scorecards,
    organisation,
    summary: files.length === 0 ? 'none yet (`npm run score` computes them)' : `${files.length} valid`,
  };
}

/** Checks the rules for the latest closed quarter and the one in progress. */
async function checkRules(
  { data, organisation: folder }: Folders,
  { handbook, organisation, reviews }: Written,
  scorecards: readonly Scorecard[],
) {
  const checks = await loadRuleChecks(folder);
  const files = await evidenceReader();
  const report: string[] = [];
  const few: string[] = [];
  const quarters = quartersToJudge(scorecards);
  let broken = 0;
  // Without scorecards, what org.yaml says can break a rule all the same.
  for (const quarter of quarters.length === 0 ? [`no ${presentPeriodName(organisation)} yet`] : quarters) {
    const evidence: Evidence[] = [];
    for (const { scope } of scorecards.filter((card) => card.quarter.id === quarter))
      evidence.push(await files.read(join(scorecardFolder(data), quarter, `${scope.id}.evidence.parquet`)));
    const { metrics: definitions, rules } = handbook;
    const results = policyOf(
      { organisation, definitions, rules, checks, scorecards, evidence, reviews },
      quarter,
    );
    broken += results.filter(
      ({ severity, teams }) =>
        severity === 'must' && teams.some(({ outcome }) => outcome.status === 'broken'),
    ).length;
    report.push(`  ${quarter}`, ...policyReport(results));
    few.push(...fewAuthors(organisation, scorecards, quarter));
  }
  return {
    broken,
    report,
    few,
    summary: `${handbook.rules.size} checked for ${quarters.length === 0 ? 'org.yaml alone: there is no scorecard' : quarters.join(' and ')}; ${broken === 0 ? 'no must is broken' : `a must is broken`}`,
  };
}
