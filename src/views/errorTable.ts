import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorRates, errorRatesSchema } from '../handbook/errorRates.ts';
import { foldersGivenBy, organisationFolders } from '../handbook/organisationFolder.ts';
import { formatBounds, formatInterval, formatValue } from '../scorecard/format.ts';

/** A table with what it was measured on. */
export interface ErrorTable {
  label: string;
  /** How to read it. */
  about: string;
  measured: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

let rates: Promise<ErrorRates> | undefined;

/** @returns what was measured of the verdicts of this version, read once: tables of one page are then rendered in order */
export function errorRates(): Promise<ErrorRates> {
  rates ??= readRates();
  return rates;
}

async function readRates(): Promise<ErrorRates> {
  const { content } = organisationFolders(foldersGivenBy(process.env));
  return errorRatesSchema.parse(JSON.parse(await readFile(join(content, 'error-rates.json'), 'utf8')));
}

/** @param titles of metrics by id */
export function errorTable(
  { version, code, date, simulated, shuffled, changePoints }: ErrorRates,
  of: 'simulated' | 'shuffled' | 'change-points',
  titles: ReadonlyMap<string, string>,
): ErrorTable {
  const measured = `Measured on ${date} with version ${version}, code ${code}`;
  switch (of) {
    case 'simulated':
      return {
        label: 'False alarms and power, simulated',
        about: `${ABOUT_SIMULATED} ${luckWords(simulated.runs, 'quarters', simulatedRates(simulated))}`,
        measured: `${measured}: ${simulated.runs.toLocaleString('en')} quarters for each number.`,
        head: ['Series', 'n a quarter', 'False alarms', 'Change', 'Found'],
        rows: [
          ...Map.groupBy(simulated.rows, ({ kind, series, change }) => [kind, series, change].join()),
        ].map(([, rows]) => [
          `${rows[0]?.kind}: ${rows[0]?.series}`,
          rows.map(({ n }) => n ?? '–').join(' · '),
          rows.map(({ falseAlarms }) => percent(falseAlarms)).join(' · '),
          rows[0]?.change ?? '',
          rows.map(({ found }) => percent(found)).join(' · '),
        ]),
      };
    case 'shuffled':
      return {
        label: 'False alarms in shuffled facts',
        about: `${ABOUT_SHUFFLED} ${luckWords(Math.max(...shuffled.map(({ draws }) => draws)), 'draws', shuffledRates(shuffled, titles))}`,
        measured: `${measured}: ${shuffled.map(({ facts, draws }) => `${draws} draws of ${nameOf(facts)}`).join('; ')}. Metrics that never had enough for a verdict are left out.`,
        head: ['Metric', 'Facts', 'With a verdict', 'False alarms', 'At a materiality of 10 %'],
        rows: shuffled.flatMap(({ facts, draws, rows }) =>
          rows
            .filter(({ verdicts }) => verdicts > 0)
            .map(({ metric, verdicts, falseAlarms, atMateriality }) => [
              titles.get(metric) ?? metric,
              nameOf(facts),
              percent(verdicts / draws),
              percent((falseAlarms * draws) / verdicts),
              percent((atMateriality * draws) / verdicts),
            ]),
        ),
      };
    case 'change-points':
      return {
        label: 'Change points found',
        about: ABOUT_CHANGE_POINTS,
        measured: `${measured}: ${changePoints.series} series, found within ${changePoints.margin} points.`,
        head: ['Method', 'Precision', 'Recall', 'F1', 'Points in the two unchanged series'],
        rows: changePoints.rows.map(({ detector, precision, recall, f1, unchanged }) => [
          detector,
          precision === null ? '–' : percent(precision),
          percent(recall),
          percent(f1),
          String(unchanged),
        ]),
      };
  }
}

const ABOUT_SIMULATED =
  'Each quarter is compared with four before it. A false alarm is improved or worsened where nothing changed, without materiality; found is how often the change is called one, with a materiality of 10 %. Several numbers belong to several n. Monthly figures that drift are taken for a random walk, which three a quarter cannot be told from: then only large changes are found. The 90th percentile of a few dozen values that are alike is hardly ever judged. Few false alarms and much power cannot both be had: in 20,000 quarters a median of 50 that rose by half was found in 51 % of cases, and in 52 % without the check for values that resemble the ones before; but where they do, by 0.15 to 0.5, false alarms would be 8 to 20 % without it, instead of 4 to 5 %. A stricter check for uneven weeks would call 5.8 % of shares with n 100 a change instead of 6.4 %, in 8,000 quarters, and would miss one change in a hundred more.';

/** The share of false alarms that is aimed at. */
const AIM = 0.06;

interface Measured {
  name: string;
  /** How many verdicts the share is of. */
  runs: number;
  falseAlarms: number;
}

function simulatedRates({ runs, rows }: ErrorRates['simulated']): Measured[] {
  return rows.map(({ kind, series, n, falseAlarms }) => ({
    name: `${kind}: ${series}${n === null ? '' : `, n ${n}`}`,
    runs,
    falseAlarms,
  }));
}

function shuffledRates(all: ErrorRates['shuffled'], titles: ReadonlyMap<string, string>): Measured[] {
  return all.flatMap(({ draws, rows }) =>
    rows
      .filter(({ verdicts }) => verdicts > 0)
      .map(({ metric, verdicts, falseAlarms }) => ({
        name: titles.get(metric) ?? metric,
        runs: verdicts,
        falseAlarms: (falseAlarms * draws) / verdicts,
      })),
  );
}

/** How exactly false alarms are measured, and which are more than is aimed at, beyond two standard errors. */
function luckWords(runs: number, noun: string, rows: readonly Measured[]): string {
  const reach = (times: number) => 2 * Math.sqrt((AIM * (1 - AIM)) / times);
  const around = { low: AIM - reach(runs), high: AIM + reach(runs) };
  const above = rows.filter((row) => row.falseAlarms > AIM + reach(row.runs));
  const which =
    above.length === 0
      ? 'None is above what chance allows.'
      : `Above what chance allows: ${above.map(({ name, falseAlarms }) => `${name}, ${percent(falseAlarms)}`).join('; ')}.`;
  return `In ${runs.toLocaleString('en')} ${noun} a true share of ${formatBounds([AIM], 'share')} is measured as ${formatInterval(around, 'share')}. ${which}`;
}

const ABOUT_SHUFFLED =
  'Pull requests, deployments with all that they brought, commits with all their lines, and weeks of events change places. Metrics that need a whole team’s people are not measured. False alarms are of the draws with a verdict.';

const ABOUT_CHANGE_POINTS =
  'Shares are means over the series in which somebody marked a change; the first point, which everybody marks, is left out. Most series are trends over years, which control charts are not made for. Only a shift is called a change: a lasting one that begins outside the limits. A week outside alone is unusual and no more: taken for a change it would find more, but also in series that people call unchanged, such as bank balances whose jumps recur. A shift by the average of four weeks or more (Hawkins 1977) and eight points in a row on one side found less than they cost, so neither is used. Limits that hold all weeks before, too, would still leave half of the bank’s unusual weeks.';

/** The repositories of the sample are known by what they are together. */
function nameOf(facts: string): string {
  return facts.split(', ').every((name) => name.startsWith('sample-org/'))
    ? 'the sample organisation'
    : facts;
}

function percent(share: number): string {
  return formatValue(share, 'share');
}
