import { expect, test } from 'vitest';
import { assistants } from '../../../src/facts/assistants.ts';
import { noFacts } from '../../../src/facts/collection.ts';
import { identity } from '../../../src/facts/identity.ts';
import { loadAutomation } from '../../../src/handbook/automation.ts';
import pairProgrammingRate from '../../../src/metrics/pair-programming-rate.ts';
import { readGit } from '../../../src/sources/git/readGit.ts';
import { gitRepository } from '../../support/gitRepository.ts';
import { viewOf } from '../../support/view.ts';

const who = identity('a key for tests', [], { assistants: assistants(await loadAutomation('content')) });

test('a person in a clone may be called like the login of an assistant', async () => {
  const repository = gitRepository();
  repository.commit({ author: 'Claude <claude@example.org>' });
  const { facts } = await readGit({
    path: repository.path,
    name: 'sample-org/shop',
    identity: who,
    now: '2026-06-01T00:00:00Z',
  });
  expect(facts.commits[0]?.author).toHaveProperty('person');
});

test('an assistant that a commit in a clone names as co-author leaves a mark and makes no pair', async () => {
  const repository = gitRepository();
  const coAuthored = (by: string) => repository.commit({ message: `Change\n\nCo-authored-by: ${by}` });
  coAuthored('Claude Opus <noreply@anthropic.com>');
  coAuthored('Cursor <cursoragent@cursor.com>');
  coAuthored('Ben Sample <ben@example.org>');
  repository.commit({ author: 'Devin <devin@cognition.ai>' });
  const { facts } = await readGit({
    path: repository.path,
    name: 'sample-org/shop',
    identity: who,
    now: '2026-06-01T00:00:00Z',
    onProgress: () => {},
  });
  expect(facts.commits.map(({ marks }) => marks)).toEqual([
    [{ assistant: 'Claude Code', by: 'address' }],
    [{ assistant: 'Cursor', by: 'address' }],
    [],
    [{ assistant: 'Devin', by: 'login' }],
  ]);
  const { observations, excluded } = pairProgrammingRate.measure(viewOf({ ...noFacts(), ...facts }));
  expect(observations.map(({ value }) => value)).toEqual([0, 0, 1]);
  expect(excluded.map(({ text }) => text)).toEqual(['committed by automation']);
});
