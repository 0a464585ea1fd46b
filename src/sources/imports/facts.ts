import { z } from 'zod';
import { didYouMean } from '../../facts/didYouMean.ts';
import { type ImportedFact, type ImportedFactName, importedFactSchema } from '../../facts/imported.ts';
import { masked } from '../../facts/masked.ts';
import { Problem } from '../../facts/problem.ts';
import type { Actor } from '../../facts/schema.ts';
import type { Declaration } from './declaration.ts';
import { EARLIEST, type Places, type Targets } from './metricTarget.ts';
import type { Sandbox, SelectColumn } from './sandbox.ts';
import { expectColumns, runSelect, selectColumns } from './select.ts';
import type { LoadedTable, SetAside } from './table.ts';
import { placeIn } from './wrongRows.ts';

type Entry = Declaration['facts'][number];

/** Columns of a kind of fact: moments, and others. */
interface Shape {
  moments: readonly string[];
  others: readonly string[];
  required: readonly string[];
}

const PLACE = ['team', 'repository', 'file', 'row'];

const shapes: Record<ImportedFactName, Shape> = {
  issues: {
    moments: ['created', 'updated', 'closed'],
    others: ['key', 'title', 'url', 'type', 'reason', 'labels', 'parent', 'points', 'status', 'history'],
    required: ['key', 'created'],
  },
  incidents: {
    moments: ['started', 'detected', 'acknowledged', 'resolved'],
    others: ['key', 'title', 'url', 'severity', 'service', 'cause'],
    required: ['key', 'started'],
  },
  deployments: {
    moments: ['started', 'finished'],
    others: ['key', 'environment', 'service', 'commit', 'version', 'status'],
    required: ['key', 'started', 'status'],
  },
  checks: {
    moments: ['created', 'started', 'completed'],
    others: ['key', 'name', 'workflow', 'commit', 'conclusion'],
    required: ['key', 'name', 'commit', 'created'],
  },
  'pull-requests': {
    moments: ['created', 'updated', 'closed', 'merged'],
    others: [
      'key',
      'title',
      'url',
      'author',
      'bot',
      'merged_by',
      'draft',
      'base',
      'head',
      'additions',
      'deletions',
      'files',
      'labels',
      'commit',
      'commits',
      'reviews',
      'readiness',
      'paths',
    ],
    required: ['key', 'created', 'merged', 'author', 'base', 'additions', 'deletions', 'files', 'reviews'],
  },
};

/**
 * Runs the SQL of one entry of `facts`.
 * @param id of the import
 * @throws Problem (exit 2) for SQL that cannot run, an unknown place and a column that is missing
 */
export async function readFacts(
  sandbox: Sandbox,
  id: string,
  declaration: Declaration,
  index: number,
  tables: readonly LoadedTable[],
  targets: Targets,
  places: Places,
): Promise<{ facts: ImportedFact[]; setAside: SetAside[] }> {
  const entry = declaration.facts[index];
  if (entry === undefined) throw new RangeError(`no facts ${index}`);
  const path = ['facts', index];
  checkPlace(entry, targets, places, path);
  const shape = shapes[entry.fact];
  const selectPlace = [...path, 'select'];
  const columns = await selectColumns(sandbox, entry.select, places, selectPlace);
  const isPlaced =
    entry.team !== undefined ||
    entry.repository !== undefined ||
    columns.some(({ name }) => name === 'team' || name === 'repository');
  expectColumns(columns, {
    known: [...shape.moments, ...shape.others, ...PLACE],
    required: [...shape.required, ...(isPlaced ? [] : ['repository'])],
    place: places.of(selectPlace),
  });
  const carried = ['file', 'row'].filter((name) => columns.some((column) => column.name === name));
  const order = carried.length === 0 ? 'key' : carried.map((name) => `"${name}"`).join(', ');
  const rows = await runSelect(
    () => sandbox.rows(`${withMoments(entry, columns, shape)} ORDER BY ${order}`),
    places,
    selectPlace,
  );
  const facts: ImportedFact[] = [];
  const wrong = new Map<string, { count: number; file: unknown; row: unknown }>();
  for (const row of rows) {
    const fields = new Map(typeof row === 'object' && row !== null ? Object.entries(row) : []);
    const made = factOf(id, entry, fields, declaration, targets);
    if (typeof made !== 'string') {
      facts.push(made);
      continue;
    }
    const known = wrong.get(made);
    if (known === undefined) wrong.set(made, { count: 1, file: fields.get('file'), row: fields.get('row') });
    else known.count += 1;
  }
  const setAside: SetAside[] = [];
  for (const [reason, { count, file, row }] of wrong)
    setAside.push({ reason: `${entry.fact}: ${reason}`, count, first: await placeIn(tables, file, row) });
  return { facts, setAside };
}

