import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, parse as parsePath } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const DECISIONS = 'docs/adr';
const FORMS = '.github/ISSUE_TEMPLATE';

const read = (file: string) => readFile(join(root, file), 'utf8');
const filesIn = async (folder: string, ending: string) =>
  (await readdir(join(root, folder)))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, part]) => part ?? '');

const decisions = (await filesIn(DECISIONS, '.md')).filter((file) => basename(file) !== 'README.md');
const forms = await filesIn(FORMS, '.yml');
const documents = new Map(
  await Promise.all(
    [
      'README.md',
      ...(await filesIn('docs', '.md')),
      ...(await filesIn(DECISIONS, '.md')),
      '.github/pull_request_template.md',
      ...forms,
    ].map(async (file) => [file, await read(file)] as const),
  ),
);
const textOf = (file: string) => documents.get(file) ?? '';

describe('what a document leads to', () => {
  /** The names that GitHub gives headings in addresses. */
  const anchorsOf = (text: string) =>
    found(text, /^#+ (.+)$/gm).map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  const linksIn = (text: string) =>
    found(text, /(?<=\]\(|\b(?:src|href)=")([^)"\s]+)/g).filter((link) => !/^[a-z]+:/.test(link));

  test.each([...documents])('each link of %s leads to a file, and to a heading of it', (file, text) => {
    const broken = linksIn(text).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      return (
        !existsSync(join(root, target)) ||
        (anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor))
      );
    });
    expect(broken).toEqual([]);
  });

  test('links are found in text, in tables and in HTML, without addresses of other sites', () => {
    expect(linksIn('[a](b.md#c) | ![](d.jpg) <img src="e.png"> [f](https://g.example) [](source:h)')).toEqual(
      ['b.md#c', 'd.jpg', 'e.png'],
    );
  });
});

describe('what a document names', () => {
  /** Earlier versions had other commands and files. */
  const present = [...documents].filter(([file]) => file !== 'docs/CHANGELOG.md');

  test('each npm command exists', async () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await read('package.json')));
    const named = present.flatMap(([file, text]) =>
      found(text, /\bnpm (?:run )?((?<=run )[\w:]+|start|test)\b/g).map((name) => ({ file, name })),
    );
    for (const file of ['README.md', 'docs/CONTRIBUTING.md', '.github/pull_request_template.md'])
      expect(named.map((each) => each.file)).toContain(file);
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
  });

  test('each file of the code exists', () => {
    const path = /(?<![\w/.])((?:\.github|docs|scripts|src|test)\/[\w./-]+\.\w+)/g;
    /** What the commands of an example write. */
    const writtenIn = (text: string) => found(text, /npm run new -- [\w-]+ ([\w-]+)/g);
    const named = present.flatMap(([file, text]) =>
      found(text, path)
        .filter((name) => !writtenIn(text).includes(parsePath(name).name))
        .map((name) => ({ file, name })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ name }) => !existsSync(join(root, name)))).toEqual([]);
  });
});

describe('decisions', () => {
  const STATUS = /^(?:accepted|replaced by \[\d+\]\(\d{4}-[\w-]+\.md\))$/;
  const headOf = (file: string) =>
    /^# (?<number>\d+)\. (?<title>.+)\n\n\*\*Status:\*\* (?<status>.+)\n/.exec(textOf(file))?.groups;

  test.each(decisions)('%s has a number, a title, a status and the three sections', (file) => {
    const text = textOf(file);
    expect(basename(file)).toMatch(new RegExp(`^${headOf(file)?.['number']?.padStart(4, '0')}-`));
    expect(headOf(file)?.['status']).toMatch(STATUS);
    const sections = text.split(/^## /m).slice(1);
    expect(sections.map((section) => section.split('\n')[0])).toEqual([
      'Situation',
      'Decision',
      'What follows',
    ]);
    for (const section of sections) expect(section.split('\n').slice(1).join('').trim()).not.toBe('');
  });

  test('are numbered from 1 without a gap', () => {
    expect(decisions.map((file) => headOf(file)?.['number'])).toEqual(
      decisions.map((_, index) => String(index + 1)),
    );
  });

  test('are all listed, with their titles and statuses', () => {
    const rows = textOf(join(DECISIONS, 'README.md'))
      .split('\n')
      .filter((line) => /^\| \[\d/.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows.map(([, link, title, status]) => ({ link, title, status }))).toEqual(
      decisions.map((file) => {
        const { number, title, status } = headOf(file) ?? {};
        return { link: `[${number}](${basename(file)})`, title, status };
      }),
    );
  });
});

describe('SECURITY.md', () => {
  const security = textOf('docs/SECURITY.md').replaceAll(/\s+/g, ' ');

  test('says first how to report a vulnerability in private, and when an answer comes', () => {
    const [, report] = security.split(/ ## /);
    expect(report).toMatch(/^Report a vulnerability /);
    expect(report).toMatch(/_Report a vulnerability_ under/);
    expect(report).toMatch(/not open a public issue/);
    expect(report).toMatch(/answer within a \w+/);
  });

  test.each([
    ['the key of pseudonyms', /`\.secrets` of the data folder, which git ignores/, '.secrets/'],
    [
      'exports, which may hold personal data',
      /Exports may hold personal data, so git ignores them/,
      '**/data/imports/',
    ],
  ])('says that git ignores %s, and git does', async (_, sentence, pattern) => {
    expect(security).toMatch(sentence);
    const ignored = (await read('.gitignore')).split('\n');
    expect(ignored).toContain(pattern);
    expect(ignored.filter((line) => line.startsWith('!'))).toEqual([]);
  });
});

describe('templates of issues and pull requests', () => {
  const text = z.string().trim().min(1);
  const fieldSchema = z.strictObject({
    type: z.enum(['textarea', 'input']),
    id: z.string().regex(/^[\w-]+$/),
    attributes: z.strictObject({
      label: text,
      description: text.optional(),
      placeholder: text.optional(),
      value: text.optional(),
      render: text.optional(),
    }),
    validations: z.strictObject({ required: z.boolean() }).optional(),
  });
  /** https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms */
  const formSchema = z.strictObject({
    name: text,
    description: text,
    labels: z.array(text).optional(),
    body: z.array(fieldSchema).min(1),
  });
  const formOf = (file: string) => formSchema.parse(parseYaml(textOf(file)));

  test.each(forms)('%s is a form of GitHub, whose ids and labels differ', (file) => {
    const { body } = formOf(file);
    for (const names of [body.map(({ id }) => id), body.map(({ attributes }) => attributes.label)])
      expect(new Set(names).size).toBe(names.length);
    expect(body.some(({ validations }) => validations?.required)).toBe(true);
  });

  test('no two forms have the same name', () => {
    const names = forms.map((file) => formOf(file).name);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  });

  test('a pull request says what changes and how it was checked, and ticks what must hold', () => {
    const template = textOf('.github/pull_request_template.md');
    expect(found(template, /^## (.+)$/gm)).toEqual([
      'What changes for a reader or a user',
      'How it was checked',
    ]);
    expect(found(template, /^- \[ \] (.+)$/gm).length).toBeGreaterThan(2);
  });
});
