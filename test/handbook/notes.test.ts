import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { loadNotes } from '../../src/handbook/notes.ts';
import { pictureIds } from '../support/handbook.ts';

const { known } = await loadHandbook('test/fixtures/handbook', pictureIds);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-notes-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function notesWith(path: string, text: string): Promise<string | string[]> {
  const organisation = await mkdtemp(join(folder, 'org-'));
  const file = join(organisation, 'notes', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return loadNotes(organisation, known).then(
    (notes) => notes.map(({ kind, id }) => `${kind} ${id}`),
    (error: Error) => error.message,
  );
}

test('a note is Markdown about the page that its path names', async () => {
  const text = 'Ask in `#reviews`, see [cycle time](metric:cycle-time). {Braces} are text.\n';
  expect(await notesWith('metrics/cycle-time.md', text)).toEqual(['metric cycle-time']);
  expect(await loadNotes(join(folder, 'nowhere'), known)).toEqual([]);
});

test.each([
  ['an unknown kind', 'metric/cycle-time.md', 'Text.', 'Did you mean `metrics`?'],
  ['an unknown id', 'metrics/cycletime.md', 'Text.', 'Did you mean `cycle-time`?'],
  ['another extension', 'metrics/cycle-time.mdx', 'Text.', 'Rename it to `cycle-time.md`'],
  ['HTML', 'metrics/cycle-time.md', 'a\n\n<script>alert(1)</script>', 'cycle-time.md:3:1\n  found:    HTML'],
  ['HTML within a line', 'metrics/cycle-time.md', 'a <img src=x>', 'found:    HTML'],
  ['a component', 'metrics/cycle-time.md', '<Ours metric="cycle-time" />', 'found:    HTML'],
  ['a link to nothing', 'metrics/cycle-time.md', 'See [it](metric:cycletime).', 'Did you mean `cycle-time`?'],
  ['a script as address', 'metrics/cycle-time.md', '[Our page](javascript:alert(1))', 'an https address'],
  ['frontmatter', 'metrics/cycle-time.md', '---\nslug: x\n---\n\nText.', 'text alone'],
])('a note with %s is refused by place and remedy', async (_, path, text, expected) => {
  expect(await notesWith(path, text)).toContain(expected);
});
