import { Problem, type ProblemDetails } from '../facts/problem.ts';
import type { PageFields } from './pageKinds.ts';
import { pageKinds } from './pageKinds.ts';
import type { Page } from './pages.ts';
import { proseWords, type Section, sectionsOf, wordsOf } from './prose.ts';

/** Marks what is still to be written, in a file that `npm run new` made: `✎ what to write here`. */
export const BLANK = '✎';

/** A folder with pages, and what it means when a page in it does not keep to how the handbook is written. */
export interface PageFolder {
  folder: string;
  /** `error`: the check fails. `warning`: it is shown; the house style is not for an organisation's own pages. */
  severity: 'error' | 'warning';
}

export interface EditorialReport {
  errors: readonly Problem[];
  warnings: readonly Problem[];
}

/** A run of so many words in a row is not a coincidence. */
const RUN = 8;
/** A section with fewer words says nothing. */
const FEWEST_IN_SECTION = 5;

/**
 * Checks how pages are written: blanks, headings, length, empty sections, what a metric's page must say, and text that
 * two pages share. A page with blanks is not finished: nothing else is checked on it.
 * @param pages all pages of a handbook, from whatever folders
 * @param folders where they come from; a page belongs to the first folder that holds it
 */
export function editorialReport(pages: readonly Page[], folders: readonly PageFolder[]): EditorialReport {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const severityOf = ({ file }: Page) =>
    folders.find(({ folder }) => file.startsWith(`${folder}/`))?.severity ?? 'error';
  const finished: Page[] = [];
  for (const page of pages) {
    const blanks = blanksIn(page.file, page.text);
    errors.push(...blanks);
    if (blanks.length > 0) continue;
    finished.push(page);
    (severityOf(page) === 'error' ? errors : warnings).push(...pageProblems(page));
  }
  for (const { page, problem } of sharedRuns(finished))
    (severityOf(page) === 'error' ? errors : warnings).push(problem);
  return { errors, warnings };
}

