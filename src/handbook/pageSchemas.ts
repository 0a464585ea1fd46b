import { z } from 'zod';
import { idSchema } from './id.ts';
import type { Source } from './source.ts';

/** What the pages of each kind hold besides their text. A field's description is its help for the person who writes it. */

const title = z.string().min(1).describe('The page’s name.');
const order = z.int().min(1).describe('Its place among the pages of its kind.');
const description = z
  .string()
  .min(40, 'a description of at least 40 characters')
  .max(180, 'a description of at most 180 characters')
  .describe('One or two sentences for search results and cards, 40 to 180 characters.');
const synonyms = z.array(z.string()).default([]).describe('Other names that readers search for.');
const sourcesOf = (source: z.ZodType<Source>) =>
  z.array(source).default([]).describe('Documents that the page draws on.');

/** `content/principles/<id>.mdx` */
export const principleSchema = (source: z.ZodType<Source>) =>
  z.strictObject({
    title,
    order,
    claim: z.string().min(1).describe('The principle in one sentence.'),
    description,
    metrics: z.array(idSchema).default([]).describe('Metrics that the page leans on.'),
    antiPatterns: z.array(idSchema).default([]).describe('What goes wrong without the principle.'),
    rules: z.array(idSchema).default([]).describe('Rules that keep it.'),
    sources: sourcesOf(source),
    synonyms,
  });

/** `content/anti-patterns/<id>.mdx` */
export const antiPatternSchema = (source: z.ZodType<Source>) =>
  z.strictObject({
    title,
    order,
    description,
    temptation: z.string().min(1).describe('The temptation in one sentence.'),
    watchInstead: z.array(idSchema).min(1, 'at least one metric').describe('Metrics to watch instead.'),
    principles: z.array(idSchema).min(1, 'at least one principle').describe('Principles that it breaks.'),
    sources: sourcesOf(source),
    synonyms,
  });

/** What a rule speaks of. */
const subjects = [
  'kpi-choice',
  'kpi-target',
  'scorecard',
  'review',
  'deployment-link',
  'pull-request',
  'work-in-progress',
  'import',
] as const;

/** `content/rules/<id>.yaml`: a rule and its example, both halves as data. */
export const ruleSchema = (source: z.ZodType<Source>) => {
  const sentence = z.string().min(20, 'a whole sentence');
  return z
    .strictObject({
      title,
      rule: sentence.describe('The rule in one or two sentences.'),
      example: sentence.describe('The rule at work, with figures.'),
      why: sentence.describe('What goes wrong without it.'),
      source: z
        .union([source.transform((one) => [one]), z.array(source).min(1, 'at least one source')])
        .describe('Where rule and example come from.'),
      severity: z
        .enum(['must', 'should'], 'must or should')
        .describe('`must`: breaking it fails the check. `should`: breaking it is shown.'),
      appliesTo: z.enum(subjects, `one of: ${subjects.join(', ')}`).describe('What the rule speaks of.'),
      check: idSchema.nullable().describe('The id of the check; null when a machine cannot check it.'),
      looksAt: sentence.optional().describe('What the check looks at, and when it finds the rule broken.'),
      unchecked: sentence.optional().describe('Why a machine cannot check it.'),
      prevents: z.array(idSchema).default([]).describe('Anti-patterns that it prevents.'),
      principles: z.array(idSchema).min(1, 'at least one principle').describe('Principles that it keeps.'),
    })
    .refine(({ check, looksAt }) => check === null || looksAt !== undefined, {
      path: ['looksAt'],
      message: 'what the check looks at',
    })
    .refine(({ check, unchecked }) => (check === null) === (unchecked !== undefined), {
      path: ['unchecked'],
      message: 'the reason why a machine cannot check it, if and only if `check` is null',
    });
};

/** `content/playbooks/<id>.mdx` */
export const playbookSchema = (source: z.ZodType<Source>) =>
  z.strictObject({
    title,
    order,
    signal: z.string().min(1).describe('The pattern that sends a reader there, in one sentence.'),
    description,
    look: z
      .array(
        z.strictObject({
          metric: idSchema.describe('The metric.'),
          why: z.string().min(1).describe('What it shows.'),
        }),
      )
      .min(1, 'at least one metric')
      .describe('What to look at first, in order.'),
    worked: z
      .array(
        z.strictObject({
          metric: idSchema.describe('The metric.'),
          by: z.string().min(1).describe('By when.'),
          sign: z.string().min(1).describe('What to see in it.'),
        }),
      )
      .min(1, 'at least one metric')
      .describe('How to tell that it worked: which metric, by when, what to see.'),
    questions: z
      .array(
        z
          .string()
          .endsWith('?', 'a question that ends with a question mark')
          .max(140, 'a question of at most 140 characters'),
      )
      .default([])
      .describe('Questions for the review of a quarter in which the signal shows, the first one first.'),
    sources: sourcesOf(source),
    synonyms,
  });

const questionSchema = z
  .strictObject({
    ask: z.string().endsWith('?', 'a question that ends with a question mark').describe('The question.'),
    answers: z
      .array(
        z.strictObject({
          text: z.string().min(1).describe('The answer.'),
          right: z.boolean().describe('Whether it is the right one.'),
          why: z.string().min(1).describe('Why it is right or wrong.'),
        }),
      )
      .min(2, 'at least two answers')
      .max(4, 'at most four answers')
      .describe('Two to four answers, one of which is right.'),
  })
  .refine(({ answers }) => answers.filter(({ right }) => right).length === 1, {
    path: ['answers'],
    message: 'exactly one answer with `right: true`',
  });

/** `content/learn/<id>.mdx` */
export const lessonSchema = () =>
  z.strictObject({
    title,
    order,
    minutes: z.int().min(1).max(15).describe('How long it takes to read.'),
    description,
    principles: z.array(idSchema).min(1, 'at least one principle').describe('Principles that it teaches.'),
    next: z.string().min(1).describe('One sentence that leads on.'),
    questions: z
      .array(questionSchema)
      .min(2, 'two or three questions')
      .max(3, 'two or three questions')
      .describe('Two or three questions that check what was understood.'),
  });

/** `content/chapters/<id>.mdx` */
export const chapterSchema = (source: z.ZodType<Source>) =>
  z.strictObject({
    title,
    order,
    description,
    readers: z.string().min(1).describe('Whom the chapter is for: `Directors and team leads`.'),
    questions: z
      .array(z.string().endsWith('?', 'a question that ends with a question mark'))
      .min(3, 'at least three questions')
      .describe('Questions that the chapter answers, as readers would type them into the search.'),
    metrics: z.array(idSchema).min(1, 'at least one metric').describe('Metrics that the chapter is about.'),
    principles: z.array(idSchema).default([]).describe('Principles that the chapter puts into practice.'),
    playbooks: z.array(idSchema).default([]).describe('Playbooks that go with it.'),
    sources: z.array(source).min(1, 'at least one source').describe('Documents that the chapter draws on.'),
    synonyms,
  });

export type Principle = z.infer<ReturnType<typeof principleSchema>>;
export type AntiPattern = z.infer<ReturnType<typeof antiPatternSchema>>;
export type Rule = z.infer<ReturnType<typeof ruleSchema>>;
export type Playbook = z.infer<ReturnType<typeof playbookSchema>>;
export type Lesson = z.infer<ReturnType<typeof lessonSchema>>;
export type Chapter = z.infer<ReturnType<typeof chapterSchema>>;
