import { paths } from '../paths.ts';
import type { Names } from './namesSchema.ts';

/** The kind of a page that is neither a scorecard nor of the handbook. */
const kind = 'Page';

/** Pages of the site itself, with the words and questions that people look for them by. */
export const sitePages: Names = [
  {
    title: 'Compare two quarters',
    path: paths.compare,
    kind,
    about: 'Any two quarters of a team side by side.',
    also: ['compare quarters', 'side by side', 'difference between quarters'],
  },
  {
    title: 'Scorecards of all quarters',
    path: paths.scorecards,
    kind,
    about: 'Each team’s KPIs quarter by quarter.',
    also: ['history', 'timeline', 'trend of all teams', 'earlier quarters'],
  },
  {
    title: 'Playbooks',
    path: paths.playbooks,
    kind,
    about: 'From a signal to likely causes, actions, and how to tell that they worked.',
    also: [
      'how do I respond to a red metric',
      'what to do when a metric worsens',
      'what to do when a KPI is out of range',
      'how to react to a bad number',
      'improve a bad number',
    ],
  },
  {
    title: 'How to read these pages',
    path: paths.reading,
    kind,
    about: 'What verdicts, intervals, charts and missing numbers mean.',
    also: [
      'why is our number withheld',
      'what does cannot tell mean',
      'confidence interval',
      'verdict',
      'legend',
    ],
  },
  {
    title: 'Data health',
    path: paths.dataHealth,
    kind,
    about: 'What was read, how old it is, and what is missing.',
    also: ['coverage', 'missing data', 'how old is the data', 'stale data'],
  },
  {
    title: 'The numbers as data',
    path: paths.data,
    kind,
    about: 'Every scorecard and every definition as JSON.',
    also: ['export', 'download', 'JSON', 'API', 'badge', 'feed'],
  },
  {
    title: 'Errata',
    path: paths.errata,
    kind,
    about: 'Numbers of closed quarters that changed.',
    also: ['restatements', 'corrections', 'why did our number change', 'why was an old number restated'],
  },
];
