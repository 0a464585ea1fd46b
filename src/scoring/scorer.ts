import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import memoize from 'memoize';
import { didYouMean } from '../facts/didYouMean.ts';
import { inPeriods, periodName, presentPeriodName } from '../facts/periodWords.ts';
import { Problem } from '../facts/problem.ts';
import type { Window } from '../facts/quarter.ts';
import { DAY } from '../facts/time.ts';
import { conventionsOverTime } from '../handbook/conventionsOverTime.ts';
import { knownGroups } from '../handbook/groups.ts';
import { checkTargetQuarters } from '../handbook/kpiSettings.ts';
import type { Organisation } from '../handbook/organisation.ts';
import { knownTeams } from '../handbook/ownershipOverTime.ts';
import { settingsAt } from '../handbook/settingsAt.ts';
import { units } from '../handbook/units.ts';
import type { Metric } from '../metrics/populations/metric.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { sentenceOf } from '../scorecard/sentence.ts';
import { countRows, inBatches } from './batches.ts';
import { coverageOf, importedFrom, importsOf, lateImports } from './importedPart.ts';
import { type Behind, behind, evidenceColumns, NOTHING_BEHIND } from './influence.ts';
import { measureQuarter, type NumberedResult } from './measureQuarter.ts';
import {
  groupContexts,
  organisationContexts,
  type PageContext,
  type Publication,
  teamContexts,
} from './pageContext.ts';
import { pageInputs } from './pageInputs.ts';
import { type QuarterCalendar, quarterCalendars } from './quarterCalendar.ts';
import { firstFactOf, numberedMetrics, peopleOf, type Scope, type ScoringInput, scopeOf } from './scope.ts';
import { headOf, type MeasuredMetric, metricsOf, type PageMetrics } from './scoredPage.ts';
import type { ScopeSegments } from './segments.ts';
import { appliesIn, isQuiet, isStill, type Series } from './series.ts';
import { type ReasonOf, reasonsIn, type WithheldFigures } from './suppression.ts';
import type { ScopeTables } from './tables/scopeTables.ts';
import type { TeamData, Unreadable } from './teamData.ts';
import { withheldFigures } from './withheld.ts';

/** A page, before anything of it is measured. */
export interface UnwrittenPage {
  /** Its id. */
  scope: string;
  quarter: string;
  /** A digest of what its metrics depend on but code, definitions and settings; null where that is not known. */
  inputs: string | null;
  /** Writes it with metrics that an earlier run measured from the same; its evidence is as it was. */
  keep: (metrics: readonly unknown[], folder: string) => Promise<void>;
}

/** Scorecards in parts, each of which a worker can compute by itself. */
export interface Scorer {
  /** @returns all pages: the teams' first, then the groups', then the organisation's, each oldest first */
  pages: () => Promise<UnwrittenPage[]>;
  /** Writes a team's or a group's pages of some quarters. @returns how many */
  team: (id: string, quarters: readonly string[], folder: string) => Promise<number>;
  /** Finds which figures are withheld, which other workers can be given. */
  withheld: () => Promise<WithheldFigures>;
  /** Ids of the metrics on every page, in order. */
  metrics: readonly string[];
  /**
   * The same, in parts for `organisationMetrics`. The first are those that need everybody's work at once: one worker
   * that measures all of these reads it only once.
   */
  batches: readonly (readonly string[])[];
  /** @returns what the organisation's pages of some quarters, oldest first, say of each of some metrics */
  organisationMetrics: (
    ids: readonly string[],
    quarters: readonly string[],
  ) => Promise<Map<string, MeasuredMetric[]>>;
  /** Writes the organisation's pages of some quarters, given what they say of each metric. @returns how many */
  organisation: (
    metrics: ReadonlyMap<string, readonly MeasuredMetric[]>,
    quarters: readonly string[],
    folder: string,
  ) => Promise<number>;
}

/**
 * @returns how to compute every scorecard: each team's and the organisation's, each quarter's from the first fact (or
 * `since`) to `asOf`; the same input gives the same pages
 * @throws Problem (exit 2) when a team's baseline names a quarter that the facts do not reach, or a target one that
 * was over before them
 */
