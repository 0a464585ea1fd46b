import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folders, loadHandbook } from '../../src/handbook/handbook.ts';
import { pictureIds } from '../support/handbook.ts';
import { bodyOf, proseOf, runs, section, words } from '../support/prose.ts';
import * as catalogue from './catalogue.ts';

const handbook = await loadHandbook('content', pictureIds);

type Kind = keyof typeof folders;

/** A page as it is written. */
interface Page {
  kind: Kind;
  id: string;
  text: string;
  body: string;
  prose: string;
  /** The frontmatter, or a rule's file, as it is written: sources by id. */
  fields: Record<string, unknown>;
}

const pages = Object.keys(folders).flatMap((kind) => (isKind(kind) ? readPages(kind) : []));
const of = (kind: Kind) => pages.filter((page) => page.kind === kind);
const texts = pages.filter(({ kind }) => kind !== 'rule');

describe('the handbook holds the catalogue', () => {
  test.each([
    ['metrics', catalogue.metrics.map(([, id]) => id), [...handbook.metrics.keys()]],
    ['principles', catalogue.principles, inOrder(handbook.principles)],
    ['anti-patterns', catalogue.antiPatterns, inOrder(handbook.antiPatterns)],
    ['rules', catalogue.rules, [...handbook.rules.keys()]],
    ['playbooks', catalogue.playbooks, inOrder(handbook.playbooks)],
    ['lessons', catalogue.lessons, inOrder(handbook.lessons)],
  ])('its %s, and no others', (kind, expected, found) => {
    const sorted = kind === 'metrics' || kind === 'rules';
    expect(sorted ? found.toSorted() : found).toEqual(sorted ? expected.toSorted() : expected);
  });

  test.each(catalogue.metrics)('%s: %s is as the catalogue says', (family, id, kind, better, live, tier) => {
    const definition = handbook.metrics.get(id);
    expect(definition).toMatchObject({ family, better, tier });
    if (kind !== '') expect(definition?.kind).toBe(kind);
    expect(definition?.live.toSorted()).toEqual(live === '' ? [] : live.split('+').sort());
  });
});

