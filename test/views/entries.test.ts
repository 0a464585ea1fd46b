import { describe, expect, it } from 'vitest';
import { entriesOf, entryOf, kickerOf, neighboursOf } from '../../src/views/entries.ts';
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
    ['work-in-progress', definitionOf({ title: 'Work in progress', family: 'flow' })],
    ['cycle-time', definitionOf({ title: 'Cycle time', family: 'flow', question: 'How long in all?' })],
    ['deployment-frequency', definitionOf({ title: 'Deployment frequency', family: 'delivery' })],
  ]),
  principles: new Map([
    ['a-later-one', principleOf({ title: 'Later', order: 2 })],
    ['the-first', principleOf({ title: 'First', order: 1 })],
  ]),
  rules: new Map([
    ['should-be', ruleOf({ title: 'A wish', severity: 'should' })],
    ['must-be', ruleOf({ title: 'Zero tolerance', severity: 'must', rule: 'Do it always.' })],
    ['must-be-too', ruleOf({ title: 'Be strict', severity: 'must' })],
  ]),
  antiPatterns: new Map([['a-vice', antiPatternOf({})]]),
  playbooks: new Map([['a-way', playbookOf({})]]),
  lessons: new Map([['a-start', lessonOf({})]]),
});

const ids = (kind: Parameters<typeof entriesOf>[1]) => entriesOf(handbook, kind).map(({ id }) => id);

describe('pages are in reading order', () => {
  it('metrics by the order of families, in a family by title', () => {
    expect(ids('metric')).toEqual(['deployment-frequency', 'cycle-time', 'work-in-progress']);
  });

  it('principles by their own order', () => {
    expect(ids('principle')).toEqual(['the-first', 'a-later-one']);
  });

  it('rules with those that must hold first, then by title', () => {
    expect(ids('rule')).toEqual(['must-be-too', 'must-be', 'should-be']);
  });
});

it('each kind has its own folder', () => {
  const kinds = ['principle', 'anti-pattern', 'rule', 'playbook', 'lesson', 'metric'] as const;
  const folders = kinds.map((kind) => entriesOf(handbook, kind)[0]?.path.split('/')[0]);
  expect(folders).toEqual(['principles', 'anti-patterns', 'rules', 'playbooks', 'learn', 'metrics']);
});

it('an entry says what its page is about: a metric its question, a rule the rule', () => {
  expect(entryOf(handbook, 'metric', 'cycle-time')).toEqual({
    kind: 'metric',
    id: 'cycle-time',
    title: 'Cycle time',
    description: 'How long in all?',
    path: 'metrics/cycle-time/',
  });
  expect(entryOf(handbook, 'rule', 'must-be').description).toBe('Do it always.');
});

it('a page that is not there is an error', () => {
  expect(() => entryOf(handbook, 'metric', 'must-be')).toThrow('no metric must-be');
});

it('the first page has none before it and the last none after it', () => {
  const around = (id: string) => {
    const { previous, next } = neighboursOf(handbook, 'metric', id);
    return [previous?.id, next?.id];
  };
  expect(around('deployment-frequency')).toEqual([undefined, 'cycle-time']);
  expect(around('cycle-time')).toEqual(['deployment-frequency', 'work-in-progress']);
  expect(around('work-in-progress')).toEqual(['cycle-time', undefined]);
});

it('a metric is headed by its family, any other page by its kind', () => {
  expect(kickerOf(handbook, 'metric', 'cycle-time')).toBe('Flow');
  expect(kickerOf(handbook, 'anti-pattern', 'a-vice')).toBe('Anti-pattern');
});