export function scorer(input: ScoringInput): Scorer {
  const { organisation, definitions } = input;
  const first = firstFactOf(input.teams.values());
  const calendars = quarterCalendars(organisation, first, input.asOf).map((calendar) => ({
    ...calendar,
    settings: settingsAt(organisation, calendar.quarter),
  }));
  checkBaselines(organisation, calendars);
  const begun = calendars[0]?.quarter.start;
  if (begun !== undefined) checkTargetQuarters(organisation, begun);
  const teams = knownTeams(organisation)
    .map(({ id }) => id)
    .sort();
  const groups = knownGroups(organisation)
    .map(({ id }) => id)
    .sort();
  const contextsOf = (id: string) =>
    (groups.includes(id) ? groupContexts : teamContexts)(input, calendars, id, people);
  const metrics = [...input.metrics.keys()].filter((id) => definitions.has(id)).sort();
  const kpis = calendars.flatMap(({ settings }) => settings.kpis);
  const people = memoize(() => peopleOf(input));
  const unowned = scopeOf(input, { name: 'unowned', members: [null] }, people);
  const ofOrganisation = memoize(() => organisationContexts(input, calendars, teams, people));
  const withheld = memoize(
    async () =>
      input.withheld ??
      withheldFigures(input, metrics, [...ofOrganisation(), ...[...teams, ...groups].flatMap(contextsOf)]),
  );
  const reasons = memoize(async () => reasonsIn(await withheld()));
  const isOfPeople = (id: string): boolean => {
    const metric = input.metrics.get(id);
    return (metric !== undefined && 'measureTeam' in metric) || kpis.some((kpi) => kpi.metric === id);
  };
  const rowsOf = rowsByMetric(input, [...input.teams.values()]);
  const write = async (
    folder: string,
    contexts: readonly PageContext[],
    byMetric: ReadonlyMap<string, readonly MeasuredMetric[]>,
    tables: ScopeTables,
  ): Promise<number> => {
    for (const [index, context] of contexts.entries()) {
      const measured = metricsOf(context, byMetric, index);
      await writeScorecard(
        folder,
        headOf(input, context),
        measured.map(({ result }) => result),
      );
      await writeEvidence(folder, context, measured, tables);
    }
    return contexts.length;
  };
  return {
    pages: async () => {
      const [reasonOf, known] = [await reasons(), await people()];
      const nobodys = unowned.teams.flatMap((team) => team.parts);
      return [...[...teams, ...groups].flatMap(contextsOf), ...ofOrganisation()].map((context) => ({
        scope: context.subject.id,
        quarter: context.quarter.id,
        inputs: pageInputs(input, context, metrics, nobodys, reasonOf, known),
        keep: (kept, folder) => writeScorecard(folder, headOf(input, context), kept),
      }));
    },
    team: async (id, quarters, folder) => {
      const contexts = inQuarters(contextsOf(id), quarters);
      const [first] = contexts;
      if (first === undefined) return 0;
      const batches = inBatches(metrics, rowsByMetric(input, first.scope.teams));
      const byMetric = await measuredInBatches(input, batches, contexts, null, await reasons());
      return write(folder, contexts, byMetric, await first.scope.tables());
    },
    withheld,
    metrics,
    batches: [
      metrics.filter(isOfPeople),
      ...inBatches(
        metrics.filter((id) => !isOfPeople(id)),
        rowsOf,
      ),
    ],
    organisationMetrics: async (ids, quarters) =>
      measuredInBatches(
        input,
        inBatches(ids, rowsOf),
        inQuarters(ofOrganisation(), quarters),
        unowned,
        await reasons(),
      ),
    organisation: async (byMetric, quarters, folder) =>
      write(folder, inQuarters(ofOrganisation(), quarters), byMetric, await unowned.tables()),
  };
}

function inQuarters(contexts: readonly PageContext[], quarters: readonly string[]): PageContext[] {
  return contexts.filter(({ quarter }) => quarters.includes(quarter.id));
}

/** Writes a scorecard into the folder of its quarter. */
async function writeScorecard(
  folder: string,
  head: Omit<Scorecard, 'metrics'>,
  metrics: readonly unknown[],
): Promise<void> {
  const quarter = join(folder, head.quarter.id);
  await mkdir(quarter, { recursive: true });
  await writeFile(
    join(quarter, `${head.scope.id}.json`),
    `${JSON.stringify({ ...head, metrics }, null, 1)}\n`,
  );
}

/** @returns how many rows some teams have of a metric */
function rowsByMetric({ metrics }: ScoringInput, teams: readonly TeamData[]): (id: string) => number {
  const numbers = numberedMetrics(metrics);
  const parts = teams.flatMap((team) => team.parts);
  return (id) => countRows(parts, numbers.includes(id) ? numbers.indexOf(id) : null);
}

