import { DAY } from '../src/facts/time.ts';
import { command, type Folders, run } from './lib/command.ts';
import { checkedContent } from './lib/content.ts';
import { quarterIssue } from './lib/quarterIssue.ts';
import { latestScorecards } from './lib/scoredSummary.ts';

/** The issue is about a quarter that ended within so many days. */
const RECENT = 27 * DAY;

await run(async () => {
  const program = command(
    'quarterIssue',
    'Prints the issue of the quarter that has just ended; else nothing.',
  );
  program.parse();
  const folders = program.opts<Folders>();
  const { handbook, reviews } = await checkedContent(folders);
  const cards = await latestScorecards(folders.data);
  const quarter = cards[0]?.quarter;
  if (quarter?.closed !== true || Date.now() - Date.parse(quarter.end) > RECENT) return;
  const titles = new Map([...handbook.metrics].map(([id, { title }]) => [id, title]));
  process.stdout.write(quarterIssue(cards, reviews, titles));
});
