import { z } from 'zod';
import { deliveries } from '../facts/deliveryRhythm.ts';
import { importedManifestSchema, ORGANISATION } from '../facts/imported.ts';
import type { Window } from '../facts/quarter.ts';
import { DAY } from '../facts/time.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';

/** An import's part in the scoring: what it says about itself, and where its tables are. */
export const importedPartSchema = z.strictObject({
  manifest: importedManifestSchema,
  folder: z.string(),
  /** In the order of their numbers in the tables; null is the organisation alone. */
  shares: z.array(
    z.strictObject({
      team: z.string().nullable(),
      /** Rows by the id of the metric. */
      rows: z.record(z.string(), z.int()),
    }),
  ),
});

export type ImportedPart = z.infer<typeof importedPartSchema>;

/** @returns the imports that feed a metric of a scope */
export function importsOf(
  imports: readonly ImportedPart[],
  metric: string,
  members: ReadonlySet<string | null>,
): ImportedPart[] {
  return imports.filter(({ shares }) => shares.some(({ team, rows }) => members.has(team) && metric in rows));
}

/** @returns from when to when a metric's imports say anything; null without one */
export function coverageOf(
  imports: readonly ImportedPart[],
  metric: string,
): { from: number; through: number } | null {
  const known = imports.flatMap(({ manifest }) =>
    manifest.metrics.filter((each) => each.metric === metric && each.from !== null),
  );
  if (known.length === 0) return null;
  return {
    from: Math.min(...known.map(({ from }) => Date.parse(from ?? ''))),
    through: Math.min(...known.map(({ through }) => Date.parse(through))),
  };
}

const exportedAt = ({ manifest }: ImportedPart): number =>
  Math.max(...manifest.files.map(({ dated }) => Date.parse(dated)));

/** Longer ago than twice the time between two deliveries. */
function isStale(part: ImportedPart, now: number): boolean {
  return now - exportedAt(part) > 2 * deliveries[part.manifest.delivered] * DAY;
}

/** @returns what a window lacks because an export is older than it should be, in words */
export function lateImports(imports: readonly ImportedPart[], { end }: Window): string[] {
  return imports
    .filter((part) => end - exportedAt(part) > (deliveries[part.manifest.delivered] + 1) * DAY)
    .map(
      (part) =>
        `the newest export of ${part.manifest.title} is of ${new Date(exportedAt(part)).toISOString().slice(0, 10)}`,
    );
}

/** @returns what is shown beside an imported number */
export function importedFrom(
  imports: readonly ImportedPart[],
  metric: string,
  now: number,
): MetricResult['importedFrom'] {
  return imports.map((part) => {
    const { id, tool, delivered, metrics } = part.manifest;
    const own = metrics.filter((each) => each.metric === metric);
    return {
      import: id,
      tool,
      exportedAt: new Date(exportedAt(part)).toISOString(),
      delivered,
      stale: isStale(part, now),
      aggregated: own.some(({ aggregated }) => aggregated),
      currency: own[0]?.currency ?? null,
      cohort: [...new Set(own.flatMap(({ cohort }) => cohort ?? []))].join('; ') || null,
    };
  });
}

/** @returns what the organisation's page says of its imports */
export function importsAsRead(imports: readonly ImportedPart[], now: number): Scorecard['imports'] {
  return imports.map((part) => {
    const { id, title, tool, delivered, files, setAside, metrics, facts } = part.manifest;
    return {
      id,
      title,
      tool,
      delivered,
      exportedAt: new Date(exportedAt(part)).toISOString(),
      stale: isStale(part, now),
      files: files.map(({ name, rows }) => ({ name, rows })),
      setAside,
      metrics: [...new Set(metrics.map(({ metric }) => metric))],
      facts,
    };
  });
}

/** @returns the teams of an import, in the order of their numbers in the tables; null is the organisation alone */
export function teamsOf({ metrics }: ImportedPart['manifest']): (string | null)[] {
  const teams = [...new Set(metrics.flatMap(({ teams }) => teams))].sort();
  return teams.map((team) => (team === ORGANISATION ? null : team));
}