describe('a page', () => {
  const bounds: Record<Kind, [least: number, most: number]> = {
    metric: [250, 700],
    principle: [250, 700],
    'anti-pattern': [200, 600],
    playbook: [200, 600],
    lesson: [300, 900],
    rule: [0, 0],
  };

  test.each(texts)('$kind $id is as long as is useful and no longer', ({ kind, prose }) => {
    const { length } = words(prose);
    expect(length).toBeGreaterThanOrEqual(bounds[kind][0]);
    expect(length).toBeLessThanOrEqual(bounds[kind][1]);
  });

  test.each(texts)('$kind $id leaves no section empty', ({ body }) => {
    for (const part of body.split(/^## .+$/m).slice(1)) expect(words(part).length).toBeGreaterThan(4);
  });

  test.each(pages)('$kind $id is reached from another page', ({ kind, id }) => {
    const others = pages.filter((page) => page.id !== id || page.kind !== kind);
    const linked = others.filter(
      ({ text, fields }) => text.includes(`(${kind}:${id})`) || mentions(fields, id),
    );
    const taught = kind === 'lesson';
    expect(linked.length + (taught ? 1 : 0), `pages that refer to ${kind} ${id}`).toBeGreaterThan(0);
  });
});

describe('a metric page', () => {
  test.each(of('metric'))(
    '$id names under Sources what its ranges and warnings come from',
    ({ body, fields }) => {
      const named = section(body, 'Sources');
      for (const list of [fields['ranges'], fields['warnings']])
        for (const { source } of Array.isArray(list) ? list : [])
          expect(named).toContain(`](source:${source})`);
    },
  );

  test.each(of('metric'))(
    '$id links to its counter-metrics where it says how it is gamed',
    ({ body, id }) => {
      const counters = handbook.metrics.get(id)?.counterMetrics ?? [];
      expect(counters.length).toBeGreaterThan(0);
      for (const counter of counters)
        expect(section(body, 'How it is gamed')).toContain(`](metric:${counter})`);
    },
  );

  test.each(of('metric'))('$id says how it is measured, with an example worked through', ({ body }) => {
    const computed = section(body, 'How it is computed here');
    expect(computed).toContain('<HowWeComputeIt />');
    expect(computed).toContain('<WorkedExample>');
  });

  test.each(of('metric'))('$id pairs a rule with an example', ({ body }) => {
    expect(section(body, 'Rule and example')).toMatch(/<RuleExample\s|<Rule\s/);
  });

  test.each(of('metric'))('$id is guarded by a rule and found by at least two other names', ({ id }) => {
    expect(handbook.metrics.get(id)?.rules.length).toBeGreaterThan(0);
    expect(handbook.metrics.get(id)?.synonyms.length).toBeGreaterThan(1);
  });

  test('of DORA’s five carries its dated clusters as descriptions that are never compared', () => {
    for (const id of ['deployment-frequency', 'lead-time-for-changes', 'change-failure-rate']) {
      const ranges = handbook.metrics
        .get(id)
        ?.ranges.filter(({ source }) => source.publisher.startsWith('DORA'));
      expect(new Set(ranges?.map(({ source }) => source.year))).toEqual(new Set([2021, 2022, 2023, 2024]));
      expect(ranges?.every(({ use }) => use === 'description')).toBe(true);
    }
    expect(handbook.metrics.get('deployment-rework-rate')?.ranges).toEqual([]);
  });
});

test('no two pages share a run of eight words', () => {
  const seen = new Map<string, string>();
  const shared: string[] = [];
  for (const { kind, id, prose, fields } of pages) {
    const name = `${kind} ${id}`;
    for (const text of [prose, ...sentencesIn(fields)]) {
      for (const run of runs(words(text), 8)) {
        const other = seen.get(run);
        if (other !== undefined && other !== name) shared.push(`${other} and ${name}: ${run}`);
        seen.set(run, name);
      }
    }
  }
  expect(shared).toEqual([]);
});

test('every lesson that a new colleague reads brings a principle that none before it brought', () => {
  const taught = new Set<string>();
  for (const id of catalogue.lessons) {
    const principles = handbook.lessons.get(id)?.principles ?? [];
    expect(
      principles.filter((principle) => !taught.has(principle)),
      id,
    ).not.toEqual([]);
    for (const principle of principles) taught.add(principle);
  }
});

test('the glossary tells the four meanings of lead time and of MTTR apart', () => {
  const term = (name: RegExp) => handbook.glossary.filter(({ term: text }) => name.test(text));
  expect(term(/^lead time/i).flatMap(({ see }) => see)).toEqual(
    expect.arrayContaining([
      'metric:lead-time-for-changes',
      'metric:cycle-time',
      'metric:delivery-lead-time',
      'metric:time-to-market',
    ]),
  );
  expect(term(/^MTTR/).flatMap(({ see }) => see)).toContain('metric:time-to-restore-service');
  expect(term(/bug leakage/i).flatMap(({ see }) => see)).toContain('metric:escaped-defect-rate');
});

function isKind(name: string): name is Kind {
  return Object.hasOwn(folders, name);
}

function readPages(kind: Kind): Page[] {
  const folder = join('content', folders[kind]);
  return readdirSync(folder)
    .filter((name) => /\.(?:mdx|yaml)$/.test(name))
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const id = basename(name).replace(/\.\w+$/, '');
      const yaml = kind === 'rule' ? text : (/^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '');
      const body = kind === 'rule' ? '' : bodyOf(text);
      return { kind, id, text, body, prose: proseOf(body), fields: parse(yaml) };
    });
}

function inOrder(pagesOfKind: ReadonlyMap<string, { order: number }>): string[] {
  return [...pagesOfKind].toSorted(([, a], [, b]) => a.order - b.order).map(([id]) => id);
}

/** Whether a field holds an id. */
function mentions(fields: unknown, id: string): boolean {
  if (Array.isArray(fields)) return fields.some((field) => mentions(field, id));
  if (typeof fields === 'object' && fields !== null)
    return Object.values(fields).some((field) => mentions(field, id));
  return fields === id;
}

/** The sentences of a page's fields, without those that quote a range: several pages give the same one. */
function sentencesIn(fields: unknown, name = ''): string[] {
  if (name === 'ranges') return [];
  if (typeof fields === 'string') return [fields];
  if (Array.isArray(fields)) return fields.flatMap((field) => sentencesIn(field));
  if (typeof fields === 'object' && fields !== null)
    return Object.entries(fields).flatMap(([key, field]) => sentencesIn(field, key));
  return [];
}
