import { z } from 'zod';
import plumbline from '../../package.json' with { type: 'json' };
import { BLANK } from '../../src/handbook/editorial.ts';
import { type PageKind, pageKinds } from '../../src/handbook/pageKinds.ts';
import { sourceReference } from '../../src/handbook/source.ts';
import { schemaLine } from './schemaFiles.ts';

/** What a new page has to fit into. */
export interface Surroundings {
  /** The first free place in the reading order of its kind. */
  order: number;
  /** A metric, a principle and a source that exist, for fields that need one. */
  metric: string;
  principle: string;
  source: string;
  /** Whether a rule gets a check. */
  withCheck: boolean;
  /** Whether the page is an organisation's own: its code lies beside it. */
  own: boolean;
}

/** A file to be written, below the folder of pages or below the project's root. */
export interface NewFile {
  below: 'pages' | 'root';
  path: string;
  text: string;
}

/** What a field's JSON Schema says of it. */
const fieldSchema = z.object({
  description: z.string(),
  enum: z.array(z.string()).optional(),
  items: z.object({ enum: z.array(z.string()).optional() }).optional(),
});
const pageSchema = z.object({
  properties: z.record(z.string(), fieldSchema),
  required: z.array(z.string()),
});

/**
 * @returns the files of a new page: valid as they are, with a blank for everything that somebody has to write
 */
export function scaffold(kind: PageKind, id: string, around: Surroundings): NewFile[] {
  const { folder, extension } = pageKinds[kind];
  const fields = fieldsOf(kind, valuesOf(kind, id, around));
  const text =
    extension === '.yaml'
      ? `${schemaLine('rule', around.own ? 4 : 2)}\n${fields}`
      : `---\n${fields}---\n\n${bodyOf(kind)}`;
  const page: NewFile = { below: 'pages', path: `${folder}/${id}${extension}`, text };
  const code = kind === 'metric' ? METRIC : kind === 'rule' && around.withCheck ? CHECK : null;
  if (code === null) return [page];
  if (around.own) {
    const from = kind === 'metric' ? 'plumbline/metrics/' : 'plumbline/policy/';
    return [page, { below: 'pages', path: `${folder}/${id}.ts`, text: code.replaceAll("'./", `'${from}`) }];
  }
  if (kind === 'metric') return [page, { below: 'root', path: `src/metrics/${id}.ts`, text: code }];
  return [
    page,
    { below: 'root', path: `src/policy/${id}.ts`, text: code },
    { below: 'root', path: `test/policy/${id}.test.ts`, text: checkTest(id) },
  ];
}

/** Values of the fields that cannot simply be left to be written, in YAML. */
function valuesOf(kind: PageKind, id: string, around: Surroundings): Record<string, string> {
  const title = `${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`;
  const sources = { sources: '[]', synonyms: '[]' };
  switch (kind) {
    case 'metric':
      return {
        title,
        question: JSON.stringify(`${BLANK} The one question that this metric answers?`),
        kind: 'distribution',
        unit: 'hours',
        live: '[pr]',
        systems: '[github]',
        gamedBy: '[How it can be improved without improving anything]',
        counterMetrics: '[]',
        notFor: '[Judging or comparing people]',
        stage: '[development]',
        rules: '[]',
        antiPatterns: '[]',
        playbooks: '[]',
        synonyms: '[]',
        version: '1',
        since: JSON.stringify(plumbline.version),
      };
    case 'principle':
      return { title, order: `${around.order}`, metrics: '[]', antiPatterns: '[]', rules: '[]', ...sources };
    case 'anti-pattern':
      return {
        title,
        order: `${around.order}`,
        watchInstead: `[${around.metric}]`,
        principles: `[${around.principle}]`,
        ...sources,
      };
    case 'playbook':
      return {
        title,
        order: `${around.order}`,
        look: listOf({ metric: around.metric, why: 'What it shows.' }),
        worked: listOf({ metric: around.metric, by: 'By when.', sign: 'What to see in it.' }),
        ...sources,
      };
    case 'lesson':
      return {
        title,
        order: `${around.order}`,
        minutes: '5',
        principles: `[${around.principle}]`,
        questions: `${question('A first question?')}${question('A second question?')}`,
      };
    case 'chapter':
      return {
        title,
        order: `${around.order}`,
        questions: ['first', 'second', 'third']
          .map((which) => `\n  - "${BLANK} A ${which} question that readers ask?"`)
          .join(''),
        metrics: `[${around.metric}]`,
        principles: '[]',
        playbooks: '[]',
        sources: `[${around.source}]`,
        synonyms: '[]',
      };
    case 'rule':
      return {
        title,
        source: `[${around.source}]`,
        severity: 'should',
        ...(around.withCheck ? { check: id, looksAt: '' } : { check: 'null', unchecked: '' }),
        prevents: '[]',
        principles: `[${around.principle}]`,
      };
  }
}

/** Fields that need no second look: nothing in them is a guess. */
const SETTLED = ['order', 'version', 'since', 'look', 'worked', 'questions', 'check'];

