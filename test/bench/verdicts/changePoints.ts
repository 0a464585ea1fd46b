import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { mean } from '../../support/simulation.ts';
import { binarySegmentation, chartSignals, type Detector, eDivisive } from './detectors.ts';

const annotationsSchema = z.record(z.string(), z.record(z.string(), z.array(z.int())));
const seriesSchema = z.object({
  name: z.string(),
  series: z.array(z.object({ raw: z.array(z.number().nullable()) })),
});

const MARGIN = 5;

const detectors: Record<string, Detector> = {
  'shifts on our charts': chartSignals(['shift']),
  'unusual weeks on our charts, taken for changes': chartSignals(['outside']),
  'no change ever': () => [],
  'binary segmentation': binarySegmentation,
  'E-divisive': eDivisive(10),
};

/**
 * Compares change points that detectors find with those that people marked (van den Burg & Williams 2020, "An evaluation of
 * change point detection algorithms", arXiv 2003.06222). Precision counts points that anybody marked, recall is the mean
 * over the people who marked some, each within five points; index 0, which their benchmark counts as found, is left out.
 * Shares are means over the series in which somebody marked a change, precision over those in which something was found.
 * @param folder with `annotations.json` and a JSON file for each series; those of several dimensions are left out
 */
export async function changePoints(folder: string) {
  const annotations = annotationsSchema.parse(
    JSON.parse(await readFile(join(folder, 'annotations.json'), 'utf8')),
  );
  const series: { points: number[]; marked: number[][] }[] = [];
  for (const file of (await readdir(folder)).sort()) {
    if (!file.endsWith('.json') || file === 'annotations.json') continue;
    const { name, series: dimensions } = seriesSchema.parse(
      JSON.parse(await readFile(join(folder, file), 'utf8')),
    );
    const [only] = dimensions;
    if (dimensions.length !== 1 || only === undefined) continue;
    const marked = Object.values(annotations[name] ?? {}).map((points) =>
      points.filter((point) => point !== 0),
    );
    series.push({ points: only.raw.filter((point) => point !== null), marked });
  }
  const rows = Object.entries(detectors).map(([detector, find]) => {
    const scores = series.map(({ points, marked }) => ({ ...scoreOf(find(points), marked), marked }));
    const changed = scores.filter(({ marked }) => marked.some((points) => points.length > 0));
    const precisions = changed.flatMap(({ precision }) => precision ?? []);
    return {
      detector,
      precision: precisions.length === 0 ? null : mean(precisions),
      recall: mean(changed.map(({ recall }) => recall)),
      f1: mean(changed.map(({ precision, recall }) => f1Of(precision ?? 0, recall))),
      unchanged: scores
        .filter(({ marked }) => marked.every((points) => points.length === 0))
        .reduce((sum, { found }) => sum + found, 0),
    };
  });
  return { series: series.length, margin: MARGIN, rows };
}

/** Each marked point is found at most once, by the nearest one that is found. */
export function scoreOf(
  found: readonly number[],
  marked: readonly (readonly number[])[],
): { found: number; precision: number | null; recall: number } {
  const anybody = [...new Set(marked.flat())];
  const some = marked.filter((points) => points.length > 0);
  return {
    found: found.length,
    precision: found.length === 0 ? null : hits(anybody, found) / found.length,
    recall: some.length === 0 ? 0 : mean(some.map((points) => hits(points, found) / points.length)),
  };
}

function hits(marked: readonly number[], found: readonly number[]): number {
  const left = new Set(found);
  let count = 0;
  for (const point of marked.toSorted((a, b) => a - b)) {
    const [nearest] = [...left]
      .filter((each) => Math.abs(each - point) <= MARGIN)
      .sort((a, b) => Math.abs(a - point) - Math.abs(b - point));
    if (nearest === undefined) continue;
    left.delete(nearest);
    count += 1;
  }
  return count;
}

function f1Of(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}
