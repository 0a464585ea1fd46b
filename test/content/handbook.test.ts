import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkedContent } from '../../scripts/lib/checkedContent.ts';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { loadRuleChecks } from '../../scripts/lib/ruleChecks.ts';
import { editorialReport } from '../../src/handbook/editorial.ts';
import { loadWrittenHandbook } from '../../src/handbook/handbook.ts';
import { organisationFolders } from '../../src/handbook/organisationFolder.ts';
import { pictureIds } from '../support/handbook.ts';

const { handbook, pages } = await loadWrittenHandbook('content', pictureIds);
/** The organisation whose folder is here: the sample, or that of a fork. */
const folders = organisationFolders({});

test('the pages, notes and events of the organisation that is here fit the handbook', async () => {
  const content = await checkedContent(folders);
  const own = content.pages.filter(({ file }) => file.startsWith(`${folders.organisation}/`));
  const { errors } = editorialReport(own, [{ folder: folders.organisation, severity: 'warning' }]);
  expect(errors.map(({ message }) => message)).toEqual([]);
  await loadMetrics(folders.organisation);
  await loadRuleChecks(folders.organisation);
});

test('every page keeps to how the handbook is written', () => {
  expect(pages.length).toBeGreaterThan(150);
  const { errors, warnings } = editorialReport(pages, [{ folder: 'content', severity: 'error' }]);
  expect(errors.map(({ message }) => message)).toEqual([]);
  expect(warnings).toEqual([]);
});

test('DORA’s five carry its dated clusters as descriptions that are never compared', () => {
  for (const id of ['deployment-frequency', 'lead-time-for-changes', 'change-failure-rate']) {
    const ranges = handbook.metrics
      .get(id)
      ?.ranges.filter(({ source }) => source.publisher.startsWith('DORA'));
    expect(new Set(ranges?.map(({ source }) => source.year))).toEqual(new Set([2021, 2022, 2023, 2024]));
    expect(ranges?.every(({ use }) => use === 'description')).toBe(true);
  }
  expect(handbook.metrics.get('deployment-rework-rate')?.ranges).toEqual([]);
});

test('every source says what it offers and where its limits are', () => {
  for (const [id, { about }] of Object.entries(handbook.sources)) expect(about, id).toBeDefined();
});

test('every source is referred to by a page', () => {
  const named = new Set(pages.flatMap(({ text }) => text.match(/[a-z0-9][a-z0-9-]*/g) ?? []));
  expect(Object.keys(handbook.sources).filter((id) => !named.has(id))).toEqual([]);
});

test('every source has a year and a type, and a chapter links each source that it names', () => {
  for (const [id, { year, type }] of Object.entries(handbook.sources)) {
    expect(year, id).toBeGreaterThan(1900);
    expect(type, id).toBeDefined();
  }
  for (const { id, kind, raw, text } of pages) {
    if (kind !== 'chapter') continue;
    const { sources } = z.object({ sources: z.array(z.string()) }).parse(raw);
    const linked = new Set([...text.matchAll(/\]\(source:([a-z0-9-]+)\)/g)].map(([, source]) => source));
    expect(linked, id).toEqual(new Set(sources));
  }
});

test('a page names each guide and vendor once in its text, and marks its other figures with a number', () => {
  const names = ['CTO Executive Insights', 'CodePulse', 'Broderick', 'LinearB'];
  const repeated = pages.flatMap(({ file, text, kind }) => {
    if (kind === 'rule') return [];
    const [prose = ''] = text.replace(/^---\n[\s\S]*?\n---\n/, '').split('\n## Sources');
    const sentences = prose.replaceAll(/^\|.*$/gm, '');
    return names.flatMap((name) => (sentences.split(name).length > 2 ? [`${file}: ${name}`] : []));
  });
  expect(repeated).toEqual([]);
});

test('every chapter shows our numbers and a worked example, and says what not to do', () => {
  const chapters = pages.filter(({ kind }) => kind === 'chapter');
  expect(chapters.length).toBe(12);
  for (const { id, text } of chapters) {
    expect(text, id).toContain('<Ours metric=');
    expect(text, id).toContain('<WorkedExample>');
    expect(text, id).toMatch(
      /^## .*(?:what (?:not to do|must not)|goes wrong|common faults|mislead|bad target|cannot be made to do)/im,
    );
  }
});

test('every playbook belongs to a chapter', () => {
  const linked = new Set([...handbook.chapters.values()].flatMap(({ playbooks }) => playbooks));
  expect([...handbook.playbooks.keys()].filter((id) => !linked.has(id))).toEqual([]);
});

test('every lesson that a new colleague reads brings a principle that none before it brought', () => {
  const taught = new Set<string>();
  const lessons = [...handbook.lessons].toSorted(([, a], [, b]) => a.order - b.order);
  for (const [id, { principles }] of lessons) {
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
