import { expect, test } from 'vitest';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { libraryOf } from '../../src/views/library.ts';
import { nameSearch } from '../../src/views/search/find.ts';
import { namesSchema } from '../../src/views/search/namesSchema.ts';
import { namesOf } from '../../src/views/search/searchNames.ts';
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
  ['letters that were swapped in the last word', 'lead tiem', 'metrics/lead-time-for-changes/'],
  ['two swaps in one name', 'chnage failure raet', 'metrics/change-failure-rate/'],
  ['a letter that is missing', 'chage failure rate', 'metrics/change-failure-rate/'],
  ['a page of the site by what it does', 'compare quarters', 'compare/'],
  ['a playbook by its title', 'slow first review', 'playbooks/slow-first-review/'],
])('finds %s', (_, query, path) => {
  expect(first(query)).toEqual([path]);
});

test.each([
  ['how do I respond to a red metric', 'playbooks/'],
  ['what do I do when a KPI is out of range', 'playbooks/'],
  ['what should we do about flaky tests', 'playbooks/flaky-builds/'],
  ['our deployments fail more often', 'playbooks/rising-change-failure-rate/'],
  ['reviews take too long', 'playbooks/slow-first-review/'],
  ['can we compare teams', 'anti-patterns/comparing-teams/'],
  ['how do we set a target', 'chapters/setting-targets/'],
  ['how do I write a review', 'chapters/the-quarterly-review/'],
  ['what is a good cycle time', 'metrics/cycle-time/'],
  ['what does cannot tell mean', 'how-to-read/'],
  ['why is our number withheld', 'how-to-read/'],
  ['why did our number change', 'errata/'],
])('answers “%s”', (question, path) => {
  expect(first(question)).toEqual([path]);
});

test('the playbooks follow their list where someone asks how to respond', () => {
  const kinds = search.find('how do I respond to a red metric').map(({ kind }) => kind);
  expect(new Set(kinds.slice(1, handbook.playbooks.size + 1))).toEqual(new Set(['Playbook']));
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
