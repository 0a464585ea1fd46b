import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { entriesOf } from '../../src/views/entries.ts';
import { searchRanking } from '../../src/views/searchRanking.ts';
import { termsSchema } from '../../src/views/termsSchema.ts';
import { pictureIds } from '../support/handbook.ts';
import { builtSite } from '../support/site.ts';
import { type Visitor, visitorOf } from '../support/visitor.ts';

const handbook = await loadHandbook('content', pictureIds);
const kinds = ['metric', 'principle', 'anti-pattern', 'playbook', 'lesson', 'rule', 'chapter'] as const;
const entries = kinds.flatMap((kind) => entriesOf(handbook, kind));

/** What readers may type who look for a chapter, besides the questions that the chapter lists. */
const otherQuestions: Readonly<Record<string, readonly string[]>> = {
  'starting-a-metrics-programme': [
    'how to introduce metrics to developers',
    '90 day plan for metrics',
    'when to stop measuring',
  ],
  'frameworks-compared': ['DORA or SPACE', 'DX Core 4', 'which framework to choose'],
  'the-quarterly-review': ['agenda for a metrics meeting', 'what to show the board', 'report to executives'],
  'ai-assisted-work': ['measure the effect of AI', 'does AI make us faster', 'share of code written by AI'],
  'designing-a-survey': [
    'survey questions for developers',
    'how many answers do we need',
    'people who did not answer',
  ],
  'setting-targets': ['how to set a target', 'difference between OKR and KPI', 'what is a guardrail'],
  'reading-variation': [
    'is it noise or a signal',
    'how to read a control chart',
    'common and special causes',
  ],
  'practices-behind-the-numbers': [
    'how to improve lead time',
    'trunk-based development',
    'change advisory board',
  ],
  'error-budgets': ['error budget template', 'when to stop releasing', 'burn rate alerts'],
  'ethics-and-law': ['works council agreement', 'GDPR and developer metrics', 'monitoring employees'],
  'counting-deployments-and-failures': [
    'deployments of a mobile app',
    'count deployments in a monorepo',
    'what counts as a failed deployment',
  ],
  'the-maintainers-year': ['correct a published number', 'retire a metric', 'when to seal a quarter'],
};

/** A page with many links to metrics in its text. */
const principle = 'principles/no-metric-alone/';
const term = 'a[data-term]';

let visitor: Visitor;
const visit: Visitor['visit'] = (path, look, options) => visitor.visit(path, look, options);

beforeAll(async () => {
  visitor = await visitorOf(await builtSite('/metrics-of-ours/'));
}, 300_000);

afterAll(() => visitor?.[Symbol.asyncDispose]());

describe('the search', () => {
  it('finds each metric by its title and by each of its other names', async () => {
    const owners = new Map<string, string[]>();
    for (const [id, { title, synonyms }] of handbook.metrics)
      for (const name of [title, ...synonyms])
        owners.set(name.toLowerCase(), [...(owners.get(name.toLowerCase()) ?? []), id]);
    expect(owners.size).toBeGreaterThan(500);

    // The page forbids the script that puts the search within this test’s reach.
    const found = await visit('', (page) => searchFor(page, [...owners.keys()]), { bypassCSP: true });
    const missed: string[] = [];
    for (const [name, ids] of owners) {
      const seen = (found.get(name) ?? []).slice(0, ids.length > 1 ? 10 : 5);
      for (const id of ids)
        if (!seen.includes(`/metrics-of-ours/metrics/${id}/`))
          missed.push(`“${name}” does not find ${id} but ${seen.join(', ')}`);
    }
    expect(missed).toEqual([]);
  }, 180_000);

  it('finds each chapter by the questions that it answers, in its own words and in others', async () => {
    const asked = [...handbook.chapters].flatMap(([id, { questions }]) =>
      [...questions, ...(otherQuestions[id] ?? [])].map((question) => ({ id, question })),
    );
    for (const id of handbook.chapters.keys()) expect(otherQuestions[id], id).toHaveLength(3);
    const names = asked.map(({ question }) => question);
    const found = await visit('', (page) => searchFor(page, names), { bypassCSP: true });
    const missed = asked.filter(
      ({ id, question }) => !found.get(question)?.slice(0, 5).includes(`/metrics-of-ours/chapters/${id}/`),
    );
    expect(missed).toEqual([]);
  }, 180_000);

  it('finds one while somebody types into the dialog, in the order that the test above asks for', async () => {
    const first = await visit('', async (page) => {
      await page.locator('button[data-open-search]').waitFor();
      await page.keyboard.press('Control+k');
      const field = page.locator('.search input');
      await field.waitFor({ state: 'visible' });
      await field.fill('reviewed pull requests');
      const links = page.locator('.search li a');
      await links.nth(4).waitFor();
      return links.evaluateAll((found) => found.map((link) => link.getAttribute('href')));
    });
    expect(first).toContain('/metrics-of-ours/metrics/review-coverage/');
  }, 60_000);
});

