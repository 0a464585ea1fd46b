/** Where each page stands, below the site's base. */
export const paths = {
  home: '',
  scorecards: 'scorecards/',
  quarter: (quarter: string) => `scorecards/${quarter}/`,
  scorecard: (quarter: string, scope: string) => `scorecards/${quarter}/${scope}/`,
  evidence: (quarter: string, scope: string) => `scorecards/${quarter}/${scope}/evidence/`,
  metrics: 'metrics/',
  metric: (id: string) => `metrics/${id}/`,
  handbook: 'handbook/',
  principles: 'principles/',
  principle: (id: string) => `principles/${id}/`,
  antiPatterns: 'anti-patterns/',
  antiPattern: (id: string) => `anti-patterns/${id}/`,
  rules: 'rules/',
  rule: (id: string) => `rules/${id}/`,
  playbooks: 'playbooks/',
  playbook: (id: string) => `playbooks/${id}/`,
  learn: 'learn/',
  lesson: (id: string) => `learn/${id}/`,
  pyramid: 'pyramid/',
  stages: 'stages/',
  responsibilities: 'responsibilities/',
  systems: 'systems/',
  glossary: 'glossary/',
  errata: 'errata/',
  terms: 'api/terms.json',
  reading: 'how-to-read/',
  data: 'data/',
  dataHealth: 'data-health/',
  licences: 'licences/',
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