function withMoments({ select }: Entry, columns: readonly SelectColumn[], { moments }: Shape): string {
  const each = columns.map(({ name }) =>
    moments.includes(name)
      ? `epoch_ms(TRY_CAST(s."${name}" AS TIMESTAMPTZ)) AS "${name}"`
      : `s."${name}" AS "${name}"`,
  );
  return `SELECT ${each.join(', ')} FROM (${select.trim().replace(/;\s*$/, '')}
  ) s`;
}

type Fields = ReadonlyMap<string, unknown>;

/** @returns the fact; or why the row is none */
function factOf(
  id: string,
  entry: Entry,
  fields: Fields,
  { teams, repositories }: Declaration,
  targets: Targets,
): ImportedFact | string {
  const text = (name: string): string | null => {
    const value = fields.get(name);
    return value === null || value === undefined || value === '' ? null : String(value);
  };
  const moment = (name: string): string | null => {
    const value = fields.get(name);
    return typeof value === 'number' ? new Date(value).toISOString() : null;
  };
  const named = entry.team ?? text('team');
  const team = named === null ? null : (teams[named] ?? named);
  if (team !== null && !targets.teams.includes(team))
    return `the team \`${team.slice(0, 80)}\`, which org.yaml does not have${didYouMean(team, targets.teams)}`;
  const called = entry.repository ?? text('repository');
  const repository = called === null ? null : (repositories[called] ?? called);
  if (repository !== null && !targets.repositories.includes(repository))
    return `the repository \`${repository.slice(0, 80)}\`, which org.yaml does not have${didYouMean(repository, targets.repositories)}`;
  if (team === null && repository === null) return 'neither a team nor a repository';
  if (entry.fact === 'pull-requests') {
    if (repository === null || team !== null)
      return 'a pull request is of a repository alone: its owner is the team';
    if (targets.withPullRequests.includes(repository))
      return `\`${repository}\` has pull requests of its own, which are read from its source`;
  }
  const late = shapes[entry.fact].moments.find((name) => {
    const value = fields.get(name);
    return typeof value === 'number' && value > targets.now;
  });
  if (late !== undefined) return `\`${late}\` is in the future`;
  const early = shapes[entry.fact].moments.find((name) => {
    const value = fields.get(name);
    return typeof value === 'number' && value < EARLIEST;
  });
  if (early !== undefined) return `\`${early}\` is before 1990`;
  const head = { fact: entry.fact, from: id, repository, team, key: text('key') };
  const parsed = importedFactSchema.safeParse({
    ...head,
    ...bodyOf(entry.fact, fields, text, moment, { actor: targets.actor, repository }),
  });
  if (parsed.success) return orderFault(parsed.data) ?? parsed.data;
  const [issue] = parsed.error.issues;
  const name = COLUMN_OF[String(issue?.path[0])] ?? String(issue?.path[0]);
  return `\`${name}\` is ${text(name) === null && moment(name) === null ? 'empty' : 'not what it should be'}`;
}