/** @returns a problem for each line that is still to be written */
export function blanksIn(file: string, text: string): Problem[] {
  return text.split('\n').flatMap((line, index) => {
    const [, blank] = line.split(BLANK);
    if (blank === undefined) return [];
    return problemOf({
      place: `${file}:${index + 1}`,
      found: 'a blank that `npm run new` left',
      expected: blank.replace(/["'*/\s>}]+$/, '').trim(),
      remedy: `Write it, and remove the ${BLANK}.`,
    });
  });
}

function pageProblems(page: Page): Problem[] {
  const sections = sectionsOf(page.text);
  return [
    ...headingProblems(page, sections),
    ...lengthProblems(page),
    ...sections
      .filter(({ text }) => wordsOf(text).length < FEWEST_IN_SECTION)
      .map(({ heading, line }) =>
        problemOf({
          place: `${page.file}:${line}`,
          found: `hardly a word below \`${heading}\``,
          expected: 'a section that says something',
          remedy: 'Write it; where a page has headings of its own, the heading can go.',
        }),
      ),
    ...(page.kind === 'metric' ? metricProblems(page, sections) : []),
  ];
}

/** A heading that is wrong puts all after it in the wrong place, so only the first is reported. */
function headingProblems({ kind, file, text }: Page, sections: readonly Section[]): Problem[] {
  const { headings } = pageKinds[kind];
  if (headings === null) return [];
  const remedy = `Give the page these headings, in this order: ${headings.join(' · ')}.`;
  const index = sections.findIndex(({ heading, depth }, at) => depth === 1 || heading !== headings[at]);
  const misplaced = sections[index];
  const expected = headings[misplaced === undefined ? sections.length : index];
  if (misplaced !== undefined) {
    return [
      problemOf({
        place: `${file}:${misplaced.line}`,
        found: `the heading \`${misplaced.heading}\``,
        expected:
          expected === undefined ? 'no heading after the last agreed one' : `the heading \`## ${expected}\``,
        remedy,
      }),
    ];
  }
  if (expected === undefined) return [];
  return [
    problemOf({
      place: `${file}:${text.split('\n').length}`,
      found: 'the end of the page',
      expected: `the heading \`## ${expected}\``,
      remedy,
    }),
  ];
}

function lengthProblems({ kind, file, text }: Page): Problem[] {
  const { words } = pageKinds[kind];
  if (words === null) return [];
  const { length } = proseWords(text);
  const [fewest, most] = words;
  if (length >= fewest && length <= most) return [];
  return [
    problemOf({
      place: file,
      found: `${length} words`,
      expected: `${fewest} to ${most} words, without headings, tables and sources`,
      remedy: length < fewest ? 'Say what is missing.' : 'Leave out what readers do not need.',
    }),
  ];
}

/** What every metric's page must say, and where. */
function metricProblems(page: Page, sections: readonly Section[]): Problem[] {
  const { file, value, placeOf } = page;
  const raw = fieldsOf(page.raw);
  const section = (heading: string) => sections.find((each) => each.heading === heading);
  const says = (heading: string, part: RegExp | string): boolean => {
    const text = section(heading)?.text ?? '';
    return typeof part === 'string' ? text.includes(part) : part.test(text);
  };
  const placeIn = (heading: string) => {
    const found = section(heading);
    return found === undefined ? file : `${file}:${found.line}`;
  };
  const problems: Problem[] = [];
  for (const field of ['ranges', 'warnings']) {
    listIn(raw, field).forEach((item, index) => {
      const source = String(fieldsOf(item)['source']);
      if (says('Sources', `](source:${source})`)) return;
      problems.push(
        problemOf({
          place: placeOf([field, index, 'source']),
          found: `the source \`${source}\`, which the section “Sources” does not link to`,
          expected: `a link to \`source:${source}\` in that section`,
          remedy: `Add \`- [title](source:${source}), and what comes from it\`.`,
        }),
      );
    });
  }
  const counterMetrics = listIn(value, 'counterMetrics');
  if (counterMetrics.length === 0)
    problems.push(tooFew(placeOf(['counterMetrics']), 'no counter-metric', 'at least one counter-metric'));
  counterMetrics.forEach((id, index) => {
    if (says('How it is gamed', `](metric:${String(id)})`)) return;
    problems.push(
      problemOf({
        place: placeOf(['counterMetrics', index]),
        found: `the counter-metric \`${String(id)}\`, which the section “How it is gamed” does not link to`,
        expected: `a link to \`metric:${String(id)}\` in that section`,
        remedy: 'Say in that section how this counter-metric shows that the number was gamed.',
      }),
    );
  });
  const computed = 'How it is computed here';
  for (const component of ['HowWeComputeIt', 'WorkedExample']) {
    if (says(computed, `<${component}`)) continue;
    problems.push(lacks(placeIn(computed), computed, `\`<${component}>\``));
  }
  const paired = 'Rule and example';
  if (!says(paired, /<RuleExample\s|<Rule\s/))
    problems.push(lacks(placeIn(paired), paired, '`<RuleExample>` or `<Rule>`'));
  if (listIn(value, 'rules').length === 0)
    problems.push(tooFew(placeOf(['rules']), 'no rule', 'at least one rule that guards its use'));
  if (listIn(value, 'synonyms').length < 2)
    problems.push(
      tooFew(placeOf(['synonyms']), 'fewer than two other names', 'two names that readers search for'),
    );
  return problems;
}

function tooFew(place: string, found: string, expected: string): Problem {
  return problemOf({ place, found, expected, remedy: 'Add what is missing to the field.' });
}

function lacks(place: string, heading: string, component: string): Problem {
  return problemOf({
    place,
    found: `a section “${heading}” without ${component}`,
    expected: `${component} in this section`,
    remedy: 'Add it; the README’s table of components says what for.',
  });
}

/** Texts that two pages share, reported for the later of the two; quoted ranges may be the same on several pages. */
function sharedRuns(pages: readonly Page[]): { page: Page; problem: Problem }[] {
  const seen = new Map<string, { page: Page; place: string }>();
  const reported = new Set<string>();
  const found: { page: Page; problem: Problem }[] = [];
  for (const page of pages) {
    for (const { words, placeAt } of textsOf(page)) {
      for (let start = 0; start + RUN <= words.length; start += 1) {
        const run = words.slice(start, start + RUN).join(' ');
        const place = placeAt(start);
        const other = seen.get(run);
        seen.set(run, other ?? { page, place });
        const pair = `${other?.place} ${place}`;
        // The runs that follow on the same line belong to the same shared text.
        if (other === undefined || other.page === page || reported.has(pair)) continue;
        reported.add(pair);
        found.push({
          page,
          problem: problemOf({
            place,
            found: `“${run}”, as in ${other.place}`,
            expected: `no ${RUN} words in a row that another page has`,
            remedy: 'Say it in other words, or link to the other page.',
          }),
        });
      }
    }
  }
  return found;
}

interface PageText {
  words: readonly string[];
  placeAt: (index: number) => string;
}

/** The text of a page and the sentences of its fields. */
function textsOf({ file, text, kind, raw, placeOf }: Page): PageText[] {
  const prose = pageKinds[kind].words === null ? [] : proseWords(text);
  return [
    {
      words: prose.map(({ word }) => word),
      placeAt: (index) => `${file}:${prose[index]?.line ?? 1}`,
    },
    ...sentencesIn(raw).map(({ sentence, path }) => ({
      words: wordsOf(sentence),
      placeAt: () => placeOf(path),
    })),
  ];
}

function sentencesIn(
  value: unknown,
  path: readonly PropertyKey[] = [],
): { sentence: string; path: readonly PropertyKey[] }[] {
  if (path[0] === 'ranges') return [];
  if (typeof value === 'string') return [{ sentence: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => sentencesIn(item, [...path, index]));
  return Object.entries(fieldsOf(value)).flatMap(([key, item]) => sentencesIn(item, [...path, key]));
}

function listIn(fields: PageFields, field: string): readonly unknown[] {
  const value = fields[field];
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): PageFields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is PageFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemOf(details: Omit<ProblemDetails, 'exitCode'>): Problem {
  return new Problem({ ...details, exitCode: 2 });
}
