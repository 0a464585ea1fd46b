import { expect, test } from 'vitest';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { libraryOf } from '../../src/views/library.ts';
import { nameSearch } from '../../src/views/search/find.ts';
import { namesOf } from '../../src/views/search/names.ts';
import { namesSchema } from '../../src/views/search/namesSchema.ts';
import { pictureIds } from '../support/handbook.ts';
import { quarter, scorecard } from '../support/scorecards.ts';

const handbook = await loadHandbook('content', pictureIds);
const library = libraryOf(
  [
    scorecard('Checkout', { quarter: quarter(2) }),
    scorecard('Checkout', { quarter: quarter(1) }),
    scorecard('Labs', { quarter: quarter(2) }),
  ],
  [...handbook.metrics].map(([id, definition]) => ({ id, definition })),
);
const names = namesSchema.parse(namesOf(library, handbook));
const search = nameSearch(names);

/** The first places that a query leads to. */
const first = (query: string, most = 1) =>
  search
    .find(query)
    .slice(0, most)
    .map(({ path }) => path);

test.each([
  ['a team by its name, with its present scorecard', 'Checkout', 'scorecards/2026-Q2/checkout/'],
  ['a metric by its title', 'cycle time', 'metrics/cycle-time/'],
  ['letters that were swapped', 'cylce time', 'metrics/cycle-time/'],
  ['letters that were swapped at the end', 'lead tiem for changes', 'metrics/lead-time-for-changes/'],
  ['a letter that is missing', 'chage failure rate', 'metrics/change-failure-rate/'],
  ['the playbooks by a question', 'how do I respond to a red metric', 'playbooks/'],
  ['a page of the site by what it does', 'compare quarters', 'compare/'],
  ['why a number is not there', 'why is our number withheld', 'how-to-read/'],
  ['a playbook by its title', 'slow first review', 'playbooks/slow-first-review/'],
])('finds %s', (_, query, path) => {
  expect(first(query)).toEqual([path]);
});

test('finds lead time where two letters of it were swapped', () => {
  expect(first('lead tiem', 3)).toContain('metrics/lead-time-for-changes/');
});

test('finds a metric by another of its names', () => {
  expect(first('MTTR', 2).join(' ')).toMatch(/time-to-restore-service|failed-deployment-recovery-time/);
});

test('answers a question from a playbook, and says what kind of page it is', () => {
  const found = search.find('which changes waited longest for a review').slice(0, 5);
  expect(found.map(({ kind }) => kind)).toContain('Playbook');
});

test('names each page once, and no scorecard of an earlier quarter', () => {
  const paths = names.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.filter((path) => /^scorecards\/./.test(path))).toEqual([
    'scorecards/2026-Q2/checkout/',
    'scorecards/2026-Q2/labs/',
  ]);
});

test('a word that no name has is replaced by the one that was probably meant, known words stay', () => {
  expect(search.corrected('cylce time')).toBe('cycle time');
  expect(search.corrected('cycle time')).toBe('cycle time');
});

test('nothing is found for an empty query, or for words without meaning', () => {
  expect(search.find('')).toEqual([]);
  expect(search.find('xqzwvk')).toEqual([]);
});