/** A global of the page once Pagefind was put there. */
declare const pagefind: {
  options: (options: object) => Promise<void>;
  search: (text: string) => Promise<{ results: { data: () => Promise<{ url: string }> }[] }>;
};

/** The addresses of the first ten results for each name, in the site’s own ranking. */
async function searchFor(page: Page, names: string[]): Promise<Map<string, string[]>> {
  await page.addScriptTag({
    type: 'module',
    content: `globalThis.pagefind = await import('${visitor.url}pagefind/pagefind.js');`,
  });
  await page.waitForFunction(() => 'pagefind' in globalThis);
  const found = await page.evaluate(
    async ({ ranking, names }) => {
      await pagefind.options({ ranking });
      const addresses: [name: string, urls: string[]][] = [];
      for (const name of names) {
        const { results } = await pagefind.search(name);
        const pages = await Promise.all(results.slice(0, 10).map((result) => result.data()));
        addresses.push([name, pages.map(({ url }) => url)]);
      }
      return addresses;
    },
    { ranking: searchRanking, names },
  );
  return new Map(found);
}

describe('the filters of all metrics', () => {
  const shown = (page: Page) =>
    page.locator('[data-metric]:visible a').evaluateAll((links) => links.map((link) => link.textContent));
  const titlesWhere = (holds: (id: string) => boolean) =>
    entriesOf(handbook, 'metric')
      .filter(({ id }) => holds(id))
      .map(({ title }) => title);
  const pulses = titlesWhere((id) => handbook.metrics.get(id)?.tier === 'pulse');

  it('hide what does not match, sections too, and set the address', async () => {
    await visit('metrics/', async (page) => {
      await page.getByLabel('Tier').selectOption('pulse');
      expect((await shown(page)).toSorted()).toEqual(pulses.toSorted());
      expect(await page.locator('main section:visible').count()).toBe(1);
      expect(new URL(page.url()).search).toBe('?tier=pulse');
      expect(await page.getByRole('status').textContent()).toBe(
        `${pulses.length} of ${handbook.metrics.size} metrics.`,
      );
    });
  });

  it('find a metric by words of its name, its question or another of its names', async () => {
    await visit('metrics/', async (page) => {
      await page.getByLabel('Words').pressSequentially('mttr');
      expect(await shown(page)).toContain(handbook.metrics.get('time-to-restore-service')?.title);
      expect((await shown(page)).length).toBeLessThan(5);
      expect(new URL(page.url()).search).toBe('?words=mttr');
      await page.keyboard.press('Enter');
      expect(new URL(page.url()).search).toBe('?words=mttr');
      await page.getByLabel('Tier').selectOption('pulse');
      expect(await shown(page)).toEqual([]);
      expect(await page.getByRole('status').textContent()).toBe(`0 of ${handbook.metrics.size} metrics.`);
    });
  });

  it('are set by the address, together, and cleared by “Show all”', async () => {
    const chosen = titlesWhere((id) => {
      const metric = handbook.metrics.get(id);
      return metric?.tier === 'leading' && metric.systems.includes('github');
    });
    expect(chosen.length).toBeGreaterThan(3);
    await visit('metrics/?tier=leading&system=github&family=unheard-of', async (page) => {
      expect((await shown(page)).toSorted()).toEqual(chosen.toSorted());
      expect(await page.getByLabel('System').inputValue()).toBe('github');
      await page.reload();
      expect((await shown(page)).length).toBe(chosen.length);
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.waitForFunction(() => location.search === '');
      expect((await shown(page)).length).toBe(handbook.metrics.size);
      expect(await page.getByLabel('System').inputValue()).toBe('');
      expect(await page.getByRole('status').textContent()).toBe('');
    });
  });

  it('are not there without JavaScript, and every metric is', async () => {
    await visit(
      'metrics/?tier=pulse',
      async (page) => {
        expect(await page.locator('form').filter({ visible: true }).count()).toBe(0);
        expect((await shown(page)).length).toBe(handbook.metrics.size);
      },
      { javaScriptEnabled: false },
    );
  });
});

