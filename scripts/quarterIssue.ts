import { DAY } from '../src/facts/time.ts';
import { checkedContent } from './lib/checkedContent.ts';
import { command, type Folders, run } from './lib/command.ts';
import { dueQuarter, quarterIssue } from './lib/quarterIssueText.ts';
import { latestScorecards } from './lib/scoredSummary.ts';

/** The issue is about a quarter that ended within so many days. */
const RECENT = 27 * DAY;

await run(async () => {
  const program = command(
    'quarterIssue',
    'Prints the issue of the quarter that has just ended; else nothing.',
  ).option('--due', 'print the quarter whose issue is due today, if there is one');
  program.parse();
  const { due = false, ...folders } = program.opts<Folders & { due?: boolean }>();
  const { handbook, organisation, reviews } = await checkedContent(folders);
  if (due) {
    process.stdout.write(dueQuarter(Date.now(), organisation) ?? '');
    return;
  }
  const cards = await latestScorecards(folders.data);
  const quarter = cards[0]?.quarter;
  if (quarter?.closed !== true || Date.now() - Date.parse(quarter.end) > RECENT) return;
  const titles = new Map([...handbook.metrics].map(([id, { title }]) => [id, title]));
  process.stdout.write(quarterIssue(cards, reviews, titles));
});
