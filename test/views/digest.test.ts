import { describe, expect, it } from 'vitest';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { badgeSvg } from '../../src/views/badge.ts';
import { digestHtml, digestMarkdown, digestOf } from '../../src/views/digest.ts';
import { atomFeed, newsOf } from '../../src/views/feed.ts';
import { libraryOf } from '../../src/views/library.ts';
import { metricNames, metricRedirects, redirectPage } from '../../src/views/redirects.ts';
import { countsOf } from '../../src/views/tally.ts';
import { definitionOf, pictureIds } from '../support/handbook.ts';
import { organisation } from '../support/policy.ts';
import { changedBy, result, scorecard } from '../support/scorecards.ts';

const handbook = await loadHandbook('content', pictureIds);
const faster = result({ verdict: 'improved', baseline: changedBy(0.5, [0.4, 0.6]) });
const failing = result({
  id: 'change-failure-rate',
  unit: 'share',
  verdict: 'worsened',
  ranges: [{ index: 0, position: 'outside' }],
});
const card = scorecard('<Harbour> & Co', {
  metrics: [faster, failing],
  scope: { kind: 'team', id: 'harbour', name: '<Harbour> & Co', about: null },
});
const library = libraryOf(
  [card],
  [...handbook.metrics].map(([id, definition]) => ({ id, definition })),
);
const review = {
  team: 'harbour',
  quarter: '2026-Q2',
  date: '2026-07-06',
  summary: 'We became faster, and we paid for it.',
  responses: [],
  promises: [],
};
const digest = digestOf(card, {
  library,
  handbook,
  reviews: [review],
  organisation: organisation([]),
  events: [{ name: 'Moved to <trunk>', from: '2026-05-04' }],
  teams: [],
  address: 'https://example.org/scorecards/2026-Q2/harbour/',
});

describe('a digest', () => {
  it('says what the review says: the words of the team, worse before better, pairs in one line', () => {
    const text = digestMarkdown(digest);
    expect(text).toContain('“We became faster, and we paid for it.”');
    expect(text.indexOf('Change failure rate')).toBeLessThan(text.indexOf('Cycle time'));
    expect(text).toMatch(
      /- Cycle time: 30\.0 h, improved \(50 % shorter\), but change failure rate .*worsened/,
    );
    expect(text).toMatch(/## Out of range\n\n- Change failure rate .* No response yet\./);
    expect(text).toContain('## Questions to ask');
    expect(text).toContain('## Events\n\n- Moved to \\<trunk\\>, 4 May 2026');
  });

  it('holds a name as text, in Markdown and in HTML', () => {
    expect(digestMarkdown(digest)).toContain('# \\<Harbour\\> & Co, 2026-Q2');
    expect(digestHtml(digest)).toContain('<h1>&lt;Harbour&gt; &amp; Co, 2026-Q2</h1>');
    expect(digestHtml(digest)).not.toMatch(/<(?:script|style|img|link)/);
  });

  it('says of sample data that it is one', () => {
    const sample = digestOf(
      { ...card, sample: true },
      {
        library,
        handbook,
        reviews: [],
        events: [],
        organisation: organisation([]),
        teams: [],
        address: '/',
      },
    );
    expect(digestMarkdown(sample)).toContain('Sample data');
  });
});

it('the feed tells of closed quarters and of reviews, the newest first, with whole addresses', () => {
  const news = newsOf(library, [review], []);
  expect(news.map(({ id }) => id)).toEqual(['review/2026-Q2/harbour', 'closed/2026-Q2']);
  const feed = atomFeed(news, 'Org', (path) => `https://example.org/${path}`);
  expect(feed).toContain('<link href="https://example.org/scorecards/2026-Q2/harbour/"/>');
  expect(feed).toContain('&lt;Harbour&gt; &amp; Co has reviewed 2026-Q2');
});

it('a badge says in words how the quarter ended', () => {
  expect(badgeSvg('2026-Q2', countsOf(library, [card]))).toContain(
    '1 worsened, 1 improved, counter-metric worse',
  );
  expect(badgeSvg('2026-Q2', [])).toContain('no number');
});

describe('another name of a metric', () => {
  const redirects = new Map(metricRedirects(handbook).map((each) => [each.name, each.to]));

  it('leads to the metric, unless several metrics have it', () => {
    expect(redirects.size).toBeGreaterThan(100);
    for (const [name, to] of redirects) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(handbook.metrics.has(name)).toBe(false);
      expect(to).toMatch(/^metrics\/[a-z-]+\/$/);
    }
  });

  it('is a page of its own, with what each of them is, where several metrics have it', () => {
    const shared = metricNames(handbook).filter(({ metrics }) => metrics.length > 1);
    expect(shared).toContainEqual({
      name: 'mttr',
      title: 'MTTR',
      metrics: ['failed-deployment-recovery-time', 'time-to-restore-service'],
    });
    for (const { name } of shared) expect(redirects.has(name)).toBe(false);
  });

  it('leads somewhere whatever its letters are', () => {
    const names = new Set(metricNames(handbook).map(({ name }) => name));
    const synonyms = [...handbook.metrics.values()].flatMap((metric) => metric.synonyms);
    const slug = (text: string) =>
      text
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, '');
    for (const synonym of synonyms)
      expect(names.has(slug(synonym)) || handbook.metrics.has(slug(synonym)), synonym).toBe(true);
  });

  it('leads from the former id of a metric to its page', () => {
    const metrics = new Map([['change-time', definitionOf({ formerIds: ['cycle-time'] })]]);
    expect(metricRedirects({ metrics })).toContainEqual(
      expect.objectContaining({ name: 'cycle-time', to: 'metrics/change-time/' }),
    );
  });

  it('is a page that leads on without a script', () => {
    const page = redirectPage('<MTTR>', '/metrics/time-to-restore-service/');
    expect(page).toContain('<title>&lt;MTTR&gt;: moved</title>');
    expect(page).toContain('content="0; url=/metrics/time-to-restore-service/"');
  });
});