describe('the card of a metric', () => {
  const card = (page: Page) => page.locator('#term-card');

  /** The question and the unit that the card of the first link must show. */
  async function expectCard(page: Page, id: string): Promise<void> {
    await card(page).waitFor({ state: 'visible' });
    const terms = termsSchema.parse(await (await fetch(`${visitor.url}api/terms.json`)).json());
    const text = await card(page).textContent();
    expect(text).toContain(terms[id]?.question);
    expect(text).toContain(`In ${terms[id]?.unit}. ${terms[id]?.now ?? 'No number here yet.'}`);
  }

  it('shows question, unit and current value while the pointer is on a link or on the card', async () => {
    await visit(principle, async (page) => {
      const link = page.locator('a[data-term="cycle-time"]').first();
      await link.hover();
      await expectCard(page, 'cycle-time');
      expect(await card(page).textContent()).toMatch(/organisation, 2026-Q3: .*\d/i);
      expect(await link.getAttribute('aria-describedby')).toBe('term-card');
      await card(page).hover();
      expect(await card(page).isVisible()).toBe(true);
      await page.locator('h1').hover();
      await card(page).waitFor({ state: 'hidden' });
      expect(await link.getAttribute('aria-describedby')).toBeNull();
    });
  });

  it('shows them on keyboard focus, though that scrolls the page, until Escape', async () => {
    await visit(
      principle,
      async (page) => {
        for (const _ of [1, 2]) {
          const id = await tabToTerm(page);
          await page.waitForTimeout(300);
          await expectCard(page, id);
        }
        expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
        await page.keyboard.press('Escape');
        expect(await card(page).isVisible()).toBe(false);
        await tabToTerm(page);
        await card(page).waitFor({ state: 'visible' });
      },
      { viewport: { width: 1000, height: 500 } },
    );
  });

  /** Presses Tab until a link to a metric has the focus. */
  async function tabToTerm(page: Page): Promise<string> {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const id = await page.evaluate(() => document.activeElement?.getAttribute('data-term'));
      if (id) return id;
    }
    throw new Error('no link to a metric got the focus');
  }

  it('never leaves the window at 390 pixels', async () => {
    await visit(
      principle,
      async (page) => {
        const links = await page.locator(term).all();
        expect(links.length).toBeGreaterThan(3);
        for (const link of links) {
          await page.mouse.move(0, 0);
          await link.hover();
          await card(page).waitFor({ state: 'visible' });
          const box = await card(page).boundingBox();
          expect(box?.x).toBeGreaterThanOrEqual(0);
          expect(box?.y).toBeGreaterThanOrEqual(0);
          expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
          expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
        }
      },
      { viewport: { width: 390, height: 800 } },
    );
  }, 60_000);

  it('is not needed: without JavaScript the link leads to the metric', async () => {
    await visit(
      principle,
      async (page) => {
        const link = page.locator(term).first();
        const id = await link.getAttribute('data-term');
        await link.hover();
        expect(await card(page).isVisible()).toBe(false);
        await link.click();
        await page.waitForURL(`**/metrics/${id}/`);
        expect(await page.locator('h1').textContent()).toBe(handbook.metrics.get(id ?? '')?.title);
      },
      { javaScriptEnabled: false },
    );
  });
});