/** The fields of a page in the order of its schema, each with its description where something is to be written. */
function fieldsOf(kind: PageKind, values: Readonly<Record<string, string>>): string {
  const { properties, required } = pageSchema.parse(
    z.toJSONSchema(pageKinds[kind].schema(sourceReference({})), { io: 'input', unrepresentable: 'any' }),
  );
  return Object.entries(properties)
    .map(([field, { description, enum: choices, items }]) => {
      const value = values[field] ?? (required.includes(field) ? '' : undefined);
      if (value === undefined) return '';
      if (choices !== undefined) {
        const chosen = value === '' ? choices[0] : value;
        return `${field}: ${chosen} # ${BLANK} ${description} One of: ${choices.join(', ')}.\n`;
      }
      if (value === '') return `${field}: ${JSON.stringify(`${BLANK} ${description}`)}\n`;
      if (SETTLED.includes(field) || value.includes(BLANK))
        return `${field}:${value.startsWith('\n') ? '' : ' '}${value}\n`;
      const each = items?.enum === undefined ? '' : ` Each one of: ${items.enum.join(', ')}.`;
      return `${field}: ${value} # ${BLANK} ${description}${each}\n`;
    })
    .join('');
}

function listOf({ metric, ...texts }: { metric: string } & Record<string, string>): string {
  const lines = Object.entries(texts).map(
    ([key, text]) => `\n    ${key}: ${JSON.stringify(`${BLANK} ${text}`)}`,
  );
  return `\n  - metric: ${metric} # ${BLANK} The metric.${lines.join('')}`;
}

function question(ask: string): string {
  const answer = (text: string, right: boolean) =>
    `\n      - text: "${BLANK} ${text}"\n        right: ${right}\n        why: "${BLANK} Why it is ${right ? 'right' : 'wrong'}."`;
  return `\n  - ask: "${BLANK} ${ask}"\n    answers:${answer('The right answer.', true)}${answer('A wrong answer.', false)}`;
}

/** What belongs below the headings that do not say it themselves. */
const SECTIONS: Readonly<Record<string, string>> = {
  'What it tells you': 'What somebody learns from the number, and what it cannot say.',
  'How it is computed here': 'The formula in words, its start and end, and what is left out.',
  'What good looks like': 'The team’s own trend first; then what each range of a source means here.',
  'Warning signals': 'A list of patterns in the number that should make a reader look closer.',
  'How it is gamed': 'How it can be improved without improving anything, with a link to each counter-metric.',
  'What to do about it': 'A numbered list: the smallest useful step first.',
  Sources: 'A list: `- [title](source:id), publisher, year: what comes from it.`',
};

function bodyOf(kind: PageKind): string {
  const { headings, words } = pageKinds[kind];
  const length = words === null ? '' : `${words[0]} to ${words[1]} words`;
  if (headings === null) return `${BLANK} The text, ${length}, with headings of its own: \`## A heading\`.\n`;
  const sections = headings.map((heading, index) => {
    const help = `${SECTIONS[heading] ?? 'A paragraph or two, with an example.'}${index === 0 ? ` The whole page has ${length}.` : ''}`;
    if (heading === 'Rule and example')
      return `## ${heading}\n\n<RuleExample\n  rule="${BLANK} The rule in one or two sentences."\n  example="${BLANK} The rule at work, with figures."\n/>\n`;
    if (heading === 'How it is computed here')
      return `## ${heading}\n\n<HowWeComputeIt />\n\n${BLANK} ${help}\n\n<WorkedExample>\n\n${BLANK} Small numbers, worked through to the value and its interval.\n\n</WorkedExample>\n`;
    return `## ${heading}\n\n${BLANK} ${help}\n`;
  });
  return sections.join('\n');
}

const METRIC = `import { defineMetric } from './populations/metric.ts';
import { hoursBetween, type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

// ${BLANK} The collections that the number depends on; the type lists them.
export default defineMetric({ uses: ['pull-requests'], measure });

/** ${BLANK} What is measured, of which items, and what dates an observation. */
function measure(view: RepositoryView): Measurement {
  const { merged, excluded } = view.pullRequests;
  return measurement(
    'distribution',
    // ${BLANK} One observation for each item; this example is the hours from opening to merge.
    merged.map(({ createdAt, mergedAt, item }) => ({
      at: mergedAt,
      until: null,
      value: hoursBetween(createdAt, mergedAt),
      item,
      note: null,
    })),
    { excluded },
  );
}
`;

const CHECK = `import { defineCheck, judged, NO_SCORECARD, type Outcome, type Seen } from './core/check.ts';

export default defineCheck(check);

/** ${BLANK} When the rule is kept. */
function check({ scorecard }: Seen): Outcome {
  if (scorecard === null) return NO_SCORECARD;
  // ${BLANK} One finding for each breach: place, found, expected, remedy.
  return judged([]);
}
`;

function checkTest(id: string): string {
  return `import { expect, test } from 'vitest';
import check from '../../src/policy/${id}.ts';
import { seen } from '../support/policy.ts';

test('without a scorecard there is nothing to check', () => {
  expect(check(seen({ scorecard: null })).status).toBe('nothing-to-check');
});

// ${BLANK} One test for what keeps the rule and one for what breaks it; test/policy/small-patches.test.ts is an example.
`;
}
