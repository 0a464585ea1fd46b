import { deliveries } from '../facts/deliveryRhythm.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import type { Rhythm } from './age.ts';
import { cardsOf, type Library } from './library.ts';

type Origin = MetricResult['importedFrom'][number];

/** @returns where some results come from, each import once; nothing for computed ones */
export function originsOf(results: readonly Pick<MetricResult, 'importedFrom'>[]): Origin[] {
  const origins = results.flatMap(({ importedFrom }) => importedFrom);
  return [...new Map(origins.map((origin) => [origin.import, origin])).values()];
}

/** @returns how often an export is meant to come */
export function rhythmOf({ delivered }: Pick<Origin, 'delivered'>): Rhythm {
  return { days: deliveries[delivered], name: `${delivered} deliveries` };
}

/** @returns what a reader must know of the rows behind an imported number; empty when nothing */
export function rowsWords({
  aggregated,
  currency,
  cohort,
}: Pick<Origin, 'aggregated' | 'currency' | 'cohort'>): string {
  return [
    ...(cohort === null ? [] : [`of ${cohort}`]),
    ...(currency === null ? [] : [`amounts in ${currency}`]),
    ...(aggregated ? ['sums of a period, not single cases'] : []),
  ].join('; ');
}

/** @returns whether any scorecard has an imported number of a metric */
export function isImported({ quarters }: Library, metric: string): boolean {
  return quarters.some((shelf) =>
    cardsOf(shelf).some(({ metrics }) =>
      metrics.some(({ id, importedFrom }) => id === metric && importedFrom.length > 0),
    ),
  );
}

/** How an import was read, as the page of data health shows it. */
export interface ImportHealth {
  id: string;
  title: string;
  tool: string;
  exportedAt: string;
  rhythm: Rhythm;
  stale: boolean;
  delivered: Origin['delivered'];
  files: Scorecard['imports'][number]['files'];
  rows: number;
  setAside: Scorecard['imports'][number]['setAside'];
  setAsideCount: number;
  metrics: readonly string[];
  facts: Scorecard['imports'][number]['facts'];
}

/** @returns the imports behind the newest quarter's scorecards, by title */
export function importsIn({ quarters: [newest] }: Library): ImportHealth[] {
  return (newest?.organisation?.imports ?? [])
    .map((each): ImportHealth => {
      const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
      return {
        ...each,
        rhythm: rhythmOf(each),
        rows: sum(each.files.map(({ rows }) => rows)),
        setAsideCount: sum(each.setAside.map(({ count }) => count)),
      };
    })
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en'));
}