describe('a lesson', () => {
  const lesson = 'learn/baselines/';
  const readLine = (page: Page) => page.getByText(/You have read \d+ of/);

  it('opens its answers without JavaScript, one at a time', async () => {
    await visit(
      lesson,
      async (page) => {
        const [first, second] = await page.locator('.questions fieldset').first().locator('details').all();
        await first?.locator('summary').click();
        expect(await first?.locator('p').isVisible()).toBe(true);
        expect(await first?.locator('p').textContent()).toMatch(/^\s*(?:Yes|No)\.\s+\S/);
        await second?.locator('summary').click();
        expect(await second?.locator('p').isVisible()).toBe(true);
        expect(await first?.locator('p').isVisible()).toBe(false);
        expect(await page.getByText('I have read this lesson').isVisible()).toBe(false);
      },
      { javaScriptEnabled: false },
    );
  });

  it('is remembered as read on the device, until that is taken back', async () => {
    await visit(lesson, async (page) => {
      const box = page.getByLabel('I have read this lesson');
      expect(await box.isChecked()).toBe(false);
      await box.check();
      await page.reload();
      expect(await box.isChecked()).toBe(true);

      await page.goto(`${visitor.url}learn/`);
      expect(await readLine(page).textContent()).toContain(`You have read 1 of ${handbook.lessons.size}`);
      expect(await page.locator('[data-lesson] .read:visible').count()).toBe(1);
      expect(await page.locator('[data-lesson="baselines"] .read').isVisible()).toBe(true);

      await page.goto(`${visitor.url}${lesson}`);
      await box.uncheck();
      await page.goto(`${visitor.url}learn/`);
      expect(await readLine(page).count()).toBe(0);
    });
  });
});

describe('a page of the handbook', () => {
  it('links the first mention of a metric in its text, in no heading, and never itself', async () => {
    const titles = entriesOf(handbook, 'metric').map(({ id, title }) => ({ id, title }));
    const faults = await visit('', (page) =>
      page.evaluate(wrongMentions, {
        addresses: entries
          .filter(({ kind }) => kind !== 'rule')
          .map(({ path, id, kind }) => ({ url: `${visitor.url}${path}`, own: kind === 'metric' ? id : '' })),
        titles,
      }),
    );
    expect(faults.links).toBeGreaterThan(500);
    expect(faults.found).toEqual([]);
  }, 60_000);

  it('never scrolls sideways at 390 pixels', async () => {
    const wide = await visit(
      'metrics/',
      (page) =>
        page.evaluate(
          async (addresses) => {
            const found: string[] = [];
            for (const address of addresses) {
              // Every page has the same styles: laying out one after the other is much faster than going there.
              const html = await (await fetch(address)).text();
              const { body } = new DOMParser().parseFromString(html, 'text/html');
              document.body.replaceWith(document.adoptNode(body));
              const beyond = document.documentElement.scrollWidth - innerWidth;
              if (beyond > 0) found.push(`${address}: ${beyond} pixels`);
            }
            return found;
          },
          entries.map(({ path }) => `${visitor.url}${path}`),
        ),
      { viewport: { width: 390, height: 800 } },
    );
    expect(wide).toEqual([]);
  }, 120_000);
});

/** Runs in the page: where pages mention a metric for the first time without a link, and links that should not be. */
async function wrongMentions({
  addresses,
  titles,
}: {
  addresses: { url: string; own: string }[];
  titles: { id: string; title: string }[];
}): Promise<{ links: number; found: string[] }> {
  const found: string[] = [];
  let links = 0;
  const names = titles.map(({ id, title }) => ({
    id,
    pattern: new RegExp(`(?<![\\p{L}\\p{N}-])${RegExp.escape(title)}s?(?![\\p{L}\\p{N}-])`, 'iu'),
  }));
  for (const { url, own } of addresses) {
    const html = await (await fetch(url)).text();
    const prose = new DOMParser().parseFromString(html, 'text/html').querySelector('.prose');
    if (prose === null) {
      found.push(`${url} has no text`);
      continue;
    }
    links += prose.querySelectorAll('a[data-term]').length;
    for (const link of prose.querySelectorAll(`:is(h2, h3, h4) a[data-term], a[data-term="${own}"]`))
      found.push(`${url} links “${link.textContent}”`);
    // What components write from data is theirs; so are names of documents.
    for (const other of prose.querySelectorAll(
      'h2, h3, h4, th, code, .rule-example, .chart-figure, .sample-kpi, .ours, .measured, .definition, a:not([data-term])',
    ))
      other.remove();
    const mentioned = new Set([own]);
    const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const linkedTo = node.parentElement?.closest<HTMLElement>('a[data-term]')?.dataset['term'];
      if (linkedTo !== undefined) mentioned.add(linkedTo);
      else {
        let text = node.textContent ?? '';
        for (const { id, pattern } of names) {
          if (!pattern.test(text)) continue;
          if (!mentioned.has(id)) found.push(`${url} mentions ${id} without a link: ${text.slice(0, 80)}`);
          text = text.replaceAll(new RegExp(pattern, 'giu'), '…');
        }
      }
    }
  }
  return { links, found };
}
