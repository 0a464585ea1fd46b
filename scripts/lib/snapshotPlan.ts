import { readManifest } from '../../src/facts/store.ts';
import { HOUR, SECOND } from '../../src/facts/time.ts';
import { planOf } from '../../src/sources/github/plan.ts';
import { checkDistinct, survey } from '../../src/sources/github/survey.ts';
import { askRateLimit } from '../../src/sources/github/transport/rateLimit.ts';
import { counted } from './counted.ts';
import { type SnapshotOptions, sourcesOf } from './snapshotSources.ts';

/**
 * Prints what a run would ask of GitHub: requests, points and time, by repository and in total. Only asks how many
 * rows each repository has, and stores nothing.
 * @throws Problem when a repository cannot be read
 */
export async function plan(options: SnapshotOptions): Promise<void> {
  const { repositories, onGitHub, who, withPaths, client: open } = await sourcesOf(options);
  const local = repositories.length - onGitHub.length;
  if (onGitHub.length === 0) {
    console.log(
      `Nothing to ask of GitHub: ${counted(local, 'repository is local', 'repositories are local')}.`,
    );
    return;
  }
  const client = open({ onWait: (reason, seconds) => console.warn(`  waiting ${seconds} s: ${reason}`) });
  const cost = { requests: 0, points: 0 };
  const began = performance.now();
  await askRateLimit(client, cost);
  const surveyed = await survey(client, onGitHub, cost);
  const milliseconds = (performance.now() - began) / cost.requests;
  const now = client.serverTime() ?? new Date().toISOString();
  checkDistinct(surveyed);
  const total = { requests: 0, points: 0 };
  for (const each of surveyed) {
    if ('problem' in each) throw each.problem;
    const manifest = options.full ? null : await readManifest(options.data, each.name);
    const { requests, points, rows } = planOf(each, manifest, {
      identity: who,
      withPaths: withPaths(each.name),
      now,
    });
    total.requests += requests;
    total.points += points;
    console.log(
      requests === 0
        ? `${each.name}: nothing new`
        : `${each.name}: about ${counted(requests, 'request')}, ${counted(points, 'point')}, ${counted(rows, 'row')}`,
    );
  }
  const seconds = Math.ceil((total.requests * milliseconds) / SECOND);
  console.log(
    `In total about ${counted(total.requests, 'request')}, ${counted(total.points, 'point')} and ${inWords(seconds)} at ${Math.round(milliseconds)} ms a request; ${counted(cost.requests, 'request')} went into this plan.`,
  );
  if (local > 0)
    console.log(
      `${counted(local, 'further repository is local and asks', 'further repositories are local and ask')} nothing of GitHub.`,
    );
  const budget = client.budget();
  if (budget === null) {
    console.log('The server has no rate limit.');
    return;
  }
  const short = total.points - budget.remaining;
  const hours = Math.ceil(short / budget.limit);
  console.log(
    `The rate limit leaves ${counted(budget.remaining, 'point')} of ${budget.limit} until ${budget.resetAt}${short > 0 ? `: the run will wait for about ${inWords((hours * HOUR) / SECOND)}, or use further tokens` : ''}.`,
  );
}

function inWords(seconds: number): string {
  if (seconds < 120) return counted(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? counted(minutes, 'minute') : counted(Math.ceil(minutes / 60), 'hour');
}
