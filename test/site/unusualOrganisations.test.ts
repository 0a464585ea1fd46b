import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRepository, writeSynthetic } from '../bench/synthetic.ts';
import { copyContent } from '../support/content.ts';
import { isDeep } from '../support/deep.ts';
import { buildSite } from '../support/site.ts';
import { scrollsSideways, sheets, type Visitor, visitorOf } from '../support/visitor.ts';

const LONG_NAME = 'The team that looks after orders, payments, refunds and everything around them';

/** A site of an organisation that differs from the sample in one respect. */
class Site {
  readonly folder: string;
  visitor: Visitor | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  static async of(organisation: (data: string, own: string) => Promise<string>, score = true): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'plumbline-unusual-'));
    const site = new Site(folder);
    const [content, own] = [join(folder, 'content'), join(folder, 'own')];
    const data = join(own, 'data');
    await copyContent(content, { withSample: false });
    await mkdir(data, { recursive: true });
    await writeFile(join(own, 'org.yaml'), await organisation(data, own));
    if (score) {
      const folders = ['--content', content, '--org', own];
      await promisify(execFile)(process.execPath, ['scripts/score.ts', ...folders]);
    }
    await buildSite(folder, { content, organisation: own, data }, '/');
    site.visitor = await visitorOf({
      dist: join(folder, 'dist'),
      base: '/',
      scorecards: join(data, 'scorecards'),
    });
    return site;
  }

  visit: Visitor['visit'] = (path, look, options) => {
    if (this.visitor === undefined) throw new Error('not built');
    return this.visitor.visit(path, look, options);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.visitor?.[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const noPageIsTooWide = async (site: Site, pages: readonly string[]) => {
  for (const width of [390, 1280])
    for (const path of pages)
      expect(
        await site.visit(path, scrollsSideways, { viewport: { width, height: 800 } }),
        `${path} at ${width}`,
      ).toBe(false);
};

describe.runIf(isDeep)('forty teams with long names, one of them with figures of one person alone', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.of(async (data) => {
      const yaml = await writeSynthetic(data, 4_000, 40, 40);
      await writeRepository(data, 0, 100, undefined, 1);
      const named = yaml.replace(/name: Team (\d+)/g, (_, id) => `name: ${LONG_NAME} ${id}`);
      return `since: 2026-01-01\n${named}`;
    });
  }, 600_000);
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('no page scrolls sideways', async () => {
    const pages = ['', 'scorecards/', 'compare/', 'data-health/', 'metrics/cycle-time/'];
    const reviews = ['organisation', 'team-0', 'team-39'].flatMap((scope) => [
      `scorecards/2026-Q2/${scope}/`,
      `scorecards/2026-Q2/${scope}/detail/`,
    ]);
    await noPageIsTooWide(site, [...pages, ...reviews]);
  }, 180_000);

  test('each review is one sheet', async () => {
    for (const scope of ['organisation', 'team-0', 'team-39'])
      for (const format of ['A4', 'Letter'])
        expect(
          await site.visit(`scorecards/2026-Q2/${scope}/`, (page) => sheets(page, format)),
          `${scope} on ${format}`,
        ).toBe(1);
  }, 120_000);

  test('a quarter of withheld figures says so, and shows no number', async () => {
    const board = await site.visit('scorecards/2026-Q2/team-0/', (page) =>
      page.locator('.board').textContent(),
    );
    expect(board?.match(/withheld/g)?.length).toBeGreaterThanOrEqual(3);
    expect(board).not.toMatch(/\d[.\d]* (?:h|d|%)/);
  }, 60_000);
});

describe.runIf(isDeep)('an organisation with half-years', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.of(async (data) => {
      const yaml = await writeSynthetic(data, 900, 2, 2, Date.parse('2025-01-01T00:00:00Z'));
      return `calendar: { kind: half-years }\nsince: 2025-01-01\n${yaml}`;
    });
  }, 600_000);
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('calls its periods half-years on every page of its own', async () => {
    const own = ['team-0', 'organisation'].flatMap((scope) => [
      `scorecards/2025-H2/${scope}/`,
      `scorecards/2025-H2/${scope}/detail/`,
      `scorecards/2025-H2/${scope}/evidence/`,
    ]);
    const pages = ['', 'scorecards/', 'scorecards/2025-H2/', 'compare/', 'errata/', 'data/', 'data-health/'];
    for (const path of [...pages, ...own]) {
      const text = await site.visit(path, async (page) =>
        [await page.title(), await page.locator('main').textContent()].join('\n'),
      );
      // The upper quartile, and the field of a review's file, are called otherwise.
      const said = text.replace(/three quarters (?:≤|at most)/g, '').replace(/^quarter: /gm, '');
      expect(said.match(/.*\bquarter.*/gi) ?? [], path).toEqual([]);
      if (path === 'scorecards/') expect(text).toContain('All half-years');
    }
  }, 120_000);
});