/** The columns of SQL by the fields that they become. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  createdAt: 'created',
  updatedAt: 'updated',
  closedAt: 'closed',
  startedAt: 'started',
  detectedAt: 'detected',
  acknowledgedAt: 'acknowledged',
  resolvedAt: 'resolved',
  finishedAt: 'finished',
  completedAt: 'completed',
  mergedAt: 'merged',
  mergedBy: 'merged_by',
  changedFiles: 'files',
  mergeCommit: 'commit',
  changes: 'history',
};

function bodyOf(
  fact: ImportedFactName,
  fields: Fields,
  text: (name: string) => string | null,
  moment: (name: string) => string | null,
  { actor, repository }: { actor: Targets['actor'] | undefined; repository: string | null },
): Record<string, unknown> {
  switch (fact) {
    case 'issues': {
      const points = text('points');
      const status = text('status');
      return {
        title: text('title') ?? text('key'),
        url: text('url'),
        type: text('type'),
        createdAt: moment('created'),
        updatedAt: moment('updated') ?? moment('closed') ?? moment('created'),
        closedAt: moment('closed'),
        reason: text('reason'),
        labels: listOfTexts(fields.get('labels')),
        fields: {
          ...(points === null ? {} : { Points: points }),
          ...(status === null ? {} : { Status: status }),
        },
        parent: text('parent'),
        changes: changesOf(fields.get('history')),
      };
    }
    case 'incidents':
      return {
        title: text('title') ?? text('key'),
        url: text('url'),
        startedAt: moment('started'),
        detectedAt: moment('detected'),
        acknowledgedAt: moment('acknowledged'),
        resolvedAt: moment('resolved'),
        severity: text('severity'),
        service: text('service'),
        cause: text('cause'),
      };
    case 'deployments':
      return {
        environment: text('environment'),
        service: text('service'),
        commit: text('commit')?.toLowerCase() ?? null,
        version: text('version'),
        startedAt: moment('started'),
        finishedAt: moment('finished'),
        status: text('status'),
      };
    case 'checks':
      return {
        name: text('name'),
        workflow: text('workflow'),
        commit: text('commit')?.toLowerCase() ?? null,
        createdAt: moment('created'),
        startedAt: moment('started'),
        completedAt: moment('completed'),
        conclusion: text('conclusion'),
      };
    case 'pull-requests':
      return pullRequestOf(fields, text, moment, { actor, repository });
  }
}

const reviewsSchema = z.array(
  z.object({ at: z.string(), author: z.string().nullable(), bot: z.boolean().nullish(), state: z.string() }),
);

/** Accounts of other tools than GitHub have points and underscores. */
const MENTION = /(?<![\p{L}\p{N}_.@])@\w[\w.-]*/gu;

/** The people in it become pseudonyms here; what its author wrote is kept without accounts and addresses. */
function pullRequestOf(
  fields: Fields,
  text: (name: string) => string | null,
  moment: (name: string) => string | null,
  { actor, repository }: { actor: Targets['actor'] | undefined; repository: string | null },
): Record<string, unknown> {
  if (actor === undefined) throw new RangeError('pull requests need pseudonyms');
  const who = (login: string | null, isBot: boolean): Actor =>
    actor(login === null ? null : { login, isBot });
  const number = (name: string): number => Number(text(name) ?? Number.NaN);
  const author = text('author');
  const own = {
    branchOf: author === null ? [] : [author],
    repositories: repository === null ? [] : [repository],
  };
  const written = (name: string): string => masked((text(name) ?? '').replace(MENTION, '@…'), own);
  const reviews = reviewsSchema.safeParse(fields.get('reviews') ?? []);
  const merged = moment('merged');
  const closed = moment('closed') ?? merged;
  return {
    title: written('title'),
    url: text('url'),
    author: who(author, fields.get('bot') === true),
    createdAt: moment('created'),
    updatedAt: moment('updated') ?? closed ?? moment('created'),
    closedAt: closed,
    mergedAt: merged,
    mergedBy: who(text('merged_by'), false),
    draft: fields.get('draft') === true,
    base: text('base'),
    head: written('head'),
    additions: number('additions'),
    deletions: number('deletions'),
    changedFiles: number('files'),
    labels: listOfTexts(fields.get('labels')),
    mergeCommit: text('commit')?.toLowerCase() ?? null,
    commits: listOf(fields.get('commits')).map((each) => ({
      sha: each.get('sha'),
      authoredAt: instantOf(each.get('at')),
      committedAt: instantOf(each.get('at')),
    })),
    reviews: reviews.success
      ? reviews.data.map(({ at, author: by, bot, state }) => ({
          author: who(by, bot === true),
          state,
          submittedAt: instantOf(at),
        }))
      : null,
    readiness: listOf(fields.get('readiness')).map((each) => ({
      at: instantOf(each.get('at')),
      to: each.get('to'),
    })),
    paths: Array.isArray(fields.get('paths')) ? listOfTexts(fields.get('paths')) : null,
  };
}

