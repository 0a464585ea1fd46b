import { existsSync, readFileSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { type Scorecard, scorecardSchema } from '../../src/scorecard/schema.ts';
import { entriesOf } from '../../src/views/entries.ts';
import { readEvidence } from '../../src/views/evidence/readEvidence.ts';
import { figureOf } from '../../src/views/figure.ts';
import { paths } from '../../src/views/paths.ts';
import { casesOf, isDeep } from '../support/deep.ts';
import { pictureIds } from '../support/handbook.ts';
import { ownFolder } from '../support/runFolder.ts';
import { type BuiltSite, builtSite, failedBuild, filesIn, sampleScorecards } from '../support/site.ts';
import { unitsIn } from '../support/units.ts';

/** A page of a built site. */
interface Page {
  /** Below the site's folder. */
  file: string;
  html: string;
  ids: string[];
}

const PAGE_BUDGET = 100_000;
const EVIDENCE_BUDGET = 150_000;

const handbook = await loadHandbook('content', pictureIds);
const kinds = ['metric', 'principle', 'anti-pattern', 'rule', 'playbook', 'lesson', 'chapter'] as const;
const handbookPaths = kinds.flatMap((kind) => entriesOf(handbook, kind)).map(({ path }) => path);

const filesUnder = async (folder: string) => (await filesIn(folder)).map((name) => join(folder, name));

/** The metrics that lessons and chapters take figures of. */
const taught = new Set(
  (await Promise.all(['content/learn', 'content/chapters'].map(filesUnder)))
    .flat()
    .filter((name) => name.endsWith('.mdx'))
    .flatMap((name) => [...readFileSync(name, 'utf8').matchAll(/<Sample(?:Kpi)?\b[^>]*\smetric="([^"]+)"/g)])
    .map(([, id = '']) => id),
);

/** Pages that lead to the pages of the handbook. */
const ways = [
  paths.handbook,
  paths.metrics,
  paths.principles,
  paths.antiPatterns,
  paths.rules,
  paths.playbooks,
  paths.learn,
  paths.chapters,
  paths.pyramid,
  paths.stages,
  paths.responsibilities,
  paths.systems,
  paths.sources,
  paths.glossary,
];

const OF_A_PROJECT = '/metrics-of-ours/';

describe.each(casesOf({ all: ['/', OF_A_PROJECT], few: [OF_A_PROJECT] }))('the site at %s', (base) => {
  let site: BuiltSite;
  let files: Set<string>;
  let pages: Map<string, Page>;
  /** Pages that only lead on to another. */
  let redirects: Map<string, string>;
  let scorecards: Scorecard[];

  beforeAll(async () => {
    site = await builtSite(base);
    files = new Set(await filesIn(site.dist));
    pages = new Map();
    redirects = new Map();
    for (const file of files) {
      if (!file.endsWith('.html')) continue;
      const html = await readFile(join(site.dist, file), 'utf8');
      // A digest is a letter, not a page of the site.
      if (file.startsWith('digest/')) continue;
      if (html.includes('http-equiv="refresh"')) redirects.set(file, html);
      else
        pages.set(file, { file, html, ids: [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id) });
    }
    const names = (await filesIn(site.scorecards)).filter((name) => name.endsWith('.json'));
    scorecards = await Promise.all(
      names.map(async (name) =>
        scorecardSchema.parse(JSON.parse(await readFile(join(site.scorecards, name), 'utf8'))),
      ),
    );
  }, 300_000);

  it('has a page for each quarter, scorecard, evidence list and metric', () => {
    expect(scorecards.length).toBeGreaterThan(10);
    for (const { quarter, scope, metrics } of scorecards) {
      expect(pages.keys()).toContain(`scorecards/${quarter.id}/index.html`);
      expect(pages.keys()).toContain(`scorecards/${quarter.id}/${scope.id}/index.html`);
      expect(pages.keys()).toContain(`scorecards/${quarter.id}/${scope.id}/detail/index.html`);
      expect(pages.keys()).toContain(`scorecards/${quarter.id}/${scope.id}/evidence/index.html`);
      for (const { id } of metrics) expect(pages.keys()).toContain(`metrics/${id}/index.html`);
    }
  });

  it('shows no mark of a verdict without its word, and no chart without a sentence that says what it shows', () => {
    let marks = 0;
    for (const { file, html } of pages.values()) {
      for (const [mark, head = '', look = '', word = ''] of html.matchAll(
        /<span class="verdict ([^>]*)><svg[^>]*aria-hidden="true"[^>]*>.*?<\/svg><span([^>]*)>([^<]*)<\/span>/g,
      )) {
        marks += 1;
        expect(word.trim(), `${file}: ${mark}`).not.toBe('');
        // A word that is not seen is shown to a pointer.
        if (look.includes('sr-only')) expect(head, `${file}: ${mark}`).toContain(`title="${word}"`);
      }
      expect(html.match(/class="verdict /g)?.length ?? 0).toBe(
        html.match(/class="verdict [^>]*><svg/g)?.length ?? 0,
      );
      for (const [chart, desc = ''] of html.matchAll(/<svg [^>]*class="chart"[^>]*>.*?<desc[^>]*>([^<]*)/g))
        expect(desc, `${file}: ${chart.slice(0, 200)}`).toMatch(/\w.*[.?!]$/);
    }
    expect(marks).toBeGreaterThan(1000);
  });

  it('says in which file a page of the handbook is written', () => {
    for (const path of ['metrics/cycle-time', 'principles/teams-not-individuals'])
      expect(pages.get(`${path}/index.html`)?.html).toContain(`content/${path}.mdx`);
  });

  it('writes each number in one unit and one rounding: on the home page, in reviews, details, evidence and metrics', () => {
    const written = new Map<string, Set<string>>();
    const see = (quarter: string, scope: string, metric: string, text: string) => {
      const key = `${quarter} ${scope} ${metric}`;
      written.set(key, (written.get(key) ?? new Set()).add(text.trim()));
    };
    for (const { file, html } of pages.values()) {
      // A row that leads to the number in detail.
      for (const [, quarter = '', scope = '', metric = '', text = ''] of html.matchAll(
        /scorecards\/([\w-]+)\/([\w-]+)\/detail\/#([\w-]+)">[^<]*<\/a><(?:strong|span class="figure"><span class="value")>([^<]+)</g,
      ))
        see(quarter, scope, metric, text);
      const [, quarter = '', scope = ''] =
        /^scorecards\/([\w-]+)\/([\w-]+)\/(?:detail|evidence)\//.exec(file) ?? [];
      if (scope === '') continue;
      for (const [, metric = '', text = ''] of html.matchAll(
        /<th scope="row"><a href="[^"]*metrics\/([\w-]+)\/">[^<]*<\/a><\/th><td class="number"><strong>([^<]+)</g,
      ))
        see(quarter, scope, metric, text);
      for (const [, text = '', metric = ''] of html.matchAll(
        /<summary><strong>[^<]*<\/strong>([^<]*)<span class="soft">[^<]*<\/span><\/summary><div id="([\w-]+)"/g,
      ))
        if (text.trim() !== '') see(quarter, scope, metric, text);
    }
    let seen = 0;
    for (const { quarter, scope, metrics } of scorecards)
      for (const result of metrics) {
        const { value } = figureOf(result, handbook.metrics.get(result.id));
        const texts = written.get(`${quarter.id} ${scope.id} ${result.id}`) ?? new Set();
        if (value === null) continue;
        for (const text of texts)
          expect.soft(text, `${result.id} of ${scope.id} in ${quarter.id}`).toBe(value);
        expect.soft(result.sentence).toContain(value);
        seen += texts.size;
      }
    expect(seen).toBeGreaterThan(500);
  });

  it('writes all numbers of a result in one unit: in its sentence and in each line of figures', () => {
    let told = 0;
    for (const { metrics } of scorecards)
      for (const result of metrics) {
        const { change, changeInterval, ...figure } = figureOf(result, handbook.metrics.get(result.id));
        const units = unitsIn([result.sentence, ...Object.values(figure)].join(' '));
        expect.soft(units.length, result.sentence).toBeLessThanOrEqual(1);
        told += units.length;
      }
    expect(told).toBeGreaterThan(200);
  });

  it('has a calendar file with the days after each of the next four quarters', async () => {
    const text = (await readFile(join(site.dist, 'calendar.ics'), 'utf8')).replaceAll(/\r?\n /g, '');
    expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(16);
    expect(text).toMatch(/^DTSTART;VALUE=DATE:20261001[\s\S]*?^SUMMARY:2026-Q3 has ended/m);
    expect(text).toMatch(/^SUMMARY:Seal 2026-Q3 and publish it/m);
  });

  it('leads on from the other names of metrics, and from the latest scorecards to those of the latest closed quarter', () => {
    expect(redirects.get('scorecards/latest/index.html')).toContain(`url=${base}scorecards/2026-Q3/"`);
    expect(redirects.get('scorecards/latest/checkout/index.html')).toContain(
      `url=${base}scorecards/2026-Q3/checkout/"`,
    );
    expect(redirects.get('scorecards/checkout/index.html')).toContain(
      `url=${base}scorecards/2026-Q3/checkout/"`,
    );
    expect(redirects.get('metrics/ttrs/index.html')).toContain(
      `url=${base}metrics/time-to-restore-service/"`,
    );
    for (const [file, html] of redirects) {
      const to = /url=([^"#]+)/.exec(html)?.[1]?.slice(base.length);
      expect(pages.keys(), file).toContain(`${to}index.html`);
    }
    expect(redirects.size).toBeGreaterThan(100);
  });

  it('asks which metric is meant by a name that several have, with what each of them is', () => {
    const page = pages.get('metrics/mttr/index.html')?.html ?? '';
    for (const id of ['time-to-restore-service', 'failed-deployment-recovery-time']) {
      expect(page).toContain(`href="${base}metrics/${id}/"`);
      expect(page).toContain(handbook.metrics.get(id)?.description);
    }
  });

  it('shows code as code: no page has a backtick in its text', () => {
    const raw: string[] = [];
    for (const { file, html } of pages.values()) {
      // Licences are quoted as they are.
      if (file === 'licences/index.html') continue;
      const text = html
        .replaceAll(/<(script|style|pre|code|textarea)\b.*?<\/\1>/gs, '')
        .replaceAll(/<[^>]+>/g, ' ');
      raw.push(...[...text.matchAll(/.{0,40}`.{0,20}/g)].map(([part]) => `${file}: ${part}`));
    }
    expect(raw).toEqual([]);
  });

  it('lists on the page of a quarter what its teams wrote, promised and owe, with the days', () => {
    const page = pages.get(`${paths.quarter('2026-Q3')}index.html`)?.html ?? '';
    expect(page).toContain('None of the changes can be told from noise, and we read no trend into them.');
    expect(page).toMatch(/Not written yet:.*detail\/#review">Checkout<\/a>/s);
    expect(page).toContain('by 30 October 2026');
    expect(page).toContain('Merged without approval');
    expect(page).toMatch(/href="[^"]+catalogue\/detail\/#review">Respond</);
    expect(page).toMatch(/Agree in the team which changes may be merged.*By 15 August 2026/s);
    expect(page).toContain('id="questions"');
  });

  it('keeps what works a page out of the index of its texts', async () => {
    const fragments = [...files].filter((file) => file.endsWith('.pf_fragment'));
    expect(fragments.length).toBeGreaterThan(200);
    const leaks: string[] = [];
    for (const file of fragments) {
      const text = gunzipSync(await readFile(join(site.dist, file))).toString();
      for (const [part] of text.matchAll(
        /.{0,40}(?:Copy as Markdown|Link to “|Scrolls sideways|CSVJSON|Take away:).{0,20}/g,
      ))
        leaks.push(part);
    }
    expect(leaks).toEqual([]);
  });

  it('has a digest of each closed scorecard, a badge of each team, and a list of its pages for programs', async () => {
    for (const { quarter, scope } of scorecards.filter((card) => card.quarter.closed)) {
      const digest = await readFile(join(site.dist, `digest/${quarter.id}/${scope.id}.md`), 'utf8');
      expect(digest).toContain(`${base}scorecards/${quarter.id}/${scope.id}/`);
      expect(digest).toContain('Sample data');
      expect(files.has(`digest/${quarter.id}/${scope.id}.html`)).toBe(true);
      expect(files.has(`badges/${scope.id}.svg`)).toBe(true);
    }
    expect(await readFile(join(site.dist, 'llms.txt'), 'utf8')).toContain(`(${base}metrics/cycle-time/)`);
  });

  it('shows the organisation’s notes on their pages, and its events in their quarter', async () => {
    const noteOn = (path: string) =>
      /<section class="with-us".*?<\/section>/s.exec(pages.get(`${path}/index.html`)?.html ?? '')?.[0];
    const note = noteOn('metrics/change-failure-rate');
    expect(note).toContain('Label its issue');
    expect(note).toContain(`href="${base}metrics/lead-time-for-changes/"`);
    expect(noteOn('rules/small-patches')).toContain('Generated clients');
    expect(noteOn('metrics/cycle-time')).toBeUndefined();
    const review = (path: string) => pages.get(`scorecards/${path}/index.html`)?.html;
    expect(review('2026-Q1/checkout')).toContain('A bot comments on every change');
    expect(review('2026-Q1/platform')).not.toContain('A bot comments on every change');
    expect(review('2026-Q3/platform')).toContain('Summer holidays, 13 July 2026 to 21 August 2026');
    expect(await readFile(join(site.dist, 'digest/2026-Q3/checkout.md'), 'utf8')).toContain(
      '- Summer holidays',
    );
  });

  it('has a calendar of the days on which the routine of each quarter falls', async () => {
    const calendar = await readFile(join(site.dist, 'calendar.ics'), 'utf8');
    const folded = calendar.replaceAll('\r\n ', '');
    expect(folded).toMatch(/DTSTART;VALUE=DATE:20261001\r\n(?:(?!END:VEVENT).)*SUMMARY:2026-Q3 has ended/s);
    expect(folded).toMatch(
      /DTSTART;VALUE=DATE:20261014\r\n(?:(?!END:VEVENT).)*SUMMARY:The reviews of 2026-Q3 are due/s,
    );
    expect(calendar.match(/BEGIN:VEVENT/g)?.length).toBeGreaterThanOrEqual(12);
  });

  it('shows imported numbers with their tool and date, and what feeds them', () => {
    const text = (path: string) => pages.get(`${path}index.html`)?.html ?? '';
    for (const [id, { live }] of handbook.metrics) {
      if (live.length !== 1 || live[0] !== 'import') continue;
      const page = text(paths.metric(id));
      expect(page, id).toContain('Imported here');
      expect(page, id).toMatch(/From <a href="[^"]+#import-[a-z-]+">[^<]+<\/a>, exported/);
      expect(page, id).toContain('Recipes that feed it');
    }
    const health = text(paths.dataHealth);
    for (const name of ['Zendesk', 'Prometheus', 'Survey form']) expect(health).toContain(`<td>${name}</td>`);
    expect(health).toMatch(/id="import-zendesk"/);
    expect(text(paths.systems)).toContain('id="recipe-zendesk"');
    const business = /id="business".*?<\/section>/s.exec(text(paths.pyramid))?.[0] ?? '';
    expect(business.match(/ in 2026-Q3/g)?.length).toBeGreaterThan(20);
  });

  it('shows a KPI beside the business metric that it serves, and its error budget', () => {
    const detail = pages.get(`${paths.detail('2026-Q3', 'platform')}index.html`)?.html ?? '';
    const kpi = /id="system-uptime".*?Why is this number so/s.exec(detail)?.[0] ?? '';
    expect(kpi).toContain('Customer retention');
    expect(kpi).toContain('That one moves after the other proves nothing');
    expect(kpi).toMatch(/Error budget[\s\S]*% spent: [\d,]+ of the [\d,]+ minutes/);
    expect(kpi).toContain('unplanned downtime');
  });

  it('says why each number is so, or why there is none, in one panel for every metric of a scorecard', () => {
    const heads = [
      'Definition',
      'What was counted',
      'What was left out',
      'Evidence',
      'History',
      'If it is wrong',
    ];
    for (const { quarter, scope, metrics, kpis } of scorecards) {
      const html = pages.get(`${paths.detail(quarter.id, scope.id)}index.html`)?.html ?? '';
      const panels = new Map(
        [...html.matchAll(/<dl class="facts why" id="why-([\w-]+)".*?<\/dl>/gs)].map(([panel, id = '']) => [
          id,
          panel,
        ]),
      );
      expect([...panels.keys()].toSorted()).toEqual(metrics.map(({ id }) => id).toSorted());
      for (const { id, summary, definitionVersion } of metrics) {
        const panel = panels.get(id) ?? '';
        for (const head of heads) expect(panel, `${id} of ${scope.id}`).toContain(`<dt>${head}</dt>`);
        expect(panel.includes('<dt>Intervals</dt>')).toBe(summary.value !== null);
        expect(panel).toContain(`version ${definitionVersion}: `);
        if (kpis.includes(id) || summary.value !== null) expect(html).toContain(`<a href="#why-${id}">Why?`);
      }
    }
  });

  it('shows each response once in detail: a KPI’s beside its number, others in the review', () => {
    const html = pages.get(`${paths.detail('2026-Q3', 'catalogue')}index.html`)?.html ?? '';
    const once = (text: string) => expect(html.split(text), text).toHaveLength(2);
    once('It fell for the third quarter in a row.');
    once('Nearly a quarter of our weeks belonged to a run of long ones.');
    expect(/<dt>The team says<\/dt><dd>It fell/.test(html)).toBe(true);
  });

  it('keeps the space between a word and a link', () => {
    const stuck: string[] = [];
    for (const { file, html } of pages.values()) {
      const text = html.replaceAll(/<(script|style|svg)\b.*?<\/\1>/gs, '');
      for (const [part] of text.matchAll(/[A-Za-z,;:]<a [^>]*>(?!<sup>)|<\/a>[A-Za-z(]/g))
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
        const [path = '', anchor] = address.replace(/\?[^#]*/, '').split('#');
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

  it('has a page for each page of the handbook, and for each way to it', () => {
    for (const path of [...handbookPaths, ...ways]) expect(pages.keys()).toContain(`${path}index.html`);
    expect(handbookPaths.length).toBeGreaterThan(150);
  });

  it('reaches every page of the handbook in two clicks from the home page, and no page by its address alone', () => {
    const oneClick = targetsOf('index.html');
    const reached = new Set([...oneClick].flatMap((file) => [file, ...targetsOf(file)]));
    const far = [...handbookPaths, ...ways].filter((path) => !reached.has(`${path}index.html`));
    expect(far).toEqual([]);

    const linked = new Set(
      [...pages.keys()].flatMap((file) => [...targetsOf(file)].filter((target) => target !== file)),
    );
    const orphans = [...pages.keys()].filter((file) => !linked.has(file));
    expect(orphans).toEqual(['404.html']);
  });

  it('says in each link where it leads', () => {
    const vague = /^(?:|(?:click |see |read )?(?:here|more|this|this page|link|details))$/i;
    const found: string[] = [];
    for (const { file } of pages.values())
      for (const { text, address } of linksOf(file))
        if (vague.test(text) || text.startsWith('http')) found.push(`${file}: “${text}” to ${address}`);
    expect(found).toEqual([]);
  });

  it('gives each page a title of its own', () => {
    const titles = Map.groupBy(
      [...pages.values()].map(({ file, html }) => ({ file, title: /<title>([^<]*)/.exec(html)?.[1] ?? '' })),
      ({ title }) => title,
    );
    expect([...titles].filter(([title, of]) => title === '' || of.length > 1)).toEqual([]);
  });

  it('leads from links of one name on a page of the handbook to one page', () => {
    const found: string[] = [];
    for (const path of [...handbookPaths, ...ways]) {
      const leads = new Map<string, string>();
      for (const { text, address } of linksOf(`${path}index.html`)) {
        const page = address.split('#')[0] || `${base}${path}`;
        const other = leads.get(text) ?? page;
        if (other !== page) found.push(`${path}: “${text}” to ${other} and ${page}`);
        leads.set(text, other);
      }
    }
    expect(found).toEqual([]);
  });

  /** The links of a page with their accessible names. */
  function linksOf(file: string): { text: string; address: string }[] {
    const html = pages.get(file)?.html ?? '';
    return [...html.matchAll(/<a\b([^>]*)>(.*?)<\/a>/gs)].flatMap(([, attributes = '', inside = '']) => {
      const address = /\shref="([^"]*)"/.exec(attributes)?.[1];
      const label = /\saria-label="([^"]*)"/.exec(attributes)?.[1];
      const text = inside.replaceAll(/<svg\b.*?<\/svg>|<[^>]*>/gs, '').replaceAll(/\s+/g, ' ');
      return address === undefined ? [] : [{ text: (label ?? text).trim(), address }];
    });
  }

  /** The pages of this site that a page links to. */
  function targetsOf(file: string): Set<string> {
    const targets = linksOf(file).flatMap(({ address }) => {
      const [path = ''] = address.split(/[?#]/);
      return path.startsWith(base) ? [`${path.slice(base.length)}index.html`] : [];
    });
    return new Set(targets.filter((target) => pages.has(target)));
  }

  it('says of each figure in a lesson that it is sample data, whatever the site shows', () => {
    let lessons = 0;
    for (const { file, html } of pages.values()) {
      if (!/^(?:learn|chapters)\//.test(file) || !/class="sample-(?:figure|kpi)"/.test(html)) continue;
      lessons += 1;
      const text = html.replace(/<aside class="sample-notice".*?<\/aside>/s, '').replaceAll(/<[^>]*>/g, '');
      expect(text, file).toMatch(/sample (?:data|organisation|team|scorecard)/i);
    }
    expect(lessons).toBeGreaterThan(5);
  });

  it('leads new readers first to the chapter on starting a metrics programme', () => {
    const home = pages.get('index.html')?.html ?? '';
    const [, door = ''] = home.split('New here');
    const [, first] = /<a href="([^"]+)"/.exec(door) ?? [];
    expect(first).toBe(`${base}chapters/starting-a-metrics-programme/`);
  });

  it('shows on a metric’s page the question, the definition and our numbers before the text, and ranges after it', () => {
    for (const [id, { question }] of handbook.metrics) {
      const html = pages.get(`metrics/${id}/index.html`)?.html ?? '';
      const parts = [
        '<p class="deck">',
        'aria-label="Our numbers"',
        'id="what-it-tells-you"',
        'id="how-it-is-computed-here"',
      ];
      const places = parts.map((part) => html.indexOf(part));
      expect(places, id).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0], `${id}: ${question}`).toBeGreaterThan(0);
      const ranges = html.indexOf('id="ranges"');
      if (ranges >= 0) expect(ranges, id).toBeGreaterThan(html.indexOf('id="sources"'));
    }
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

  it('links every number of a scorecard to its evidence: the first items on the page, all of them in files', async () => {
    let numbers = 0;
    for (const { quarter, scope, metrics, kpis } of scorecards) {
      const folder = `scorecards/${quarter.id}/${scope.id}`;
      const page = pages.get(`${folder}/detail/index.html`);
      const evidence = pages.get(`${folder}/evidence/index.html`);
      for (const { id, summary, evidence: behind } of metrics) {
        if (summary.value === null || behind.total === 0) continue;
        numbers += 1;
        expect(page?.html.includes(`href="${base}${folder}/evidence/#${id}"`), `${folder} ${id}`).toBe(true);
        const from = evidence?.html.indexOf(`<div id="${id}"`) ?? -1;
        expect(from, `${folder} ${id}`).toBeGreaterThan(0);
        const section = evidence?.html.slice(from, evidence.html.indexOf('</details>', from)) ?? '';
        if (kpis.includes(id))
          expect(section.match(/<td class="item">/g)?.length, `${folder} ${id}`).toBe(
            Math.min(25, behind.total),
          );
        if (scope.kind === 'organisation') continue;
        const listed = await readEvidence(fileOf(folder), id);
        expect(new Set(listed.map((item) => item.id)).size, `${folder} ${id}`).toBe(behind.total);
      }
    }
    expect(numbers).toBeGreaterThan(50);
  });

  /** Reads the files of evidence as the page's script does. */
  function fileOf(folder: string) {
    return async (name: string): Promise<unknown> => {
      const bytes = await readFile(join(site.dist, folder, 'evidence', `${name}.json.gz`));
      expect(bytes.length, `${folder} ${name}`).toBeLessThan(EVIDENCE_BUDGET);
      return JSON.parse(gunzipSync(bytes).toString());
    };
  }

  it('speaks of one item, not of 1 items', () => {
    const texts = [...pages.values()].map(({ html }) => html.replaceAll(/<[^>]+>/g, ' '));
    expect(texts.filter((text) => /(?<![\d,.])1\sitem\b/.test(text)).length).toBeGreaterThan(0);
    expect(texts.filter((text) => /(?<![\d,.])1\sitems\b/.test(text))).toEqual([]);
  });

  it('tells why a number is missing instead of a zero', () => {
    const missing = scorecards.flatMap((card) =>
      card.metrics.filter(({ state }) => state === 'withheld').map((result) => ({ card, result })),
    );
    expect(missing.length).toBeGreaterThan(0);
    for (const { card, result } of missing) {
      const page = pages.get(`scorecards/${card.quarter.id}/${card.scope.id}/detail/index.html`);
      expect(page?.html.includes(result.reason ?? 'no reason'), result.id).toBe(true);
    }
  });

  it('tells on every scorecard which rules it keeps, and links each to its page', () => {
    for (const { quarter, scope } of scorecards) {
      const section = sectionOf(`scorecards/${quarter.id}/${scope.id}/detail/index.html`, 'rules');
      expect(section, `${quarter.id} ${scope.id}`).toMatch(/Kept \d+ of the/);
      expect(section.split(`href="${base}rules/`).length, `${quarter.id} ${scope.id}`).toBeGreaterThan(10);
    }
    expect(sectionOf('scorecards/2026-Q3/labs/detail/index.html', 'rules')).toContain(
      'no KPI that is lagging',
    );
    expect(sectionOf('rules/leading-and-lagging-together/index.html', 'pair')).toMatch(
      /Kept by 3 of 4\s+teams[\s\S]*Broken by\s+<a[^>]*scorecards\/2026-Q3\/labs\/detail\/#rules[^>]*>Labs/,
    );
  });

  it('shows what a team wrote beside the number and whole at the top, and says where it wrote nothing', () => {
    const answered = 'scorecards/2026-Q3/catalogue/detail/index.html';
    expect(sectionOf(answered, 'review-coverage')).toMatch(/The team says[\s\S]*It will change/);
    expect(sectionOf(answered, 'cycle-time')).not.toContain('The team says');
    expect(sectionOf(answered, 'review')).toContain('sample review of an invented team');
    expect(sectionOf('scorecards/2026-Q1/catalogue/detail/index.html', 'review')).toContain(
      'Nothing was written about this quarter.',
    );
    expect(sectionOf('scorecards/2026-Q3/labs/detail/index.html', 'review')).toMatch(
      /content\/sample\/reviews\/labs\/2026-Q3\.mdx[\s\S]*quarter: 2026-Q3/,
    );
  });

  /** A part of a page by the id of its heading; empty where there is none. */
  function sectionOf(file: string, id: string): string {
    const html = pages.get(file)?.html ?? '';
    const from = html.indexOf(`aria-labelledby="${id}"`);
    return from < 0 ? '' : html.slice(from, html.indexOf('</section>', from));
  }

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

describe('the sample that lessons speak of', () => {
  it('is what scoring the sample organisation gives (`npm test -- test/site -u` writes it again)', async () => {
    const scorecards = await sampleScorecards();
    const read = async (file: string) => scorecardSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const scored = await read(join(scorecards, '2026-Q3/checkout.json'));
    const metrics = scored.metrics.filter(({ id }) => taught.has(id));
    expect(metrics.length).toBe(taught.size);
    const sample = `${JSON.stringify({ ...scored, metrics }, null, 1)}\n`;
    await expect(sample).toMatchFileSnapshot(join(import.meta.dirname, '../../content/learn/sample.json'));
  }, 300_000);
});

describe('a build stops and says what is wrong', () => {
  /** Replaces a part of a file that has it. */
  async function replace(file: string, part: string | RegExp, by: string): Promise<void> {
    const text = await readFile(file, 'utf8');
    const changed = text.replace(part, by);
    expect(changed, file).not.toBe(text);
    await writeFile(file, changed);
  }

  describe('in pages, all at once', () => {
    let said: string;
    let ran: string;

    beforeAll(async () => {
      ran = join(await ownFolder(), 'ran');
      const code = `globalThis.process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(ran)}, '')`;
      const forms = [
        `import { x } from 'data:text/javascript,${code}'`,
        `export const y = ${code}`,
        `{${code}}`,
        `<Warning {...(${code}, {})}>text</Warning>`,
        `<Warning source={${code}}>text</Warning>`,
      ];
      said = await failedBuild(async ({ content }) => {
        await replace(
          join(content, 'metrics/cycle-time.mdx'),
          /^counterMetrics: \[change-failure-rate/m,
          'counterMetrics: [chnge-failure-rate',
        );
        await replace(join(content, 'metrics/review-coverage.mdx'), '</WorkedExample>', '');
        await appendFile(join(content, 'metrics/work-in-progress.mdx'), `\n${forms.join('\n\n')}\n`);
      });
    }, 300_000);

    it('with an unknown id: file and line, what is allowed, the nearest one', () => {
      expect(said).toMatch(
        /content\/metrics\/cycle-time\.mdx:\d+:\d+\s+found: +the metric id `chnge-failure-rate`/,
      );
      expect(said).toContain('expected: the id of a page in `content/metrics`');
      expect(said).toContain('Did you mean `change-failure-rate`?');
    });

    it('with MDX that cannot be read: file and place', () => {
      expect(said).toMatch(
        /content\/metrics\/review-coverage\.mdx:\d+:\d+\s+found: +MDX that cannot be read: .*<WorkedExample>.*\d+:\d+/,
      );
    });

    it('with code in a page, whatever its form, and runs none of it', () => {
      expect(existsSync(ran)).toBe(false);
      expect(said).toMatch(/content\/metrics\/work-in-progress\.mdx:\d+:\d+\s+found: /);
    });
  });

  // Astro bundles the site first; `check` reads scorecards in the same way.
  it.runIf(isDeep)(
    'with a field of a scorecard that is not a number: file and field',
    async () => {
      const said = await failedBuild(({ data }) =>
        replace(
          join(data, 'scorecards/2026-Q3/checkout.json'),
          /"activePeople": ?\d+/,
          '"activePeople":"several"',
        ),
      );
      expect(said).toMatch(/checkout[\s\S]*activePeople/);
    },
    300_000,
  );
});
