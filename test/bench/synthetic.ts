import { noFacts } from '../../src/facts/collection.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import { writeSnapshot } from '../../src/facts/store.ts';
import { HOUR, WEEK } from '../../src/facts/time.ts';

const START = Date.parse('2023-07-01T00:00:00Z');
export const END = Date.parse('2026-07-01T00:00:00Z');
/** So long before the end the last pull request is opened. */
const LAST = 400 * HOUR;

/** A linear congruential sequence in [0, 1): plain numbers for load, where the shape does not matter. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Writes an organisation of so many pull requests with three reviews each.
 * @param from when the first was opened
 * @returns its `org.yaml`
 */
export async function writeSynthetic(
  data: string,
  total: number,
  repositories: number,
  teams: number,
  from = START,
): Promise<string> {
  const each = Math.ceil(total / repositories);
  for (let index = 0; index < repositories; index += 1) await writeRepository(data, index, each, from);
  return organisation(repositories, teams);
}

/**
 * Writes one of its repositories.
 * @param added how many more are opened in the week after the last of these
 */
export async function writeRepository(
  data: string,
  index: number,
  count: number,
  from = START,
  people = 9,
  added = 0,
): Promise<void> {
  const name = `bench/repository-${index}`;
  const facts = noFacts();
  const random = sequence(index + 1);
  const spread = { first: 1, from, to: END - LAST, repository: index, people };
  facts['pull-requests'] = [
    ...pullRequests(count, random, spread),
    ...pullRequests(added, random, { ...spread, first: count + 1, from: END - LAST, to: END - LAST + WEEK }),
  ];
  await writeSnapshot(
    data,
    {
      id: name,
      name,
      url: `https://github.com/${name}`,
      defaultBranch: 'main',
      private: false,
      archived: false,
      fork: false,
      createdAt: null,
    },
    facts,
    {
      source: 'github',
      readThrough: new Date(END).toISOString(),
      keyFingerprint: 'bench',
      botsFingerprint: 'bench',
      coverage: {},
      unreadable: [],
    },
  );
}

function pullRequests(
  count: number,
  random: () => number,
  {
    first,
    from,
    to,
    repository,
    people,
  }: { first: number; from: number; to: number; repository: number; people: number },
): PullRequest[] {
  const person = () => ({
    person: `p-${Math.floor(random() * people + repository * 10)
      .toString(16)
      .padStart(16, '0')}`,
  });
  const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
  const hash = () =>
    Array.from({ length: 5 }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
  return Array.from({ length: count }, (_, index): PullRequest => {
    const created = from + ((index + random()) / count) * (to - from);
    const merged = created + 200 * HOUR * random() ** 3 + HOUR;
    const author = person();
    return {
      number: first + index,
      title: `Change number ${first + index} of this repository`,
      author,
      createdAt: iso(created),
      updatedAt: iso(merged),
      closedAt: iso(merged),
      mergedAt: iso(merged),
      mergedBy: author,
      state: 'merged',
      draft: false,
      base: 'main',
      head: `change-${first + index}`,
      additions: Math.floor(random() ** 3 * 900),
      deletions: Math.floor(random() ** 3 * 300),
      changedFiles: 1 + Math.floor(random() * 9),
      labels: [],
      milestone: null,
      mergeCommit: hash(),
      commits: [{ sha: hash(), authoredAt: iso(created - 9 * HOUR * random()), committedAt: iso(created) }],
      reviews: [1, 2, 3].map((part) => ({
        author: person(),
        state: part === 3 ? 'approved' : 'commented',
        submittedAt: iso(created + ((merged - created) * (part - random())) / 3),
      })),
      readiness: [],
      reverts: [],
      closes: [],
      paths: null,
    };
  });
}

function organisation(repositories: number, teams: number): string {
  const names = Array.from({ length: repositories }, (_, index) => `bench/repository-${index}`);
  const lines = [
    'name: Bench',
    'repositories:',
    ...names.map((name) => `  - { name: ${name}, deployments: { from: none } }`),
    'teams:',
  ];
  for (let team = 0; team < teams; team += 1) {
    lines.push(`  - id: team-${team}`, `    name: Team ${team}`, '    owns:');
    for (const [index, name] of names.entries())
      if (index % teams === team) lines.push(`      - repository: ${name}`);
    lines.push(
      '    kpis: [{ metric: cycle-time }, { metric: first-review-time }, { metric: review-coverage }]',
    );
  }
  return `${lines.join('\n')}\n`;
}
