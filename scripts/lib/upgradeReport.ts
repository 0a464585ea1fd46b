import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { presentPeriodName } from '../../src/facts/periodWords.ts';
import { Problem } from '../../src/facts/problem.ts';
import type { Definition } from '../../src/handbook/definition.ts';
import { parseFrontmatter } from '../../src/handbook/frontmatter.ts';
import { ORGANISATION_VERSION, type Organisation } from '../../src/handbook/organisation.ts';
import type { OwnPage } from '../../src/handbook/pages.ts';
import { counted } from './counted.ts';

const root = join(import.meta.dirname, '../..');
const METRICS = 'content/metrics';
const ORGANISATION = 'src/handbook/organisation.ts';
const CHANGELOG = 'docs/CHANGELOG.md';

/** Another version of Plumbline, as far as it changes somebody's numbers. */
export interface OtherVersion {
  /** Versions of its definitions, by metric. */
  definitions: ReadonlyMap<string, number>;
  /** The format of organisation folders that it reads. */
  format: number;
  /** What its changelog asks of those who take it. */
  changelog: string;
}

/** How to read the files of another version. */
interface Tree {
  /** For messages. */
  name: string;
  names: (folder: string) => Promise<string[]>;
  text: (path: string) => Promise<string>;
}

const pageSchema = z.looseObject({ version: z.int() });

/** @returns the version in a folder that holds another checkout */
export function versionIn(folder: string): Promise<OtherVersion> {
  return readVersion({
    name: folder,
    names: (below) => readdir(join(folder, below)),
    text: (path) => readFile(join(folder, path), 'utf8'),
  });
}

/**
 * @param repository a clone that has the reference, fetched before
 * @param ref a branch, tag or commit
 */
export function versionAt(repository: string, ref: string): Promise<OtherVersion> {
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-C', repository, ...args], { maxBuffer: 2 ** 26 }).then(
      ({ stdout }) => stdout,
    );
  return readVersion({
    name: ref,
    names: async (below) =>
      (await git('ls-tree', '--name-only', `${ref}:${below}`)).split('\n').filter((name) => name !== ''),
    text: (path) => git('show', `${ref}:${path}`),
  });
}

async function readVersion({ name: from, names, text }: Tree): Promise<OtherVersion> {
  const pages = await names(METRICS).catch((cause: unknown) => {
    throw new Problem({
      place: from,
      found: `no \`${METRICS}\` that can be read`,
      expected: 'a version of Plumbline: a reference that was fetched, or the folder of a checkout',
      remedy: 'Run `git fetch <remote>` first, and name the version: `-- --check --ref upstream/main`.',
      exitCode: 2,
      cause,
    });
  });
  const definitions = new Map<string, number>();
  for (const name of pages.filter((each) => each.endsWith('.mdx'))) {
    const path = `${METRICS}/${name}`;
    const { value } = parseFrontmatter(`${from}:${path}`, await text(path), pageSchema);
    definitions.set(basename(name, '.mdx'), value.version);
  }
  const format = /ORGANISATION_VERSION = (\d+)/.exec(await text(ORGANISATION).catch(() => ''))?.[1];
  return {
    definitions,
    format: format === undefined ? ORGANISATION_VERSION : Number(format),
    changelog: await text(CHANGELOG).catch(() => ''),
  };
}

/** What is here now. */
interface Present {
  definitions: ReadonlyMap<string, Definition>;
  own: readonly OwnPage[];
  organisation: Organisation;
  changelog: string;
}

/** @returns what another version would change in the numbers of an organisation, as lines for the terminal */
export function upgradeReport(present: Present, other: OtherVersion): string[] {
  const { definitions, own, organisation } = present;
  const replaced = new Set(own.filter(({ kind }) => kind === 'metric').map(({ id }) => id));
  const kpiOf = (id: string) => [
    ...organisation.teams
      .filter(({ kpis }) => kpis.some(({ metric }) => metric === id))
      .map(({ name }) => name),
    ...(organisation.kpis?.some(({ metric }) => metric === id) ? [organisation.name] : []),
  ];
  const inWords = (id: string, what: string) => {
    const teams = kpiOf(id);
    const note = replaced.has(id) ? '; your own page takes its place, so compare the two' : '';
    return `  ${definitions.get(id)?.title ?? id}: ${what}${teams.length === 0 ? '' : `; KPI of ${teams.join(', ')}`}${note}`;
  };
  const shipped = [...definitions].filter(([id]) => !replaced.has(id) || other.definitions.has(id));
  const changed = shipped.flatMap(([id, { version }]) => {
    const next = other.definitions.get(id);
    return next === undefined || next <= version ? [] : [{ id, text: `definition ${version} → ${next}` }];
  });
  const gone = shipped.flatMap(([id]) =>
    other.definitions.has(id) ? [] : [{ id, text: 'no longer there' }],
  );
  const added = [...other.definitions.keys()].filter((id) => !definitions.has(id));
  const affected = [...changed, ...gone].filter(({ id }) => kpiOf(id).length > 0).length;
  const toDo = toDoIn(other.changelog).filter((line) => !toDoIn(present.changelog).includes(line));
  return [
    other.format > ORGANISATION_VERSION
      ? `Organisation folders: version ${ORGANISATION_VERSION} → ${other.format}. Read its changelog first.`
      : 'Organisation folders: the same version.',
    `Definitions with a higher version: ${changed.length === 0 ? 'none' : changed.length}`,
    ...changed.map(({ id, text }) => inWords(id, text)),
    ...(gone.length === 0
      ? []
      : [`Metrics that are gone: ${gone.length}`, ...gone.map(({ id, text }) => inWords(id, text))]),
    ...(added.length === 0 ? [] : [`New metrics: ${added.join(', ')}`]),
    ...(toDo.length === 0 ? [] : ['To do, says its changelog:', ...toDo.map((line) => `  ${line}`)]),
    affected === 0
      ? 'No KPI of yours is counted differently.'
      : `${counted(affected, 'metric')} among your KPIs would be counted differently: their sealed ${presentPeriodName(organisation)}s will show restatements.`,
  ];
}

/** The items of a changelog that ask for something, each as one line. */
function toDoIn(changelog: string): string[] {
  return changelog
    .split(/\n(?=- |#)/)
    .filter((item) => item.startsWith('- ') && item.includes('**To do'))
    .map((item) => item.slice(2).replaceAll(/\s+/g, ' ').trim());
}

/** @returns the changelog that is here */
export function presentChangelog(): Promise<string> {
  return readFile(join(root, CHANGELOG), 'utf8').catch(() => '');
}