/** @returns the structures of a list; what is none has no fields, and is found wrong by the schema */
function listOf(value: unknown): Fields[] {
  return (Array.isArray(value) ? value : []).map(
    (each: unknown) => new Map(typeof each === 'object' && each !== null ? Object.entries(each) : []),
  );
}

function listOfTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String).filter((each) => each !== '');
  return typeof value === 'string' && value !== '' ? value.split(',').map((each) => each.trim()) : [];
}

/** The statuses of an issue, one after the other. */
function changesOf(history: unknown): { at: string | null; status: unknown; before: unknown }[] {
  const steps = listOf(history)
    .map((each) => ({ at: instantOf(each.get('at')), status: each.get('status') }))
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1));
  return steps.map((step, index) => ({ ...step, before: steps[index - 1]?.status ?? '' }));
}

/**
 * @param text as the database writes it, `2026-09-01 10:00:00+02`, or in ISO 8601
 * @returns null for a text that does not say a moment, or names no time zone
 */
function instantOf(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const iso = text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00');
  const moment = new Date(iso);
  return /(?:Z|[+-]\d{2}:?\d{2})$/.test(iso) && Number.isFinite(moment.getTime())
    ? moment.toISOString()
    : null;
}

function orderFault(fact: ImportedFact): string | null {
  const isBefore = (end: string | null, start: string): boolean =>
    end !== null && Date.parse(end) < Date.parse(start);
  switch (fact.fact) {
    case 'issues':
      return isBefore(fact.closedAt, fact.createdAt) ? '`closed` is before `created`' : null;
    case 'incidents':
      return isBefore(fact.resolvedAt, fact.startedAt) ? '`resolved` is before `started`' : null;
    case 'deployments':
      if (fact.commit === null && fact.version === null) return 'neither a commit nor a version';
      return isBefore(fact.finishedAt, fact.startedAt) ? '`finished` is before `started`' : null;
    case 'checks':
      return fact.startedAt !== null && isBefore(fact.completedAt, fact.startedAt)
        ? '`completed` is before `started`'
        : null;
    case 'pull-requests':
      return isBefore(fact.closedAt, fact.createdAt) ? '`closed` or `merged` is before `created`' : null;
  }
}

function checkPlace(entry: Entry, targets: Targets, places: Places, path: readonly PropertyKey[]): void {
  const check = (field: 'team' | 'repository', known: readonly string[]): void => {
    const found = entry[field];
    if (found === undefined || known.includes(found)) return;
    throw new Problem({
      place: places.of([...path, field]),
      found: `the ${field} \`${found}\``,
      expected: `a ${field} of org.yaml`,
      remedy: `Correct the name.${didYouMean(found, known)}`,
      exitCode: 2,
    });
  };
  check('team', targets.teams);
  check('repository', targets.repositories);
}
