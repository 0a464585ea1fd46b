import { readManifest } from '../../src/facts/store.ts';
import { HOUR, SECOND } from '../../src/facts/time.ts';
import { planOf } from '../../src/sources/github/plan.ts';
import { checkDistinct, type Surveyed, survey } from '../../src/sources/github/survey.ts';
import type { Client } from '../../src/sources/github/transport/client.ts';
import { askRateLimit } from '../../src/sources/github/transport/rateLimit.ts';
import { counted } from './counted.ts';
import { type SnapshotOptions, sourcesOf } from './snapshotSources.ts';

/**
 * Prints what a run would ask of GitHub: requests, points and time, by repository and in total. Only asks how many
 * rows each repository has, and stores nothing.
 * @throws Problem when a repository cannot be read
 */
export async function plan(options: SnapshotOptions): Promise<void> {
  const { repositories, onGitHub, whoOn, serverOf, withPaths, client: open } = await sourcesOf(options);
  const asked = [...onGitHub.values()];
  const local = repositories.length - asked.flatMap(({ names }) => names).length;
  if (asked.length === 0) {
    console.log(
      `Nothing to ask of GitHub: ${counted(local, 'repository is local', 'repositories are local')}.`,
    );
    return;
  }
  const cost = { requests: 0, points: 0 };
  const began = performance.now();
  const clients = asked.map(({ server, names }) => {
    const client = open(server, {
      onWait: (reason, seconds) => console.warn(`  waiting ${seconds} s: ${reason}`),
    });
    return { server, names, client };
  });
  const surveyed: Surveyed[] = [];
  for (const { names, client } of clients) {
    await askRateLimit(client, cost);
    const ofHost = await survey(client, names, cost);
    checkDistinct(ofHost);
    surveyed.push(...ofHost);
  }
  const milliseconds = (performance.now() - began) / cost.requests;
  const now = clients[0]?.client.serverTime() ?? new Date().toISOString();
  const total = { requests: 0, points: 0 };
  for (const each of surveyed) {
    if ('problem' in each) throw each.problem;
    const manifest = options.full ? null : await readManifest(options.data, each.name);
    const { requests, points, rows } = planOf(each, manifest, {
      identity: whoOn(serverOf(each.name)),
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
  for (const { server, client } of clients)
    console.log(
      `${clients.length > 1 ? `${server.host}: ` : ''}${budgetInWords(client.budget(), total.points)}`,
    );
}

function budgetInWords(budget: ReturnType<Client['budget']>, points: number): string {
  if (budget === null) return 'The server has no rate limit.';
  const short = points - budget.remaining;
  const hours = Math.ceil(short / budget.limit);
  return `The rate limit leaves ${counted(budget.remaining, 'point')} of ${budget.limit} until ${budget.resetAt}${short > 0 ? `: the run will wait for about ${inWords((hours * HOUR) / SECOND)}, or use further tokens` : ''}.`;
}

function inWords(seconds: number): string {
  if (seconds < 120) return counted(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? counted(minutes, 'minute') : counted(Math.ceil(minutes / 60), 'hour');
}
