import { expect, test } from 'vitest';
import { commitSchema, pullRequestSchema } from '../../src/facts/schema.ts';
import { commit, pullRequest } from '../support/facts.ts';

test('rows without closed issues, from older versions, are valid and close none', () => {
  const { closes: _ofPull, ...pull } = pullRequest();
  const { closes: _ofCommit, ...row } = commit(1);
  expect(pullRequestSchema.parse(pull).closes).toEqual([]);
  expect(commitSchema.parse(row).closes).toEqual([]);
});
