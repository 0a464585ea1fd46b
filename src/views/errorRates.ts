import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorRates, errorRatesSchema } from '../handbook/errorRates.ts';
import { foldersGivenBy, organisationFolders } from '../handbook/organisationFolder.ts';
import { formatValue } from '../scorecard/format.ts';

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
        about: ABOUT_SIMULATED,
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
        about: ABOUT_SHUFFLED,
        measured: `${measured}: ${shuffled.map(({ facts, draws }) => `${draws} draws of ${nameOf(facts)}`).join('; ')}. Metrics that never had enough for a verdict are left out.`,
        head: ['Metric', 'Facts', 'With a verdict', 'False alarms', 'At a materiality of 10 %'],
        rows: shuffled.flatMap(({ facts, draws, rows }) =>
          rows
            .filter(({ verdicts }) => verdicts > 0)
            .map(({ metric, verdicts, falseAlarms, atMateriality }) => [
              titles.get(metric) ?? metric,
              nameOf(facts),
              percent(verdicts / draws),
              percent(falseAlarms),
              percent(atMateriality),
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
  'Each quarter is compared with four before it. A false alarm is improved or worsened where nothing changed, without materiality; found is how often the change is called one, with a materiality of 10 %. Several numbers belong to several n. Above the aim are monthly figures that drift like a random walk, as three a quarter do not show that; and, barely, rates of very uneven weeks and durations that are alike within a week.';

const ABOUT_SHUFFLED =
  'Pull requests, deployments with all that they brought, commits with all their lines, and weeks of events change places. Metrics that need a whole team’s people are not measured. Above the aim is how many pull requests are open in the sample: a few that stay so for quarters beside many short ones make quarters that follow each other alike, and its weeks do not show it. First review and turnaround time exceed it by less than the luck of so many draws.';

const ABOUT_CHANGE_POINTS =
  'Shares are means over the series in which somebody marked a change; the first point, which everybody marks, is left out. Most series are trends over years, which control charts are not made for. Limits are therefore wider where neighbours are alike, and shifts do not count there. Eight points in a row on one side, the usual rule for a lasting change, had a precision of 21.4 % and lowered F1 from 34.9 % to 32.7 %: a shift of the average takes its place. Bank balances, which people call unchanged because their jumps recur over the years, are not quiet: 26 points before do not show that. No rule that we tried made them quiet without missing half of the changes elsewhere.';

/** The repositories of the sample are known by what they are together. */
function nameOf(facts: string): string {
  return facts.split(', ').every((name) => name.startsWith('sample-org/'))
    ? 'the sample organisation'
    : facts;
}

function percent(share: number): string {
  return formatValue(share, 'share');
}
