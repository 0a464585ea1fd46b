/** Where each page stands, below the site's base. */
export const paths = {
  home: '',
  scorecards: 'scorecards/',
  quarter: (quarter: string) => `scorecards/${quarter}/`,
  scorecard: (quarter: string, scope: string) => `scorecards/${quarter}/${scope}/`,
  evidence: (quarter: string, scope: string) => `scorecards/${quarter}/${scope}/evidence/`,
  metrics: 'metrics/',
  metric: (id: string) => `metrics/${id}/`,
  reading: 'how-to-read/',
  data: 'data/',
  apiIndex: 'api/index.json',
  apiMetrics: 'api/metrics.json',
  apiScorecard: (quarter: string, scope: string) => `api/scorecards/${quarter}/${scope}.json`,
  apiSchema: (name: string) => `api/schema/${name}.json`,
} as const;

/** A path below the base as an address: `/base/` and `metrics/` give `/base/metrics/`. */
export function join(base: string, path: string): string {
  return `${base.replace(/\/$/, '')}/${path}`;
}

/** The address of a path on this site. */
export function href(path: string): string {
  return join(import.meta.env.BASE_URL, path);
}
