import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import plumbline from '../../../package.json' with { type: 'json' };
import { sha256 } from '../../../src/facts/sha256.ts';
import { type ErrorRates, errorRatesSchema } from '../../../src/handbook/errorRates.ts';
import { table } from '../table.ts';
import { changePoints } from './changePoints.ts';
import { shuffled } from './shuffled.ts';
import { simulated } from './simulated.ts';

/*
 * Measures how often verdicts are wrong, and prints it. With --out it replaces that part of the file which was measured.
 *
 *   node test/bench/verdicts/run.ts [--runs 1000] [--kind durations] [--series uneven] [--snapshots DATA …] [--draws 400] [--metric cycle-time] [--tcpd FOLDER] [--date 2026-11-29]
 *     [--out content/error-rates.json]
 *
 * DATA is a folder with `snapshots/`, FOLDER one with the series of the Turing Change Point Dataset.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    kind: { type: 'string' },
    series: { type: 'string' },
    snapshots: { type: 'string', multiple: true, default: [] },
    draws: { type: 'string', default: '400' },
    metric: { type: 'string' },
    tcpd: { type: 'string' },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    out: { type: 'string' },
  },
});

const measured: Partial<ErrorRates> = {
  version: plumbline.version,
  code: await digest('src/stats', 'src/scorecard/verdict.ts'),
  date: values.date,
};
if (Number(values.runs) > 0) measured.simulated = simulated(Number(values.runs), values);
if (values.snapshots.length > 0) {
  measured.shuffled = [];
  for (const folder of values.snapshots)
    measured.shuffled.push(await shuffled(folder, Number(values.draws), values.metric));
}
if (values.tcpd !== undefined) measured.changePoints = await changePoints(values.tcpd);
print(measured);
if (values.out !== undefined) {
  const before: unknown = JSON.parse(await readFile(values.out, 'utf8').catch(() => '{}'));
  const all = errorRatesSchema.parse({ ...(typeof before === 'object' ? before : {}), ...measured });
  await writeFile(values.out, `${JSON.stringify(all, rounded, 1)}\n`);
}

/** Four digits are more than so many runs can tell. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(4)) : value;
}

async function digest(...paths: readonly string[]): Promise<string> {
  const files: string[] = [];
  for (const path of paths) {
    if (path.endsWith('.ts')) files.push(path);
    else
      for (const entry of await readdir(path, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const texts = await Promise.all(files.sort().map((file) => readFile(file, 'utf8')));
  return sha256(texts.join('\0')).slice(0, 12);
}

function print({ simulated, shuffled, changePoints }: Partial<ErrorRates>): void {
  const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
  if (simulated !== undefined)
    table(
      'Simulated',
      ['series', 'n', 'false alarms', 'change', 'found'],
      simulated.rows.map(({ kind, series, n, falseAlarms, change, found }) => [
        `${kind}: ${series}`,
        n === null ? '–' : String(n),
        percent(falseAlarms),
        change,
        percent(found),
      ]),
    );
  for (const { facts, draws, rows } of shuffled ?? [])
    table(
      `Shuffled ${draws} times: ${facts}`,
      ['metric', 'with a verdict', 'false alarms', 'at a materiality of 10 %'],
      rows.map(({ metric, verdicts, falseAlarms, atMateriality }) => [
        metric,
        percent(verdicts / draws),
        percent(falseAlarms),
        percent(atMateriality),
      ]),
    );
  if (changePoints !== undefined)
    table(
      `Change points in ${changePoints.series} series`,
      ['detector', 'precision', 'recall', 'F1', 'found in unchanged series'],
      changePoints.rows.map(({ detector, precision, recall, f1, unchanged }) => [
        detector,
        percent(precision),
        percent(recall),
        percent(f1),
        String(unchanged),
      ]),
    );
}
