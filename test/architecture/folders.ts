import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { cruise } from 'dependency-cruiser';

/** One file that uses another, both relative to the project's folder. */
export interface Dependency {
  from: string;
  to: string;
}

/** Folders of `src`, each of which may use itself and those before it. */
const LAYERS = ['facts', 'stats', 'handbook', 'metrics', 'scorecard', 'scoring', 'policy', 'charts', 'site'];

/** What Astro renders, which is one layer. */
const SITE = ['assets', 'fonts', 'components', 'views', 'layouts', 'pages', 'styles'];

/** @returns what each file under `src`, `scripts` and `test` imports from the project, types and `.astro` files included */
export async function dependenciesIn(root: string): Promise<Dependency[]> {
  const found = await Promise.all([fromScripts(root), fromPages(root)]);
  return found.flat();
}

/** @returns why a file may not use another; undefined when it may */
export function objection({ from, to }: Dependency): string | undefined {
  const [area, folder] = placeOf(from);
  const [usedArea, used] = placeOf(to);
  if (area !== 'src') return undefined;
  // The project's own version, which stands nowhere else.
  if (usedArea === 'package.json') return undefined;
  if (usedArea !== 'src') return `src uses nothing of ${usedArea}`;
  if (folder === used) return undefined;
  if (folder === 'sources') return used === 'facts' ? undefined : 'sources uses facts alone';
  const [layer, usedLayer] = [LAYERS.indexOf(folder), LAYERS.indexOf(used)];
  if (layer < 0) return `src/${folder} has no place in the order of folders`;
  if (usedLayer < 0) return `no folder of the order uses src/${used}`;
  return usedLayer < layer ? undefined : `${folder} comes before ${used}`;
}

/** @returns the files of a circle of imports, first and last the same; undefined without one */
export function circleIn(dependencies: readonly Dependency[]): string[] | undefined {
  const uses = Map.groupBy(dependencies, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (done.has(file)) return undefined;
    for (const { to } of uses.get(file) ?? []) {
      const circle = visit(to, [...path, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of uses.keys()) {
    const circle = visit(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** @returns `src`, `scripts`, … and below `src` the folder, where all that Astro renders is `site` */
function placeOf(file: string): [area: string, folder: string] {
  const [area = '', folder = ''] = file.split('/');
  if (area !== 'src') return [area, folder];
  return [area, SITE.includes(folder) || folder === 'content.config.ts' ? 'site' : folder];
}

async function fromScripts(root: string): Promise<Dependency[]> {
  const { output } = await cruise(['src', 'scripts', 'test'], {
    baseDir: root,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  });
  if (typeof output === 'string') throw new Error(output);
  return output.modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ module }) => module.startsWith('.'))
      .map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

/** dependency-cruiser does not read `.astro` files. */
async function fromPages(root: string): Promise<Dependency[]> {
  const entries = await readdir(join(root, 'src'), { recursive: true });
  const pages = entries.filter((name) => name.endsWith('.astro'));
  const found = await Promise.all(
    pages.map(async (name) => {
      const file = join(root, 'src', name);
      const from = relative(root, file).split(sep).join('/');
      const text = await readFile(file, 'utf8');
      return [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].flatMap(([, specifier]) =>
        specifier === undefined ? [] : [{ from, to: posix.join(posix.dirname(from), specifier) }],
      );
    }),
  );
  return found.flat();
}
