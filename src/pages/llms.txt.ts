import type { APIRoute } from 'astro';
import { inPeriods, periodName } from '../facts/periodWords.ts';
import { getHandbook, getLibrary } from '../views/content.ts';
import { entriesOf } from '../views/entries.ts';
import { cardsOf, latestClosed } from '../views/library.ts';
import { addressOf, paths } from '../views/paths.ts';

/** What the site holds, for programs that read: https://llmstxt.org */
export const GET: APIRoute = async ({ site }) => {
  const at = addressOf(site);
  const handbook = await getHandbook();
  const shelf = latestClosed(await getLibrary());
  const line = (title: string, path: string, about: string) => `- [${title}](${at(path)}): ${about}`;
  const text = [
    '# Plumbline',
    '> A handbook of engineering metrics and the scorecards of teams: each number with its uncertainty and its evidence. Numbers are of teams, never of people.',
    '## Scorecards',
    [
      line('All numbers as JSON', paths.apiIndex, 'an index of every scorecard, with published schemas'),
      ...(shelf ? cardsOf(shelf) : []).map(({ scope, quarter }) =>
        line(
          `${scope.name}, ${quarter.id}`,
          paths.scorecard(quarter.id, scope.id),
          inPeriods('the review of the latest closed quarter', periodName(quarter.id)),
        ),
      ),
    ].join('\n'),
    '## Metrics',
    entriesOf(handbook, 'metric')
      .map(({ title, path, description }) => line(title, path, description))
      .join('\n'),
    '## Handbook',
    (['principle', 'anti-pattern', 'rule', 'playbook'] as const)
      .flatMap((kind) => entriesOf(handbook, kind))
      .map(({ title, path, description }) => line(title, path, description))
      .join('\n'),
  ];
  return new Response(`${text.join('\n\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
};
