import { describe, expect, test } from 'vitest';
import {
  labelsEver,
  labelsOf,
  milestoneAt,
  nameChanges,
  typeAndFields,
} from '../../src/facts/issueLabels.ts';
import customerReportedBugs from '../../src/metrics/customer-reported-bugs.ts';
import { closedIssue, issue } from '../support/facts.ts';
import { values, viewOf } from '../support/view.ts';

const CLOSED = '2026-02-10T10:00:00Z';
const change = (at: string, label: string, added: boolean) => ({
  at: `2026-02-${at}T09:00:00Z`,
  label,
  added,
});

describe('a closed issue', () => {
  test('has the labels that it had when it was closed, whatever was taken off later', () => {
    const changes = [change('05', 'customer', true), change('12', 'customer', false)];
    expect(labelsOf(closedIssue(1, CLOSED, { labels: ['bug'], changes }))).toEqual(['bug', 'customer']);
  });

  test('has what was found out after its closing, and not what was corrected before', () => {
    const changes = [change('05', 'qa', true), change('06', 'qa', false), change('12', 'production', true)];
    expect(labelsOf(closedIssue(1, CLOSED, { labels: ['production'], changes }))).toEqual(['production']);
  });

  test('has the labels of now where the source knows no changes', () => {
    expect(labelsOf(closedIssue(1, CLOSED, { labels: ['bug'] }))).toEqual(['bug']);
  });
});

test('an open issue has the labels of now, and ever had those that were taken off', () => {
  const row = issue(1, { labels: ['bug'], changes: [change('05', 'qa', true), change('06', 'qa', false)] });
  expect(labelsOf(row)).toEqual(['bug']);
  expect(labelsEver(row)).toEqual(['bug', 'qa']);
});

describe('the status of an issue on a board counts like a label', () => {
  const moved = (day: string, status: string, before: string) => ({
    at: `2026-02-${day}T09:00:00Z`,
    status,
    before,
  });
  const changes = [moved('02', 'Discovery', ''), moved('05', 'In progress', 'Discovery')];

  test('of now, while the issue is open; earlier ones it ever had', () => {
    const row = issue(1, { labels: ['bug'], changes });
    expect(labelsOf(row)).toEqual(['bug', 'Status: In progress']);
    expect(labelsEver(row)).toEqual(['bug', 'Status: Discovery', 'Status: In progress']);
  });

  test('of the time of its closing, beside that of now', () => {
    const later = [...changes, moved('12', 'Done', 'In progress')];
    expect(labelsOf(closedIssue(1, CLOSED, { changes: later }))).toEqual([
      'Status: In progress',
      'Status: Done',
    ]);
  });

  test('no more, once it is off the board', () => {
    expect(labelsOf(issue(1, { changes: [...changes, moved('06', '', 'In progress')] }))).toEqual([]);
  });
});

describe('a status that the board has now', () => {
  const status = (name: string) => ({ status: { name, at: '2026-02-05T09:00:00Z' } });
  const moved = { at: '2026-02-04T09:00:00Z', status: 'In progress', before: 'Todo' };

  test('counts without an event, from the last change of its value on', () => {
    const row = issue(1, { labels: ['bug'], boards: [status('In progress')] });
    expect(labelsOf(row)).toEqual(['bug', 'Status: In progress']);
    expect(labelsEver(row)).toEqual(['bug', 'Status: In progress']);
    expect(nameChanges(row)).toEqual([
      {
        at: Date.parse('2026-02-05T09:00:00Z'),
        name: 'Status: In progress',
        added: true,
        maybeEarlier: true,
      },
    ]);
  });

  test('counts once, from the moment of its event on, where there is one', () => {
    const row = issue(1, { boards: [status('In progress')], changes: [moved] });
    expect(labelsOf(row)).toEqual(['Status: In progress']);
    expect(nameChanges(row)).toEqual([
      { at: Date.parse(moved.at), name: 'Status: Todo', added: false },
      { at: Date.parse(moved.at), name: 'Status: In progress', added: true },
    ]);
  });

  test('counts beside that of another board', () => {
    const row = issue(1, { boards: [status('Todo'), status('In progress'), null], changes: [moved] });
    expect(labelsOf(row)).toEqual(['Status: In progress', 'Status: Todo']);
  });

  test('counts of a closed issue as found out late where it was set after the closing', () => {
    const row = closedIssue(1, '2026-02-03T09:00:00Z', { boards: [status('Done')] });
    expect(labelsOf(row)).toEqual(['Status: Done']);
  });
});

test('an iteration counts like a field', () => {
  const iteration = { title: 'Sprint 12', start: '2026-02-02', days: 14 };
  expect(typeAndFields(issue(1, { boards: [{ iteration }, null] }))).toEqual(['Iteration: Sprint 12']);
});

test('each choice of a field with several counts', () => {
  expect(typeAndFields(issue(1, { fields: { Team: ['shop', 'search'] } }))).toEqual([
    'Team: shop',
    'Team: search',
  ]);
});

test('a type and fields count like labels: the value of a field after its name', () => {
  expect(typeAndFields(issue(1, { type: 'Bug', fields: { Severity: 'high' } }))).toEqual([
    'Bug',
    'Severity: high',
  ]);
  expect(typeAndFields(issue(1, { type: null }))).toEqual([]);
});

test('issue types and fields make defects and reports of customers', () => {
  const issues = [
    issue(1, { type: 'Bug', labels: ['customer'] }),
    issue(2, { type: 'Bug', fields: { Source: 'Customer' } }),
    issue(3, { type: 'Feature', labels: ['customer'] }),
    issue(4, { type: 'Bug', labels: [] }),
  ];
  const rules = {
    issues: {
      production: [],
      earlier: [],
      customer: ['customer', 'source: customer'],
      discovery: [],
      started: [],
    },
  };
  expect(Object.keys(values(customerReportedBugs.measure(viewOf({ issues }, rules))))).toEqual(['#1', '#2']);
});

describe('the milestone of an issue at a moment', () => {
  const numberOf = (title: string) => ({ Spring: 1, Summer: 2 })[title];
  const at = (moment: string) =>
    milestoneAt(
      issue(1, {
        milestone: 2,
        changes: [
          { at: '2026-02-01T09:00:00Z', milestone: 'Spring', added: true },
          { at: '2026-02-05T09:00:00Z', milestone: 'Spring', added: false },
          { at: '2026-02-06T09:00:00Z', milestone: 'A former name', added: true },
          { at: '2026-02-07T09:00:00Z', milestone: 'A former name', added: false },
          { at: '2026-02-08T09:00:00Z', milestone: 'Summer', added: true },
        ],
      }),
      Date.parse(moment),
      numberOf,
    );

  test.each([
    ['2026-01-31T00:00:00Z', null],
    ['2026-02-03T00:00:00Z', 1],
    ['2026-02-05T12:00:00Z', null],
    ['2026-02-06T12:00:00Z', undefined],
    ['2026-02-09T00:00:00Z', 2],
  ])('is at %s: %s', (moment, expected) => {
    expect(at(moment)).toBe(expected);
  });
});
