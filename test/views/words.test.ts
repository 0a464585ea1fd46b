import { describe, expect, it } from 'vitest';
import { ageOf } from '../../src/views/age.ts';
import { join } from '../../src/views/paths.ts';
import { sourceAddress } from '../../src/views/sourceAddress.ts';
import { baselineWords, day, isoDay, listed, moment, span } from '../../src/views/words.ts';

describe('words for times', () => {
  it('follow the organisation’s time zone, not the machine’s', () => {
    const at = '2026-06-30T22:30:00.000Z';
    expect(day(at, 'Europe/Amsterdam')).toBe('1 July 2026');
    expect(day(at, 'America/New_York')).toBe('30 June 2026');
    expect(isoDay(at, 'Europe/Amsterdam')).toBe('2026-07-01');
    expect(moment(at, 'Europe/Amsterdam')).toBe('1 July 2026, 00:30');
  });

  it('name a quarter’s last day, not the day after it', () => {
    const quarter = { start: '2026-03-31T22:00:00.000Z', end: '2026-06-30T22:00:00.000Z' };
    expect(span(quarter, 'Europe/Amsterdam')).toBe('1 April to 30 June 2026');
    const winter = { start: '2025-12-01T00:00:00.000Z', end: '2026-03-01T00:00:00.000Z' };
    expect(span(winter, 'UTC')).toBe('1 December 2025 to 28 February 2026');
  });
});

describe('words for a baseline', () => {
  it('are a span only when the quarters follow each other', () => {
    expect(baselineWords(['2025-Q3', '2025-Q4', '2026-Q1'], 'default')).toBe('2025-Q3 to 2026-Q1');
    expect(baselineWords(['2025-Q3', '2026-Q1', '2026-Q2'], 'default')).toBe('2025-Q3, 2026-Q1 and 2026-Q2');
    expect(baselineWords(['FY2025-Q3', 'FY2025-Q4'], 'default')).toBe('FY2025-Q3 to FY2025-Q4');
    expect(baselineWords(['2025-Q1', '2026-Q1'], 'org.yaml')).toBe('2025-Q1 and 2026-Q1');
    expect(baselineWords(['2026-Q1'], 'default')).toBe('2026-Q1');
    expect(baselineWords([], 'default')).toBe('none');
  });

  it('list the last one with "and"', () => {
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });
});

describe('the age of data', () => {
  const DAY = 86_400_000;

  it('is in whole days and is stale after two weeks', () => {
    expect(ageOf(0, DAY / 2, false)).toEqual({ words: 'less than a day old', stale: false });
    expect(ageOf(0, 1.5 * DAY, false).words).toBe('1 day old');
    expect(ageOf(0, 14.9 * DAY, false)).toEqual({ words: '14 days old', stale: false });
    expect(ageOf(0, 15 * DAY, false)).toEqual({
      words: '15 days old: stale, at least two weekly readings were missed',
      stale: true,
    });
  });

  it('says nothing about sample data, which does not age', () => {
    expect(ageOf(0, 999 * DAY, true).stale).toBe(false);
  });
});

describe('addresses', () => {
  it('are below the base, with or without its last slash', () => {
    expect(join('/', 'metrics/')).toBe('/metrics/');
    expect(join('/sub', 'metrics/')).toBe('/sub/metrics/');
    expect(join('/sub/', '')).toBe('/sub/');
  });

  it('of a page’s source are those of the repository that builds it, and none elsewhere', () => {
    const env = { GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'org/handbook' };
    expect(sourceAddress('metrics/a.mdx', env)).toBe(
      'https://github.example/org/handbook/edit/HEAD/content/metrics/a.mdx',
    );
    expect(sourceAddress('metrics/a.mdx', { ...env, GITHUB_REF_NAME: 'main' })).toContain(
      '/edit/main/content/',
    );
    expect(sourceAddress('metrics/a.mdx', {})).toBeNull();
  });
});
