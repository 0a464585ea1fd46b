import { type PageKind, pageKinds } from '../handbook/pageKinds.ts';
import { href } from './href.ts';

export { href, join } from './href.ts';

/** The index of a kind of pages. */
const indexOf = (kind: PageKind) => `${pageKinds[kind].folder}/`;

/** The address of a page of the handbook, below the site's base. */
export function pathOf(kind: PageKind, id: string): string {
  return `${indexOf(kind)}${id}/`;
}

/** Where each page is, below the site's base. */
export const paths = {
  home: '',
  scorecards: 'scorecards/',
  quarter: (quarter: string) => `scorecards/${quarter}/`,
  scorecard: (quarter: string, scope: string) => `scorecards/${quarter}/${scope}/`,
  detail: (quarter: string, scope: string) => `scorecards/${quarter}/${scope}/detail/`,
  evidence: (quarter: string, scope: string) => `scorecards/${quarter}/${scope}/evidence/`,
  compare: 'compare/',
  digest: (quarter: string, scope: string, format: 'md' | 'html') => `digest/${quarter}/${scope}.${format}`,
  badge: (scope: string) => `badges/${scope}.svg`,
  feed: 'feed.xml',
  metrics: indexOf('metric'),
  metric: (id: string) => pathOf('metric', id),
  handbook: 'handbook/',
  principles: indexOf('principle'),
  principle: (id: string) => pathOf('principle', id),
  antiPatterns: indexOf('anti-pattern'),
  antiPattern: (id: string) => pathOf('anti-pattern', id),
  rules: indexOf('rule'),
  rule: (id: string) => pathOf('rule', id),
  playbooks: indexOf('playbook'),
  playbook: (id: string) => pathOf('playbook', id),
  learn: indexOf('lesson'),
  lesson: (id: string) => pathOf('lesson', id),
  chapters: indexOf('chapter'),
  chapter: (id: string) => pathOf('chapter', id),
  pyramid: 'pyramid/',
  stages: 'stages/',
  responsibilities: 'responsibilities/',
  systems: 'systems/',
  sources: 'sources/',
  glossary: 'glossary/',
  errata: 'errata/',
  terms: 'api/terms.json',
  reading: 'how-to-read/',
  data: 'data/',
  dataHealth: 'data-health/',
  licences: 'licences/',
  apiIndex: 'api/index.json',
  searchNames: 'api/search.json',
  apiMetrics: 'api/metrics.json',
  apiScorecards: 'api/scorecards/',
  apiScorecard: (quarter: string, scope: string) => `api/scorecards/${quarter}/${scope}.json`,
  weekChart: 'api/week-chart.json',
  apiSchema: (name: string) => `api/schema/${name}.json`,
} as const;

/** The whole address of a path on this site; without one where the site's address is not known. */
export function addressOf(site: URL | undefined): (path: string) => string {
  return (path) => (site ? new URL(href(path), site).href : href(path));
}
