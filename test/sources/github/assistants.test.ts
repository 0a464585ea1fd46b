import { expect, test } from 'vitest';
import { assistants } from '../../../src/facts/assistants.ts';
import { identity } from '../../../src/facts/identity.ts';
import { loadAutomation } from '../../../src/handbook/automation.ts';
import { repository } from '../../support/github/file.ts';
import { at, bot, sample, sha, user } from '../../support/github/rows.ts';
import { gitHub, readFrom } from './visiting.ts';

const who = identity('a sample key', [], { assistants: assistants(await loadAutomation('content')) });

const read = async (rows: Parameters<typeof sample.file>[1]) => {
  const repo = repository(sample.file('assisted', rows));
  return (await readFrom(await gitHub({ repositories: [repo] }), repo, { identity: who })).facts;
};

test('an assistant among the authors of a commit is automation, by its address or its login', async () => {
  const { commits } = await read({
    commits: [
      sample.commit('c', 3, ['b'], {
        coAuthors: [{ login: null, email: 'noreply@anthropic.com', name: 'Claude' }],
      }),
      sample.commit('b', 2, ['a'], { coAuthors: [{ login: 'cursoragent', email: 'x@example.org' }] }),
      sample.commit('a', 1, [], { coAuthors: [{ login: 'bo-sample', email: null }] }),
    ],
  });
  expect(commits.map(({ coAuthors }) => coAuthors)).toEqual([
    [who.actor({ login: 'bo-sample', isBot: false })],
    [{ bot: 'Cursor' }],
    [{ bot: 'Claude Code' }],
  ]);
  expect(commits.map(({ marks }) => marks)).toEqual([
    [],
    [{ assistant: 'Cursor', by: 'address' }],
    [{ assistant: 'Claude Code', by: 'address' }],
  ]);
});

test('a pull request carries the marks of its author, its branch and its commits', async () => {
  const commit = (number: number, message: string) => ({
    oid: sha(`commit ${number}`),
    authoredDate: at(number, -700),
    committedDate: at(number, -600),
    message,
  });
  const { 'pull-requests': rows } = await read({
    pullRequests: [
      sample.pullRequest(1, {
        commits: [commit(1, 'Add a page\n\nCo-authored-by: Codex <noreply@openai.com>')],
      }),
      sample.pullRequest(2, { headRefName: 'claude/add-a-page', author: user('ada-sample') }),
      sample.pullRequest(3, { author: bot('devin-ai-integration[bot]') }),
      sample.pullRequest(4, { commits: [commit(4, 'docs: mention codex')] }),
    ],
  });
  expect(rows.map(({ marks }) => marks)).toEqual([
    [{ assistant: 'Codex', by: 'address' }],
    [{ assistant: 'Claude Code', by: 'branch' }],
    [{ assistant: 'Devin', by: 'login' }],
    [],
  ]);
});
