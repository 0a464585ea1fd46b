import { describe, expect, it } from 'vitest';
import { otherNames, termsOf } from '../../src/views/glossary.ts';
import { definitionOf, handbookOf } from '../support/handbook.ts';

const restore = definitionOf({ title: 'Time to restore service', synonyms: ['MTTR', 'downtime'] });
const recover = definitionOf({ title: 'Failed deployment recovery time', synonyms: ['mttr'] });
const metrics = new Map([
  ['failed-deployment-recovery-time', recover],
  ['time-to-restore-service', restore],
]);
const term = (name: string, see = ['metric:time-to-restore-service']) => ({
  term: name,
  meaning: 'What it means.',
  also: [],
  see,
});

describe('terms', () => {
  it('stand by letter in alphabetical order, whatever their case and accents', () => {
    const glossary = ['SLO', 'Évaluation', 'error budget', 'signal', 'Evidence'].map((name) => term(name));
    const letters = termsOf(handbookOf({ metrics, glossary }));
    expect(letters.map(({ letter, terms }) => [letter, terms.map(({ term }) => term)])).toEqual([
      ['E', ['error budget', 'Évaluation', 'Evidence']],
      ['S', ['signal', 'SLO']],
    ]);
  });

  it('that begin with a digit stand together', () => {
    const letters = termsOf(handbookOf({ metrics, glossary: [term('95 % interval'), term('p75')] }));
    expect(letters.map(({ letter }) => letter)).toEqual(['0–9', 'P']);
  });

  it('lead to pages by title, and to no page that is missing', () => {
    const [first] = termsOf(handbookOf({ metrics, glossary: [term('Recovery')] }));
    expect(first?.terms[0]).toMatchObject({
      anchor: 'recovery',
      see: [{ title: 'Time to restore service', path: 'metrics/time-to-restore-service/' }],
    });
    const lost = handbookOf({ metrics, glossary: [term('Recovery', ['metric:recovery'])] });
    expect(() => termsOf(lost)).toThrow('no metric recovery');
  });

  it('lead to no document outside', () => {
    const glossary = [term('Survey', ['source:dora-2024'])];
    expect(() => termsOf(handbookOf({ metrics, glossary }))).toThrow('source:dora-2024 is not a page');
  });
});

describe('another name', () => {
  it('of several metrics is listed once, with each of them', () => {
    const names = otherNames({ metrics });
    expect(names.map(({ name, metrics }) => [name, metrics.map(({ title }) => title)])).toEqual([
      ['downtime', ['Time to restore service']],
      ['mttr', ['Failed deployment recovery time', 'Time to restore service']],
    ]);
  });
});
