import { basename, dirname, join } from 'node:path';
import { didYouMean } from '../facts/didYouMean.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { checkBody } from './body.ts';
import { type PageKind, pageKindNames, pageKinds } from './pageKinds.ts';
import { MISSING, pageNames, readText } from './plainText.ts';
import { checkReference, type Known } from './reference.ts';

/** What an organisation adds to a page of the handbook, shown there under “With us”. */
export interface Note {
  kind: PageKind;
  id: string;
  file: string;
  /** Markdown. */
  text: string;
}

/**
 * Finds and checks `notes/<kind>/<id>.md` in an organisation folder, such as `notes/metrics/cycle-time.md`: Markdown about
 * the page of that kind and id.
 * @param known what notes are about, and what their text can refer to
 * @returns the notes by file name; none when there is no such folder
 * @throws Problem (exit 2) with every problem
 */
export async function loadNotes(organisationFolder: string, known: Known): Promise<Note[]> {
  const folder = join(organisationFolder, 'notes');
  const notes: Note[] = [];
  const problems = new ProblemCollector();
  for (const name of await pageNames(folder, '.md', { recursive: true })) {
    const file = join(folder, name);
    const text = await problems.tryAsync(readText(file, MISSING));
    if (text === undefined) continue;
    const id = basename(name, '.md');
    problems.try(() => {
      const kind = kindOf(file, dirname(name));
      checkReference(file, kind, id, known);
      notes.push({ kind, id, file, text });
    });
    if (/^---/.test(text)) problems.add(withFields(file));
    else problems.try(() => checkBody({ file, text }, known));
  }
  problems.throwIfAny();
  return notes;
}

function kindOf(place: string, folder: string): PageKind {
  const kind = pageKindNames.find((name) => pageKinds[name].folder === folder);
  if (kind !== undefined) return kind;
  const folders = pageKindNames.map((name) => pageKinds[name].folder);
  throw new Problem({
    place,
    found: `a note in the folder \`${folder}\``,
    expected: `the folder of a kind of page: ${folders.join(', ')}`,
    remedy: `Move the file, such as to \`notes/metrics/cycle-time.md\`.${didYouMean(folder, folders)}`,
    exitCode: 2,
  });
}

function withFields(file: string): Problem {
  return new Problem({
    place: `${file}:1:1`,
    found: 'frontmatter',
    expected: 'text alone: the path of a note says which page it belongs to',
    remedy: 'Remove everything up to the second line of `---`.',
    exitCode: 2,
  });
}