async function writeEvidence(
  folder: string,
  { quarter, subject }: PageContext,
  measured: PageMetrics,
  tables: Pick<ScopeTables, 'writeEvidence' | 'ranks' | 'texts'>,
): Promise<void> {
  await tables.writeEvidence(
    join(folder, quarter.id, `${subject.id}.evidence.parquet`),
    { scope: subject.id, quarter: quarter.id },
    evidenceColumns(measured, tables.ranks, tables.texts),
  );
}

/** Measures metrics batch by batch: only one batch is in memory. */
async function measuredInBatches(
  input: ScoringInput,
  batches: readonly (readonly string[])[],
  ...terms: [contexts: readonly PageContext[], unowned: Scope | null, reasonOf: ReasonOf]
): Promise<Map<string, MeasuredMetric[]>> {
  const byMetric = new Map<string, MeasuredMetric[]>();
  for (const batch of batches)
    for (const [id, pages] of await measuredBy(input, batch, ...terms)) byMetric.set(id, pages);
  return byMetric;
}

/**
 * Measures metrics for each page of a team or of the organisation.
 * @param unowned what no team owns: the organisation's evidence lists that alone, as each team's lists its own; null
 * for a team
 */
async function measuredBy(
  input: ScoringInput,
  ids: readonly string[],
  contexts: readonly PageContext[],
  unowned: Scope | null,
  reasonOf: ReasonOf,
): Promise<Map<string, MeasuredMetric[]>> {
  const byMetric = new Map(ids.map((id) => [id, [] as MeasuredMetric[]]));
  const listedBy = memoize(async (clock: Scorecard['clock']['kind']) => unowned?.seriesOf(ids, clock));
  // Quarters of one scope follow one another, or nearly: each scope's series are in memory once.
  const alike = [...Map.groupBy(contexts.entries(), ([, { scope }]) => scope).values()].flatMap((own) => [
    ...Map.groupBy(own, ([, { subject }]) => subject.clock.kind),
  ]);
  for (const [clock, own] of alike) {
    const scope = own[0]?.[1].scope;
    if (scope === undefined) continue;
    const [series, listed] = [await scope.seriesOf(ids, clock), await listedBy(clock)];
    const segments = own.some(
      ([, { subject }]) =>
        subject.kind !== 'group' && subject.kpis.some(({ metric }) => ids.includes(metric)),
    )
      ? await scope.segments()
      : null;
    const measured = ids.flatMap((id) => {
      const seriesOfMetric = series.get(id);
      return seriesOfMetric === undefined
        ? []
        : own.map(([index, context]) => ({
            id,
            index,
            ...measurePage(
              input,
              id,
              context,
              { series: seriesOfMetric, unowned: listed?.get(id) ?? null, segments },
              reasonOf,
            ),
          }));
    });
    const tables = await scope.tables();
    const items = await tables.describe(
      measured.flatMap(({ result }) => result.evidence.items.map(({ item }) => item)),
    );
    for (const { id, index, result, behind } of measured) {
      const evidence = {
        total: result.evidence.total,
        items: result.evidence.items.flatMap(({ item, ...part }) => {
          const described = items.get(item);
          return described === undefined ? [] : [{ ...described, ...part }];
        }),
      };
      const pages = byMetric.get(id);
      if (pages !== undefined) pages[index] = { result: { ...result, evidence }, behind };
    }
  }
  return byMetric;
}

