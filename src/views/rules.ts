import type { Rule } from '../handbook/pageSchemas.ts';

const subjects: Record<Rule['appliesTo'], string> = {
  'kpi-choice': 'The choice of KPIs',
  'kpi-target': 'Targets of KPIs',
  scorecard: 'Scorecards',
  review: 'The written response to a scorecard',
  'deployment-link': 'What links an incident to a deployment',
  'pull-request': 'Pull requests',
  'work-in-progress': 'Work in progress',
  import: 'Figures from another tool',
};

/** What a rule speaks of, in words. */
export function subjectTitle(subject: Rule['appliesTo']): string {
  return subjects[subject];
}
