import { DAY } from '../../../src/facts/time.ts';
import type { GitHubRepository } from './entities.ts';
import { repository } from './file.ts';
import { sha, user } from './rows.ts';

const TEAMS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta'];
/** The last team is too small to publish anything of. */
const PEOPLE = { small: 2, usual: 6 };

interface Size {
  repositories: number;
  /** Merged pull requests of each repository, spread evenly over the days before `now`. */
  pullRequests: number;
  days: number;
  now: number;
}

/** The ids of the teams of {@link acme}, sorted. */
export const acmeTeams = TEAMS.toSorted();

/**
 * An organisation of eight teams, told by CODEOWNERS, with hotfixes, incidents and deployments. Every sixth repository is
 * archived, a fork or quiet.
 */
export function acme({ repositories, pullRequests, days, now }: Size): GitHubRepository[] {
  const ago = (age: number) => new Date(now - age * DAY).toISOString().replace(/\.\d+Z$/, 'Z');
  const active = Math.ceil((repositories * 5) / 6);
  const step = days / pullRequests;
  return Array.from({ length: repositories }, (_, index) => {
    const team = TEAMS[index % TEAMS.length] ?? '';
    const people = team === 'theta' ? PEOPLE.small : PEOPLE.usual;
    const left =
      index < active ? null : (['archived', 'archived', 'fork', 'quiet', 'quiet'] as const)[index % 5];
    return repository({
      owner: 'acme',
      name: `${team}-${index}`,
      defaultBranch: 'main',
      isArchived: left === 'archived',
      isFork: left === 'fork',
      pushedAt: left === 'quiet' ? ago(400) : ago(3),
      textFiles: { '.github/CODEOWNERS': `# owners\n* @acme/${team}\n` },
      pullRequests: Array.from({ length: pullRequests }, (_, number) => {
        const merged = ago(days - number * step - step / 2);
        const opened = ago(days - number * step - step / 2 + 0.5 + ((index + number) % 7));
        return {
          number: number + 1,
          title: `Change ${number}`,
          author: user(`${team}-${number % people}`),
          createdAt: opened,
          updatedAt: merged,
          closedAt: merged,
          mergedAt: merged,
          mergedBy: user(`${team}-${(number + 1) % people}`),
          state: 'MERGED' as const,
          isDraft: false,
          additions: 10 + (number % 90),
          deletions: number % 30,
          changedFiles: 2,
          baseRefName: 'main',
          headRefName: number % 9 === 0 ? 'hotfix/now' : 'change',
          labels: [],
          milestone: null,
          mergeCommit: sha(`${index} ${number}`),
          commits: [{ oid: sha(`c ${index} ${number}`), authoredDate: opened, committedDate: opened }],
          reviews: [
            { author: user(`${team}-${(number + 1) % people}`), state: 'APPROVED', submittedAt: merged },
          ],
          timelineItems: [],
        };
      }),
      commits: Array.from({ length: pullRequests }, (_, number) => ({
        oid: sha(`${index} ${number}`),
        authoredDate: ago(days - number * step - step / 2),
        committedDate: ago(days - number * step - step / 2),
        message: `Change ${number} (#${number + 1})`,
        author: { login: `${team}-${number % people}`, email: null },
        parents: number === 0 ? [] : [sha(`${index} ${number - 1}`)],
        additions: 10 + (number % 90),
        deletions: number % 30,
      })).toReversed(),
      issues: [
        {
          number: pullRequests + 100,
          title: 'Down',
          author: user(`${team}-0`),
          createdAt: ago(30),
          updatedAt: ago(29),
          closedAt: ago(29),
          state: 'CLOSED' as const,
          stateReason: 'COMPLETED',
          labels: ['outage'],
          milestone: null,
        },
      ],
      deployments: Array.from({ length: Math.ceil(days / 10) }, (_, place) => ({
        environment: team === 'alpha' ? 'prod-eu' : 'production',
        commitOid: sha(`${index} ${Math.max(0, pullRequests - 1 - Math.floor((place * 10) / step))}`),
        createdAt: ago(place * 10 + 1),
        statuses: [{ state: 'SUCCESS', createdAt: ago(place * 10 + 0.99) }],
      })),
    });
  });
}
