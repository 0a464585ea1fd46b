import { readdir } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Problem, ProblemCollector } from './problem.ts';
import { schemaProblem } from './schemaProblem.ts';

/** A folder of code that anybody can add a file to, and what each file exports by default. */
export interface ExtensionPoint<T> {
  /** From the project's root, such as `src/metrics`. */
  folder: string;
  /** The function that a file calls in its default export, such as `defineMetric`. */
  define: string;
  /** What a default export must be. Gets the export, because what it must hold may depend on what it is. */
  schemaOf: (exported: unknown) => z.ZodType<T>;
}

const moduleSchema = z.object({ default: z.unknown() });

/**
 * Reads the default exports of an extension point's modules.
 * @param modules each module's namespace by its path, which ends in `<id>.ts`
 * @returns what they export, by id, sorted by path
 * @throws Problem (exit 2) for every file that does not keep the contract: file and field, what was found, the
 * nearest valid name
 */
export function extensionsIn<T>(
  point: ExtensionPoint<T>,
  modules: Readonly<Record<string, unknown>>,
): Map<string, T> {
  const problems = new ProblemCollector();
  const extensions = new Map<string, T>();
  for (const path of Object.keys(modules).sort()) {
    const id = basename(path, '.ts');
    problems.try(() => extensions.set(id, extensionOf(point, id, modules[path])));
  }
  problems.throwIfAny();
  return extensions;
}

/**
 * Imports every file of an extension point.
 * @param root the project's root
 * @throws Problem (exit 2) for every file that cannot be imported or does not keep the contract
 */
export async function loadExtensions<T>(point: ExtensionPoint<T>, root: string): Promise<Map<string, T>> {
  const problems = new ProblemCollector();
  const modules: Record<string, unknown> = {};
  for (const id of await extensionIds(point, root)) {
    const file = resolve(root, point.folder, `${id}.ts`);
    modules[file] = await problems.tryAsync(importFrom(`${point.folder}/${id}.ts`, file));
  }
  problems.throwIfAny();
  return extensionsIn(point, modules);
}

/** Its files name the code of this project `plumbline/metrics/populations/metric.ts`: they may lie anywhere. */
const OURS = 'plumbline/';

/**
 * Imports the files of an extension point that an organisation wrote itself.
 * @param own the folder that holds them, from the working directory
 * @param root the project's root
 * @returns the shipped extensions with the organisation's, which take the place of those of the same id
 * @throws Problem (exit 2) as {@link loadExtensions}
 */
export async function withOwnExtensions<T>(
  shipped: ReadonlyMap<string, T>,
  point: ExtensionPoint<T>,
  own: string,
  root: string,
): Promise<Map<string, T>> {
  const hooks = registerHooks({
    resolve: (name, context, next) =>
      name.startsWith(OURS)
        ? next(pathToFileURL(join(root, 'src', name.slice(OURS.length))).href, context)
        : next(name, context),
  });
  try {
    const theirs = await loadExtensions({ ...point, folder: own }, process.cwd());
    return new Map([...shipped, ...theirs].sort(([a], [b]) => (a < b ? -1 : 1)));
  } finally {
    hooks.deregister();
  }
}

/** @returns the ids of an extension point's files, sorted; none without the folder; nothing is imported */
export async function extensionIds({ folder }: ExtensionPoint<unknown>, root: string): Promise<string[]> {
  const names = await readdir(resolve(root, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => basename(name, '.ts'))
    .sort();
}

async function importFrom(place: string, file: string): Promise<unknown> {
  try {
    return await import(/* @vite-ignore */ pathToFileURL(file).href);
  } catch (cause) {
    throw new Problem({
      place,
      found: `a file that cannot be imported: ${cause instanceof Error ? cause.message : String(cause)}`,
      expected: 'TypeScript that Node runs as it is: types that can be erased, `.ts` in the paths of imports',
      remedy: 'Fix it; `npm run check` shows every type error with its line.',
      exitCode: 2,
      cause,
    });
  }
}

function extensionOf<T>(point: ExtensionPoint<T>, id: string, module: unknown): T {
  const place = `${point.folder}/${id}.ts`;
  const found = moduleSchema.safeParse(module);
  if (!found.success || found.data.default === undefined) {
    throw new Problem({
      place,
      found: 'no default export',
      expected: `\`export default ${point.define}(…)\``,
      remedy: `Export it by default, made by \`${point.define}\`.`,
      exitCode: 2,
    });
  }
  const exported = found.data.default;
  const schema = point.schemaOf(exported);
  const parsed = schema.safeParse(exported);
  if (parsed.success) return parsed.data;
  const placeOf = (path: readonly PropertyKey[]) =>
    path.length === 0 ? `${place} (default export)` : `${place} (${path.map(String).join('.')})`;
  throw schemaProblem(parsed.error, {
    data: exported,
    schema,
    placeOf,
    placeOfKey: (path, key) => placeOf([...path, key]),
  });
}