function measurePage(
  input: ScoringInput,
  id: string,
  {
    id: counted,
    quarter,
    members,
    scope,
    subject,
    window,
    weeksWithin,
    publication,
    baseline,
    previous,
    weeks,
    unreadable,
  }: PageContext,
  { series, unowned, segments }: { series: Series; unowned: Series | null; segments: ScopeSegments | null },
  reasonOf: ReasonOf,
): { result: NumberedResult; behind: Behind } {
  const definition = input.definitions.get(id);
  if (definition === undefined) throw new RangeError(`no definition of ${id}`);
  const metric = input.metrics.get(id);
  const kpi = subject.kpis.find((each) => each.metric === id);
  const isPublished = (each: Window) => reasonOf(counted, id, each) === null;
  const isShown = ({ shown, quiet }: Publication, each: Window) => shown || (quiet && isQuiet(series, each));
  const published = (quarters: PageContext['baseline']) =>
    quarters.filter(
      (each) => isShown(each, each.whole) && isPublished(each.window) && isPublished(each.whole),
    );
  const feeding = importsOf(input.imports ?? [], id, members);
  const coverage = coverageOf(feeding, id);
  const startsWithExposure = startsWithFirst(input.metrics.get(id));
  const observedFrom = coverage?.from ?? scope.observedFrom;
  const hidden = (): 'still' | 'quarter' =>
    publication.quiet && isStill(series, window) ? 'still' : 'quarter';
  const withheld = isShown(publication, window) ? reasonOf(counted, id, window) : hidden();
  const result = measureQuarter(id, definition, series, {
    window,
    withheld,
    exposure: {
      from: startsWithExposure ? Math.max(observedFrom, series.rows.at[0] ?? observedFrom) : observedFrom,
      ...throughOf(coverage?.through, scope.ownedUntil),
      unit: units[definition.unit].exposure?.length ?? DAY,
    },
    startsWithExposure,
    weeksWithin,
    baseline: published(baseline),
    previous: published(previous),
    weeks: weeks.map((week) => ({
      ...week,
      shown: isShown(week, week.of) && isPublished(week.of) && appliesIn(series, week),
    })),
    missing: [
      ...missingFor(scope, input, id, window),
      ...unreadable.map(missingAll(input.organisation)),
      ...lateImports(feeding, window),
    ],
    materiality: kpi?.materiality ?? subject.materiality,
    segments:
      kpi === undefined ? null : metric?.people === 'reviewers' ? (segments?.ofReviews ?? null) : segments,
  });
  // The sentence names the currency of what was imported.
  const sourced = { ...result, importedFrom: importedFrom(feeding, id, window.end) };
  const say = (text: string) => inPeriods(text, periodName(quarter.id));
  return {
    result: {
      ...sourced,
      sentence: say(sentenceOf(definition, sourced)),
      reason: sourced.reason === null ? null : say(sourced.reason),
      notes: sourced.notes.map(say),
      // Items of a team that is withheld would be known by their repository; the teams' pages list those of others.
      ...(subject.kind === 'group' ? { evidence: { ...result.evidence, items: [] } } : {}),
    },
    behind:
      withheld !== null || result.state === 'withheld' || subject.unownedLeftOut || subject.kind === 'group'
        ? NOTHING_BEHIND
        : behind(unowned ?? series, definition, window),
  };
}

/** Nothing is observed after the last export, or after a team has ceased to own anything. */
function throughOf(exported: number | undefined, ownedUntil: number): { through?: number } {
  const through = Math.min(exported ?? ownedUntil, ownedUntil);
  return Number.isFinite(through) ? { through } : {};
}

function startsWithFirst(metric: Metric | undefined): boolean {
  return metric !== undefined && 'measure' in metric && metric.startsWithFirst === true;
}

/** On a public site a repository that may be private has no name. */
const missingAll =
  ({ visibility }: Organisation) =>
  ({ repository, why }: Unreadable): string =>
    `${visibility === 'public' ? 'a repository' : repository}: ${why}`;

function missingFor(
  scope: Scope,
  { metrics, organisation }: ScoringInput,
  id: string,
  window: Window,
): string[] {
  const needed: readonly string[] = metrics.get(id)?.uses ?? [];
  const isDeployedByChecks = (repository: string): boolean =>
    conventionsOverTime(organisation)
      .get(repository)
      ?.some(
        ({ start, end, value }) =>
          value.deployments.from === 'checks' && start < window.end && end > window.start,
      ) === true;
  const isNeeded = (collection: string, repository: string) =>
    needed.includes(collection) ||
    (collection === 'checks' && needed.includes('deployments') && isDeployedByChecks(repository));
  const all = scope.teams
    .flatMap(({ repositories }) => repositories)
    .flatMap(({ name, missing, readThrough }) => [
      ...missing
        .filter(({ collection }) => collection === null || isNeeded(collection, name))
        .map(({ text }) => `${name}: ${text}`),
      ...(Date.parse(readThrough) < window.end ? [`${name}: read only through ${readThrough}`] : []),
    ]);
  return [...new Set(all)];
}

function checkBaselines(organisation: Organisation, calendars: readonly QuarterCalendar[]): void {
  if (calendars.length === 0) return;
  const known = calendars.map(({ quarter }) => quarter.id);
  const period = presentPeriodName(organisation);
  for (const { id, baseline = [] } of organisation.teams) {
    const named = baseline.flatMap((each) => (typeof each === 'string' ? [each] : each.quarters));
    const unknown = named.find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    throw new Problem({
      place: `org.yaml (team ${id}, baseline)`,
      found: `the ${period} \`${unknown}\``,
      expected: `a ${period} that the facts reach: ${known[0]} to ${known.at(-1)}`,
      remedy: `Name another ${period}, or read older facts.${didYouMean(unknown, known)}`,
      exitCode: 2,
    });
  }
}
