import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Scorecard, scorecardSchema } from '../../src/scorecard/schema.ts';
import { type BuiltSite, buildSite, filesIn } from '../support/site.ts';

/** A page of a built site. */
interface Page {
  /** Below the site's folder. */
  file: string;
  html: string;
  ids: string[];
}

const PAGE_BUDGET = 100_000;

describe.each(['/', '/metrics-of-ours/'])('the site at %s', (base) => {
  let site: BuiltSite;
  let files: Set<string>;
  let pages: Map<string, Page>;
  let scorecards: Scorecard[];

  beforeAll(async () => {
    site = await buildSite({ base });
    files = new Set(await filesIn(site.dist));
    pages = new Map();
    for (const file of files) {
      if (!file.endsWith('.html')) continue;
      const html = await readFile(join(site.dist, file), 'utf8');
      pages.set(file, { file, html, ids: [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id) });
    }
    const names = (await filesIn(site.data)).filter((name) => !name.endsWith('.evidence.json'));
    scorecards = await Promise.all(
      names.map(async (name) =>
        scorecardSchema.parse(JSON.parse(await readFile(join(site.data, name), 'utf8'))),
      ),
    );
  }, 240_000);

  afterAll(() => site?.remove());

  it('has a page for each quarter, scorecard, evidence list and metric', () => {
    expect(scorecards.length).toBeGreaterThan(10);
    for (const { quarter, scope, metrics } of scorecards) {
      expect(pages.keys()).toContain(`scorecards/${quarter.id}/index.html`);
      expect(pages.keys()).toContain(`scorecards/${quarter.id}/${scope.id}/index.html`);
      expect(pages.keys()).toContain(`scorecards/${quarter.id}/${scope.id}/evidence/index.html`);
      for (const { id } of metrics) expect(pages.keys()).toContain(`metrics/${id}/index.html`);
    }
  });

  it('keeps the space between a word and a link', () => {
    const stuck: string[] = [];
    for (const { file, html } of pages.values()) {
      const text = html.replaceAll(/<(script|style|svg)\b.*?<\/\1>/gs, '');
      for (const [part] of text.matchAll(/[A-Za-z,;:]<a [^>]*>|<\/a>[A-Za-z(]/g))
        stuck.push(`${file}: ${part}`);
    }
    expect(stuck).toEqual([]);
  });

  it('links only to pages, files and anchors that exist, below its base', () => {
    const broken: string[] = [];
    for (const { file, html, ids } of pages.values()) {
      for (const [, raw = ''] of html.matchAll(
        /<(?:a|link|script|img|use)\b[^>]*?\s(?:href|src)="([^"]*)"/g,
      )) {
        const address = raw.replaceAll('&amp;', '&');
        if (/^(?:https?|mailto|data):/.test(address)) continue;
        const [path = '', anchor] = address.split('#');
        if (path === '') {
          if (anchor && !ids.includes(anchor)) broken.push(`${file}: ${address}`);
          continue;
        }
        const absolute = path.startsWith('/') ? path : posix.join(base, posix.dirname(file), path);
        const target = absolute.startsWith(base) ? absolute.slice(base.length) : null;
        const found =
          target === null
            ? undefined
            : target === '' || target.endsWith('/')
              ? `${target}index.html`
              : target;
        if (found === undefined || !files.has(found)) broken.push(`${file}: ${address}`);
        else if (anchor && !pages.get(found)?.ids.includes(anchor)) broken.push(`${file}: ${address}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('uses no id twice on a page', () => {
    for (const { file, ids } of pages.values()) {
      const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
      expect(twice, file).toEqual([]);
    }
  });

  it('says on every page that the data is a sample, and links to what that means', () => {
    for (const { file, html } of pages.values()) {
      expect(html.includes('<strong>Sample data.</strong>'), file).toBe(true);
      expect(html.includes(`${base}how-to-read/#sample-data`), file).toBe(true);
    }
  });

  it('loads nothing from elsewhere', async () => {
    for (const { file, html } of pages.values()) {
      expect(
        html.match(/<(?:script|img|iframe|source|video|audio)\b[^>]*\ssrc="(?:https?:)?\/\//g),
        file,
      ).toBeNull();
      const loaded = [...html.matchAll(/<link\b[^>]*>/g)].filter(
        ([tag]) =>
          /rel="(?:stylesheet|preload|modulepreload|preconnect|icon)"/.test(tag) &&
          /href="(?:https?:)?\/\//.test(tag),
      );
      expect(loaded, file).toEqual([]);
    }
    for (const file of files) {
      if (!file.endsWith('.css')) continue;
      const css = await readFile(join(site.dist, file), 'utf8');
      expect(css.match(/(?:url\(|@import)\s*["']?(?:https?:)?\/\//g), file).toBeNull();
    }
  });

  it('links every number of a scorecard to its evidence, which lists every item', () => {
    let numbers = 0;
    for (const { quarter, scope, metrics } of scorecards) {
      const folder = `scorecards/${quarter.id}/${scope.id}`;
      const page = pages.get(`${folder}/index.html`);
      const evidence = pages.get(`${folder}/evidence/index.html`);
      for (const { id, summary, evidence: behind } of metrics) {
        if (summary.value === null || behind.total === 0) continue;
        numbers += 1;
        expect(page?.html.includes(`href="${base}${folder}/evidence/#${id}"`), `${folder} ${id}`).toBe(true);
        const from = evidence?.html.indexOf(`aria-labelledby="${id}"`) ?? -1;
        const section = evidence?.html.slice(from, evidence.html.indexOf('</section>', from)) ?? '';
        expect(section.match(/<td class="item">/g)?.length, `${folder} ${id}`).toBe(behind.total);
      }
    }
    expect(numbers).toBeGreaterThan(50);
  });

  it('tells why a number is missing instead of a zero', () => {
    const missing = scorecards.flatMap((card) =>
      card.metrics.filter(({ state }) => state === 'withheld').map((result) => ({ card, result })),
    );
    expect(missing.length).toBeGreaterThan(0);
    for (const { card, result } of missing) {
      const page = pages.get(`scorecards/${card.quarter.id}/${card.scope.id}/index.html`);
      expect(page?.html.includes(result.reason ?? 'no reason'), result.id).toBe(true);
    }
  });

  it('names teams in alphabetical order wherever it lists them', () => {
    const names = [
      ...(pages.get('index.html')?.html ?? '').matchAll(/<section[^>]*aria-labelledby="([^"]+)"/g),
    ]
      .map(([, id]) => id)
      .filter((id) => scorecards.some(({ scope }) => scope.kind === 'team' && scope.id === id));
    expect(names.length).toBeGreaterThan(2);
    expect(names).toEqual(names.toSorted());
  });

  it('publishes scorecards, definitions and an index that keep to their published schemas', async () => {
    const read = async (file: string): Promise<unknown> =>
      JSON.parse(await readFile(join(site.dist, file), 'utf8'));
    const schema = async (name: string) =>
      z.fromJSONSchema(z.record(z.string(), z.unknown()).parse(await read(`api/schema/${name}.json`)));
    expect((await schema('metrics')).safeParse(await read('api/metrics.json')).error).toBeUndefined();

    const index = await read('api/index.json');
    expect((await schema('index')).safeParse(index).error).toBeUndefined();
    const listed = JSON.stringify(index);
    const published = await schema('scorecard');
    for (const card of scorecards) {
      const file = `api/scorecards/${card.quarter.id}/${card.scope.id}.json`;
      const data = await read(file);
      expect(listed.includes(`"${base}${file}"`), file).toBe(true);
      expect(published.safeParse(data).error, file).toBeUndefined();
      expect(data).toEqual(card);
    }
    expect(published.safeParse({ ...scorecards[0], asOf: 'yesterday' }).success).toBe(false);
  });

  it('keeps scorecards small', () => {
    for (const { file, html } of pages.values()) {
      if (!file.startsWith('scorecards/') || file.includes('/evidence/')) continue;
      expect(gzipSync(html).length, file).toBeLessThan(PAGE_BUDGET);
    }
  });
});

describe('a build with a faulty scorecard', () => {
  it('stops and names the file and the field', async () => {
    const file = '2026-Q3/checkout';
    const build = buildSite({
      base: '/',
      prepare: async (data) => {
        const path = join(data, 'scorecards', `${file}.json`);
        const card = scorecardSchema.parse(JSON.parse(await readFile(path, 'utf8')));
        await writeFile(path, JSON.stringify({ ...card, activePeople: 'several' }));
      },
    });
    await expect(build).rejects.toMatchObject({
      stderr: expect.stringMatching(/checkout[\s\S]*activePeople/),
    });
  }, 120_000);
});