describe.runIf(isDeep)('one team of 52 quarters', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.of((data) => writeSynthetic(data, 3_000, 1, 1, Date.parse('2013-07-01T00:00:00Z')));
  }, 600_000);
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('no page scrolls sideways', async () => {
    const detail = 'scorecards/2026-Q2/team-0/detail/';
    await noPageIsTooWide(site, ['', 'scorecards/', detail, 'compare/', 'metrics/cycle-time/']);
  }, 120_000);

  test('no two labels of a chart lie on each other', async () => {
    const overlaps = await site.visit('scorecards/2026-Q2/team-0/detail/', (page) =>
      page.locator('svg.chart').evaluateAll((charts) =>
        charts.flatMap((chart) => {
          const boxes = [...chart.querySelectorAll('text')].map((text) => ({
            text: text.textContent,
            ...text.getBoundingClientRect().toJSON(),
          }));
          return boxes.flatMap((a, index) =>
            boxes
              .slice(index + 1)
              .filter(
                (b) =>
                  a.left < b.right - 1 &&
                  b.left < a.right - 1 &&
                  a.top < b.bottom - 2 &&
                  b.top < a.bottom - 2,
              )
              .map((b) => `${a.text} / ${b.text}`),
          );
        }),
      ),
    );
    expect(overlaps).toEqual([]);
  }, 60_000);

  test('the table of all quarters opens at the newest one on a phone', async () => {
    const newest = await site.visit(
      'scorecards/',
      (page) =>
        page
          .locator('.timeline thead th:nth-child(2)')
          .first()
          .evaluate((head) => ({
            text: head.textContent?.trim(),
            right: head.getBoundingClientRect().right,
          })),
      { viewport: { width: 390, height: 800 } },
    );
    expect(newest.text).toMatch(/^2026-Q[23]/);
    expect(newest.right).toBeLessThanOrEqual(390);
  }, 60_000);
});

describe.runIf(isDeep)(
  'a KPI that was retired midway, a due date in the past, an event outside of every quarter',
  () => {
    const NEWEST = 'scorecards/2026-Q2/team-0/';
    let site: Site;
    beforeAll(async () => {
      site = await Site.of(async (data, own) => {
        await mkdir(join(own, 'reviews/team-0'), { recursive: true });
        await writeFile(
          join(own, 'reviews/team-0/2026-Q1.mdx'),
          `---
team: team-0
quarter: 2026-Q1
date: 2026-04-06
summary: We said what we would change.
responses:
  - metric: cycle-time
    says: It is slower than we want.
    will: Review each morning.
    by: 2026-04-07
---
`,
        );
        await writeFile(join(own, 'events.yaml'), '- { name: A move, from: 2031-01-01 }\n');
        const yaml = await writeSynthetic(data, 1_500, 1, 1);
        return `since: 2025-07-01\n${yaml.replace(
          '{ metric: review-coverage }',
          '{ metric: review-coverage, until: 2026-04-01 }, { metric: pull-request-size }',
        )}`;
      });
    }, 600_000);
    afterAll(() => site?.[Symbol.asyncDispose]());

    test('the quarter without the KPI says so, and leads to where it was one', async () => {
      const address = await site.visit(NEWEST, async (page) => {
        const board = page.locator('.board');
        expect(await board.locator('.kpi-row .name', { hasText: 'Review coverage' }).count()).toBe(0);
        expect(await board.textContent()).toMatch(
          /KPIs until 2026-Q1, and not in 2026-Q2:\s+Review coverage/,
        );
        return board.locator('p a').getAttribute('href');
      });
      expect(address).toBe('/scorecards/2026-Q1/team-0/detail/#review-coverage');
      await site.visit('scorecards/2026-Q1/team-0/', async (page) => {
        expect(await page.locator('.kpi-row#review-coverage').count()).toBe(1);
      });
      await site.visit('scorecards/', async (page) => {
        const row = page.locator('.timeline tr', { hasText: 'Review coverage' }).first();
        expect(await row.textContent()).toContain('KPI until 2026-Q1');
        expect(await row.locator('.cell-value').count()).toBeGreaterThan(3);
      });
    }, 60_000);

    test('a promise whose day has passed says that the team has not answered', async () => {
      await site.visit(NEWEST, async (page) => {
        const text = await page
          .locator('section, div', { has: page.locator('#promises') })
          .last()
          .textContent();
        expect(text).toMatch(/Review each morning[\s\S]*7 April 2026[\s\S]*not said whether it was done/);
      });
    }, 60_000);

    test('the event is on no page', async () => {
      for (const path of ['', NEWEST, `${NEWEST}detail/`])
        expect(await site.visit(path, (page) => page.locator('main').textContent()), path).not.toContain(
          'A move',
        );
    }, 60_000);

    test('each review is one sheet, and no page scrolls sideways', async () => {
      for (const format of ['A4', 'Letter'])
        expect(await site.visit(NEWEST, (page) => sheets(page, format)), format).toBe(1);
      await noPageIsTooWide(site, ['', NEWEST, `${NEWEST}detail/`, 'scorecards/', 'compare/']);
    }, 120_000);
  },
);

describe.runIf(isDeep)('an organisation without a scorecard', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.of((data) => writeSynthetic(data, 60, 1, 1), false);
  }, 600_000);
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('every page says what is missing, and how to get it', async () => {
    for (const path of ['', 'scorecards/', 'compare/', 'data-health/', 'metrics/cycle-time/'])
      expect(await site.visit(path, (page) => page.locator('main').textContent()), path).toMatch(
        /no scorecard|no number|no facts/i,
      );
  }, 60_000);
});
