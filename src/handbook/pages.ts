import { basename, join } from 'node:path';
import { z } from 'zod';
import { Problem, type ProblemCollector } from '../facts/problem.ts';
import { parseFrontmatter } from './frontmatter.ts';
import { idSchema } from './id.ts';
import { type PageFields, type PageKind, pageKindNames, pageKinds } from './pageKinds.ts';
import { MISSING, pageNames, readText } from './plainText.ts';
import { type Source, type Sources, sourceReference } from './source.ts';
import { type Parsed, parseYaml } from './yaml.ts';

/** A page as it is written, and what its fields mean. */
export interface Page<T = PageFields> extends Parsed<T> {
  kind: PageKind;
  id: string;
  file: string;
  /** The whole file, frontmatter included. */
  text: string;
}

/** A page that an organisation wrote itself, and whether it takes the place of one of the handbook. */
export const ownPageSchema = z.strictObject({
  kind: z.enum(pageKindNames),
  id: z.string(),
  replaces: z.boolean(),
});

export type OwnPage = z.infer<typeof ownPageSchema>;

/**
 * Reads the pages of a kind.
 * @param folders the handbook's, then those whose pages are added to it or take the place of one of the same id
 * @param schemaOf the kind's own schema, whose type says what the pages are
 * @returns pages by id, sorted by id; those that cannot be read are left out, and `problems` says what is wrong
 */
export async function readPages<T>(
  folders: readonly string[],
  kind: PageKind,
  schemaOf: (source: z.ZodType<Source>) => z.ZodType<T>,
  sources: Sources,
  problems: ProblemCollector,
): Promise<Map<string, Page<T>>> {
  const { folder: name, extension, optional } = pageKinds[kind];
  const schema = schemaOf(sourceReference(sources));
  const pages = new Map<string, Page<T>>();
  for (const [index, base] of folders.entries()) {
    const folder = join(base, name);
    const names = await problems.tryAsync(pageNames(folder, extension));
    if (index === 0 && names?.length === 0 && !optional) problems.add(noPages(folder, kind, extension));
    for (const name of names ?? []) {
      const file = join(folder, name);
      const id = basename(name, extension);
      const text = await problems.tryAsync(readText(file, MISSING));
      if (text === undefined) continue;
      problems.try(() => {
        const parsed =
          extension === '.yaml' ? parseYaml(file, text, schema) : parseFrontmatter(file, text, schema);
        checkId(file, id);
        pages.set(id, { ...parsed, kind, id, file, text });
      });
    }
  }
  return new Map([...pages].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Finds pages of a kind that are the same in a field that must tell them apart. */
export function checkUnique(pages: Iterable<Page>, field: string, problems: ProblemCollector): void {
  const first = new Map<unknown, string>();
  for (const { file, value, placeOf } of pages) {
    const other = first.get(value[field]);
    if (other === undefined) {
      first.set(value[field], file);
      continue;
    }
    problems.add(
      new Problem({
        place: placeOf([field]),
        found: `\`${field}: ${String(value[field])}\`, which ${other} has, too`,
        expected: `another ${field} for each page of its kind`,
        remedy: 'Change one of the two.',
        exitCode: 2,
      }),
    );
  }
}

function noPages(folder: string, kind: PageKind, extension: string): Problem {
  return new Problem({
    place: folder,
    found: `no ${kind} pages`,
    expected: `one \`<id>${extension}\` for each ${kind}`,
    remedy: 'Give the folder that holds `org.yaml` and `metrics/` with `--content`.',
    exitCode: 2,
  });
}

function checkId(file: string, id: string): void {
  if (idSchema.safeParse(id).success) return;
  throw new Problem({
    place: file,
    found: `the file name \`${basename(file)}\``,
    expected: 'an id in lower case with hyphens, such as `cycle-time`',
    remedy: 'Rename the file: its name is the page’s id and its address.',
    exitCode: 2,
  });
}
