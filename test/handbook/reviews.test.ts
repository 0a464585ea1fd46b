import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import { loadReviews } from '../../src/handbook/reviews.ts';
import { pictureIds } from '../support/handbook.ts';
import { organisation, team } from '../support/policy.ts';

const { known, metrics } = await loadHandbook('content', pictureIds);
const owners = organisation([team(['cycle-time'])]);

const good = `---
team: harbour
quarter: 2026-Q2
date: 2026-07-06
responses:
  - metric: cycle-time
    says: Longer than we would like it to be.
    will: Review before noon what came in the day before.
    by: 2026-08-31
---

Free text with a link to [cycle time](metric:cycle-time).
`;

let content: string;
beforeEach(async () => {
  content = await mkdtemp(join(tmpdir(), 'plumbline-reviews-'));
});
afterEach(() => rm(content, { recursive: true, force: true }));

async function load(text: string, path = 'harbour/2026-Q2.mdx') {
  const file = join(content, 'reviews', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return loadReviews(content, owners, known);
}

test('a review is read with its responses', async () => {
  expect(await load(good)).toEqual([
    {
      team: 'harbour',
      quarter: '2026-Q2',
      date: '2026-07-06',
      responses: [
        {
          metric: 'cycle-time',
          says: 'Longer than we would like it to be.',
          will: 'Review before noon what came in the day before.',
          by: '2026-08-31',
        },
      ],
      promises: [],
    },
  ]);
});

test('a promise is followed up in the review of the next quarter', async () => {
  await load(good);
  const next = good
    .replace('2026-Q2', '2026-Q3')
    .replace('2026-07-06', '2026-10-05')
    .replace('by: 2026-08-31', 'by: 2026-12-01')
    .replace('responses:', 'promises:\n  - metric: cycle-time\n    kept: partly\nresponses:');
  const reviews = await load(next, 'harbour/2026-Q3.mdx');
  expect(reviews.map(({ promises }) => promises)).toEqual([[], [{ metric: 'cycle-time', kept: 'partly' }]]);
  const wrong = next.replace('promises:\n  - metric: cycle-time', 'promises:\n  - metric: review-coverage');
  await expect(load(wrong, 'harbour/2026-Q3.mdx')).rejects.toThrow(
    /a metric that the review of 2026-Q2 responds to: cycle-time/,
  );
});

test('without reviews there are none, and nothing is wrong', async () => {
  expect(await loadReviews(content, owners, known)).toEqual([]);
});

test('a quarter may be reviewed before it is over', async () => {
  expect(await load(good.replace('date: 2026-07-06', 'date: 2026-05-11'))).toHaveLength(1);
});

test('the sample’s reviews are of its teams, and hold no figure that could drift', async () => {
  await cp('content/sample/reviews', join(content, 'reviews'), { recursive: true });
  const sample = await loadReviews(
    content,
    await loadOrganisation('content/sample', [...metrics.keys()]),
    known,
  );
  expect(sample.length).toBeGreaterThan(0);
  for (const { responses } of sample)
    for (const { says, will } of responses) expect(`${says} ${will}`).not.toMatch(/\d/);
});

describe('a fault is named with its place and the remedy', () => {
  test.each([
    ['an unknown team', 'team: harbour', 'team: harbor', '2:7', 'harbor', 'Did you mean `harbour`?'],
    [
      'an unknown metric',
      'metric: cycle-time',
      'metric: cycle-tiem',
      '6:13',
      'cycle-tiem',
      'Did you mean `cycle-time`?',
    ],
    [
      'a misspelt quarter',
      'quarter: 2026-Q2',
      'quarter: 2026Q2',
      '3:10',
      '2026Q2',
      'Did you mean `2026-Q2`?',
    ],
    [
      'a quarter that had not begun',
      'date: 2026-07-06',
      'date: 2026-03-30',
      '3:10',
      '2026-Q2',
      'Correct the quarter or the date',
    ],
    [
      'a response without words',
      'will: Review before noon what came in the day before.',
      'will: ""',
      '8:11',
      '""',
      'Correct',
    ],
    ['a person', 'date:', 'author: ada\ndate:', '4:1', 'author', 'Remove or rename `author`'],
    [
      'a link to nowhere',
      '(metric:cycle-time)',
      '(metric:cycle-tme)',
      '12:',
      'cycle-tme',
      'Did you mean `cycle-time`?',
    ],
    [
      'a day that had passed when the review was written',
      'by: 2026-08-31',
      'by: 2026-07-05',
      '9:9',
      '2026-07-05, a day before the review of 2026-07-06',
      'leave `by` out',
    ],
    [
      'the outcome of a promise that nobody made',
      'responses:',
      'promises:\n  - metric: cycle-time\n    kept: yes\nresponses:',
      '6:13',
      'the outcome of a promise for `cycle-time`',
      'remove the entry',
    ],
    [
      'a second response to a metric',
      '\n---\n\n',
      '\n  - metric: cycle-time\n    says: Once more, with other words.\n    will: Something else, all the same.\n---\n\n',
      '10:13',
      'a second response',
      'Make one of the two',
    ],
  ])('%s', async (_, from, to, place, found, remedy) => {
    const text = good.replace(from, to);
    expect(text).not.toBe(good);
    const failure = await load(text).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'Problem', exitCode: 2 });
    const message = failure instanceof Error ? failure.message : '';
    expect(message.split('\n')[0]).toContain(`2026-Q2.mdx:${place}`);
    expect(message).toContain(found);
    expect(message).toContain(remedy);
  });

  test('a file that lies where it does not belong', async () => {
    await expect(load(good, 'harbour/2026-Q1.mdx')).rejects.toMatchObject({
      exitCode: 2,
      expected: expect.stringContaining(join('harbour', '2026-Q2.mdx')),
    });
    await rm(join(content, 'reviews'), { recursive: true });
    await expect(load(good, 'quay/2026-Q2.mdx')).rejects.toMatchObject({ exitCode: 2 });
  });
});
