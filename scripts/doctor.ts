import { storedRepositories } from '../src/facts/store.ts';
import { checkedContent } from './lib/checkedContent.ts';
import { command, type Folders, run } from './lib/command.ts';
import {
  diagnosisLines,
  importFindings,
  inseparableClones,
  overlappingTeams,
  readingFindings,
  unusedCodeowners,
  withoutFigure,
} from './lib/diagnosis.ts';
import { fewAuthors } from './lib/fewAuthors.ts';
import { importIds } from './lib/imports.ts';
import { isTeam, latestScorecards, scorecardsOf } from './lib/scoredSummary.ts';
import { unmatchedInFacts } from './lib/unmatchedInFacts.ts';

await run(async () => {
  const program = command(
    'doctor',
    'Says what is missing, and why: of content, ownership, facts and numbers.',
  );
  program.parse();
  const folders = program.opts<Folders>();
  const { organisation, handbook } = await checkedContent(folders);
  const latest = await latestScorecards(folders.data);
  const [teams, groups] = [latest.filter(isTeam), latest.filter((card) => !isTeam(card))];
  const quarter = latest[0]?.quarter;
  const cards = quarter === undefined ? [] : await scorecardsOf(folders.data, quarter.id);
  const titles = new Map([...handbook.metrics].map(([id, { title }]) => [id, title]));
  const { unmatched } = await unmatchedInFacts(folders, organisation);
  const findings = [
    { title: 'Patterns of org.yaml that match nothing', lines: unmatched.map(({ message }) => message) },
    { title: 'Teams that overlap', lines: overlappingTeams(organisation) },
    { title: 'Parts of clones that cannot be separated', lines: inseparableClones(organisation) },
    {
      title: 'Lines of CODEOWNERS that are not used',
      lines: unusedCodeowners(await storedRepositories(folders.data)),
    },
    { title: 'Facts that are missing or set aside', lines: readingFindings(cards) },
    { title: 'Imports', lines: importFindings(await importIds(folders.organisation), cards) },
    {
      title: 'Teams of which everything is withheld',
      lines: quarter === undefined ? [] : fewAuthors(organisation, teams, quarter.id),
    },
    { title: 'KPIs without a figure', lines: withoutFigure(teams, titles, true) },
    { title: 'Other metrics without a figure', lines: withoutFigure(teams, titles, false) },
    ...(groups.length === 0
      ? []
      : [
          {
            title: 'KPIs of groups of teams without a figure',
            lines: withoutFigure(groups, titles, true, 'all groups'),
          },
        ]),
  ];
  console.log(
    quarter === undefined
      ? 'There are no scorecards yet: run `npm run score` for what the numbers lack.'
      : `The numbers are those of ${quarter.id}.`,
  );
  for (const line of diagnosisLines(findings)) console.log(line);
  const count = findings.reduce((sum, { lines }) => sum + lines.length, 0);
  console.log(count === 0 ? 'All is well.' : 'This is advice: nothing of it stops a command.');
});
