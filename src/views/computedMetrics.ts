import { extensionsIn, withOwnExtensions } from '../facts/extensionPoint.ts';
import { foldersGivenBy, organisationFolders, ownFolder } from '../handbook/organisationFolder.ts';
import { metricFiles, type Workers } from '../metrics/populations/metric.ts';

const computed = await withOwnExtensions(
  extensionsIn(metricFiles, import.meta.glob('../metrics/*.ts', { eager: true })),
  metricFiles,
  ownFolder(organisationFolders(foldersGivenBy(process.env)).organisation, 'metrics'),
  process.cwd(),
);

/** Whether a metric has code, in `src/metrics` or in an organisation’s own pages. */
export function isComputed(id: string): boolean {
  return computed.has(id);
}

/** Whether a metric is measured in working time for a team that chose that clock. */
export function followsClock(id: string): boolean {
  const metric = computed.get(id);
  return metric !== undefined && 'measure' in metric && metric.followsClock === true;
}

const words: Record<Workers, string> = {
  authors: 'those who wrote what it counts, or the team’s changes where that has no author',
  reviewers: 'those who reviewed what it counts, and those who wrote it',
  team: 'those who wrote the team’s changes, whatever it counts',
};

/** @returns whose work a computed metric measures, in words; null for one that is not computed */
export function workersOf(id: string): string | null {
  const metric = computed.get(id);
  return metric === undefined ? null : words[metric.people ?? 'authors'];
}
