import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument } from 'commander';
import { didYouMean } from '../src/facts/didYouMean.ts';
import { writeNew } from '../src/facts/disk.ts';
import { Problem } from '../src/facts/problem.ts';
import { loadHandbook, pagesOf } from '../src/handbook/handbook.ts';
import { idSchema } from '../src/handbook/id.ts';
import { OWN_PAGES } from '../src/handbook/organisationFolder.ts';
import { type PageKind, pageKindNames, pageKinds } from '../src/handbook/pageKinds.ts';
import { pictureIds } from './lib/checkedContent.ts';
import { command, type Folders, run } from './lib/command.ts';
import { writeReview } from './lib/newReview.ts';
import { type NewFile, scaffold } from './lib/scaffold.ts';
import { schemaLine } from './lib/schemaFiles.ts';

const root = join(import.meta.dirname, '..');

interface Options extends Folders {
  check?: boolean;
}

/** What copies a recipe instead of writing a page with blanks. */
const IMPORT = 'import';
/** What is written from a scorecard. */
const REVIEW = 'review';

await run(async () => {
  const program = command('new', 'Writes the files of a new page, with blanks that `npm run check` lists.')
    .addArgument(new Argument('<kind>', 'what kind of page').choices([...pageKindNames, IMPORT, REVIEW]))
    .argument(
      '<id>',
      'its id and address, in lower case with hyphens: time-to-restore-service; of a review, its team',
    )
    .argument('[quarter]', 'of a review: the quarter that it is about')
    .option('--check', 'for a rule: also a check in src/policy and its test')
    .addHelpText(
      'after',
      '\nExamples:\n  npm run new -- metric review-depth\n  npm run new -- rule no-friday-deployments --check\n  npm run new -- import jira\n  npm run new -- review checkout 2026-Q3',
    );
  program.parse();
  const [kindName = '', id = '', quarter] = program.args;
  if (kindName === IMPORT) return copyRecipe(id, program.opts<Folders>());
  if (kindName === REVIEW) {
    const file = await writeReview(
      program.opts<Folders>(),
      id,
      quarter,
      new Date().toISOString().slice(0, 10),
    );
    console.log(`✔ ${file}\n\nWrite what is marked with ✎; \`npm run check -- --no-code\` lists it.`);
    return;
  }
  const kind = kindOf(kindName);
  const { content, organisation, check = false } = program.opts<Options>();
  const own = ![content, join(content, 'sample')].includes(organisation);
  const pages = own ? join(organisation, OWN_PAGES) : content;
  if (check && kind !== 'rule') throw checkWithoutRule(kind);
  checkForm(id);
  const handbook = await loadHandbook(content, await pictureIds(), organisation);
  if (handbook.known[kind].includes(id))
    throw taken(
      kind,
      id,
      handbook.own.some((page) => page.kind === kind && page.id === id) ? pages : content,
    );
  const orders = [...pagesOf(handbook, kind).values()].map((page) => Number(page['order'] ?? 0));
  const files = scaffold(kind, id, {
    order: Math.max(0, ...orders) + 1,
    metric: first(handbook.known.metric),
    principle: first(handbook.known.principle),
    source: first(handbook.known.source),
    withCheck: check,
    own,
  });
  const written = await write(files, pages);
  console.log(
    `✔ ${written.join('\n✔ ')}\n\n\`npm run check -- --no-code\` lists the blanks, each with its line and what to write there.`,
  );
});

/** Copies a recipe into the organisation folder. */
async function copyRecipe(id: string, { content, organisation, data }: Folders): Promise<void> {
  const recipes = (await readdir(join(content, 'recipes'))).map((name) => name.replace(/\.yaml$/, '')).sort();
  if (!recipes.includes(id)) {
    throw new Problem({
      place: '<id>',
      found: `no recipe \`${id}\``,
      expected: `one of: ${recipes.join(', ')}`,
      remedy: `Correct the name; for another tool, copy \`deployment\` and change it.${didYouMean(id, recipes)}`,
      exitCode: 2,
    });
  }
  const name = join(organisation, 'imports', `${id}.yaml`);
  const text = await readFile(join(content, 'recipes', `${id}.yaml`), 'utf8');
  const own = text.replace(/^# yaml-language-server.*\n/, `${schemaLine('import', 3)}\n`);
  if (!(await writeNew(name, own))) throw inTheWay(name);
  console.log(
    `✔ ${name}\n\nCorrect the names of teams and repositories there, put the export into ${join(data, 'imports', id)}, and look with \`npm run import -- ${id} --check\`.`,
  );
}

function kindOf(name: string): PageKind {
  const kind = pageKindNames.find((each) => each === name);
  if (kind === undefined) throw new RangeError(`no kind ${name}`);
  return kind;
}

function first(ids: readonly string[]): string {
  const [id] = ids;
  if (id === undefined) throw new RangeError('A handbook has a page of each kind.');
  return id;
}

/** Writes all files or, when one of them exists, none. */
async function write(files: readonly NewFile[], pages: string): Promise<string[]> {
  const placed = files.map(({ below, path, text }) => ({
    file: below === 'pages' ? join(pages, path) : join(root, path),
    name: below === 'pages' ? join(pages, path) : path,
    text,
  }));
  const written: string[] = [];
  try {
    for (const { file, name, text } of placed) {
      if (!(await writeNew(file, text))) throw inTheWay(name);
      written.push(file);
    }
  } catch (error) {
    for (const file of written) await rm(file);
    throw error;
  }
  return placed.map(({ name }) => name);
}

function checkForm(id: string): void {
  if (idSchema.safeParse(id).success) return;
  const proposed = id
    .normalize('NFKD')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  throw new Problem({
    place: '<id>',
    found: `\`${id}\``,
    expected: 'an id in lower case with hyphens, such as `cycle-time`',
    remedy:
      proposed === '' ? 'Give it letters or digits from a to z and 0 to 9.' : `Did you mean \`${proposed}\`?`,
    exitCode: 2,
  });
}

function taken(kind: PageKind, id: string, content: string): Problem {
  const { folder, extension } = pageKinds[kind];
  return new Problem({
    place: '<id>',
    found: `\`${id}\`, which ${join(content, folder, `${id}${extension}`)} has already`,
    expected: `an id that no other ${kind} has`,
    remedy: 'Edit that page, or choose another id.',
    exitCode: 2,
  });
}

function inTheWay(file: string): Problem {
  return new Problem({
    place: file,
    found: 'a file of that name',
    expected: 'no file yet: nothing is overwritten',
    remedy: 'Choose another id, or remove the file. Nothing was written.',
    exitCode: 2,
  });
}

function checkWithoutRule(kind: PageKind): Problem {
  return new Problem({
    place: '--check',
    found: `a check for a ${kind}`,
    expected: 'a rule: only rules have checks',
    remedy: 'Leave `--check` out.',
    exitCode: 2,
  });
}
