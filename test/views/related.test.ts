import { describe, expect, it } from 'vitest';
import type { PageKind } from '../../src/handbook/pageKinds.ts';
import { relationsOf, termAnchor } from '../../src/views/related.ts';
import {
  antiPatternOf,
  definitionOf,
  handbookOf,
  lessonOf,
  playbookOf,
  principleOf,
  ruleOf,
} from '../support/handbook.ts';

const handbook = handbookOf({
  metrics: new Map([
    [
      'cycle-time',
      definitionOf({
        title: 'Cycle time',
        leadsTo: ['lead-time'],
        counterMetrics: ['review-coverage'],
        rules: ['in-pairs'],
        antiPatterns: ['ranking'],
        playbooks: ['slow-review'],
      }),
    ],
    ['lead-time', definitionOf({ title: 'Lead time', counterMetrics: ['review-coverage'] })],
    ['review-coverage', definitionOf({ title: 'Review coverage' })],
  ]),
  principles: new Map([
    [
      'teams-first',
      principleOf({
        title: 'Teams first',
        metrics: ['cycle-time'],
        antiPatterns: ['ranking'],
        rules: ['in-pairs'],
      }),
    ],
  ]),
  antiPatterns: new Map([
    [
      'ranking',
      antiPatternOf({ title: 'Ranking', watchInstead: ['lead-time'], principles: ['teams-first'] }),
    ],
  ]),
  rules: new Map([
    ['in-pairs', ruleOf({ title: 'In pairs', prevents: ['ranking'], principles: ['teams-first'] })],
  ]),
  playbooks: new Map([
    [
      'slow-review',
      playbookOf({
        title: 'Slow review',
        look: [{ metric: 'cycle-time', why: 'It grows.' }],
        worked: [
          { metric: 'cycle-time', by: 'next quarter', sign: 'shorter' },
          { metric: 'lead-time', by: 'next quarter', sign: 'shorter' },
        ],
      }),
    ],
  ]),
  lessons: new Map([['start', lessonOf({ title: 'Start', principles: ['teams-first'] })]]),
  glossary: [
    { term: 'Lead time (of changes)', meaning: 'It has four.', also: [], see: ['metric:lead-time'] },
    { term: 'Team', meaning: 'Some people.', also: [], see: ['principle:teams-first'] },
  ],
});

const relations = (kind: PageKind, id: string, choices?: Parameters<typeof relationsOf>[3]) =>
  Object.fromEntries(
    relationsOf(handbook, kind, id, choices).map(({ label, links }) => [
      label,
      links.map(({ title }) => title),
    ]),
  );

describe('a page is related to', () => {
  it('what it refers to', () => {
    expect(relations('metric', 'cycle-time')).toMatchObject({
      'Early sign of': ['Lead time'],
      'Guarded by': ['In pairs'],
      'Anti-patterns that it invites': ['Ranking'],
      'When it moves': ['Slow review'],
    });
    expect(relations('principle', 'teams-first')).toMatchObject({
      Metrics: ['Cycle time'],
      'What goes wrong without it': ['Ranking'],
      Rules: ['In pairs'],
    });
    expect(relations('lesson', 'start')).toEqual({ Principles: ['Teams first'] });
  });

  it('what refers to it, though it says nothing of that itself', () => {
    expect(relations('metric', 'review-coverage')).toEqual({
      'Counter-metric of': ['Cycle time', 'Lead time'],
    });
    expect(relations('metric', 'lead-time')).toMatchObject({
      'Foretold by': ['Cycle time'],
      'Better than': ['Ranking'],
      'Looked at by': ['Slow review'],
    });
    expect(relations('anti-pattern', 'ranking')).toMatchObject({
      'Caught by the rules': ['In pairs'],
      'Invited by': ['Cycle time'],
    });
    expect(relations('rule', 'in-pairs')).toMatchObject({ Guards: ['Cycle time'] });
    expect(relations('principle', 'teams-first')).toMatchObject({ 'Taught in': ['Start'] });
  });

  it('terms of the glossary that lead to it', () => {
    expect(relationsOf(handbook, 'metric', 'lead-time').at(-1)).toEqual({
      label: 'In the glossary',
      links: [{ title: 'Lead time (of changes)', path: 'glossary/#lead-time-of-changes' }],
    });
  });

  it('the teams that have chosen it as a KPI, which come first', () => {
    const choices = [
      { team: 'Checkout', path: 'scorecards/2026-Q3/checkout/', kpis: ['cycle-time'] },
      { team: 'Labs', path: 'scorecards/2026-Q3/labs/', kpis: ['lead-time'] },
    ];
    expect(Object.entries(relations('metric', 'cycle-time', choices))[0]).toEqual([
      'Used as a KPI by',
      ['Checkout'],
    ]);
  });
});

describe('a page is named once', () => {
  it('when both sides refer to each other', () => {
    expect(relations('metric', 'cycle-time')['When it moves']).toEqual(['Slow review']);
    expect(relations('metric', 'cycle-time')).not.toHaveProperty('Looked at by');
    expect(relations('playbook', 'slow-review')['Looks at']).toEqual(['Cycle time']);
    expect(relations('playbook', 'slow-review')).not.toHaveProperty('When these move');
    expect(relations('anti-pattern', 'ranking')).not.toHaveProperty('Principles that warn of it');
  });

  it('within a relation, however often it is meant', () => {
    expect(relations('metric', 'lead-time')['Looked at by']).toEqual(['Slow review']);
    expect(relations('playbook', 'slow-review')['Tells by']).toEqual(['Cycle time', 'Lead time']);
  });
});

it('a relation without pages is not told', () => {
  for (const { links } of relationsOf(handbook, 'metric', 'review-coverage')) expect(links).not.toEqual([]);
});

it.each([
  ['Lead time (of changes)', 'lead-time-of-changes'],
  ['Goodhart’s law', 'goodhart-s-law'],
  ['95 % interval', '95-interval'],
])('the anchor of %s is %s', (term, anchor) => {
  expect(termAnchor(term)).toBe(anchor);
});
