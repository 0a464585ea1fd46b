import type { Facts } from './collection.ts';
import type { ImportedFact, ImportedFactName } from './imported.ts';
import type { CheckResult, Deployment, Incident, Issue, PullRequest, Tag } from './schema.ts';
import { sha256 } from './sha256.ts';

type Imported<Name extends ImportedFactName> = Extract<ImportedFact, { fact: Name }>;

/** Finds the whole identifier of a commit. */
type ShaFinder = (commit: string | null, version: string | null) => string | null;

/**
 * Adds imported facts to those of a repository.
 * @param rows that belong to the repository
 * @returns the facts with both; issues get negative numbers, which no source uses
 */
export function withImported(facts: Facts, rows: readonly ImportedFact[]): Facts {
  if (rows.length === 0) return facts;
  const only = <Name extends ImportedFactName>(name: Name) =>
    rows.filter((row): row is Imported<Name> => row.fact === name);
  const issues = only('issues');
  const numbers = issueNumbers(issues);
  const shas = shaFinder(facts);
  return {
    ...facts,
    issues: joined(
      facts.issues,
      issues.map((row) => issueOf(row, numbers)),
      ({ createdAt }) => createdAt,
    ),
    incidents: joined(facts.incidents, only('incidents').map(incidentOf), ({ startedAt }) => startedAt),
    deployments: joined(
      facts.deployments,
      only('deployments').map((row) => deploymentOf(row, shas)),
      ({ createdAt }) => createdAt,
    ),
    checks: joined(
      facts.checks,
      only('checks').map((row) => checkOf(row, shas)),
      ({ createdAt }) => createdAt,
    ),
    'pull-requests': joined(
      facts['pull-requests'],
      only('pull-requests').map(pullRequestOf),
      ({ createdAt }) => createdAt,
    ),
  };
}

/** By key: rows of the same key are one issue. */
function issueNumbers(rows: readonly Imported<'issues'>[]): Map<string, number> {
  const keys = [...new Set(rows.map(keyOf))].sort();
  return new Map(keys.map((key, index) => [key, -1 - index]));
}

function issueOf(row: Imported<'issues'>, numbers: ReadonlyMap<string, number>): Issue {
  const number = numbers.get(keyOf(row));
  if (number === undefined) throw new RangeError(`the issue ${row.key} has no number`);
  const parent = row.parent === null ? undefined : numbers.get(keyOf({ ...row, key: row.parent }));
  return {
    number,
    key: row.key,
    ...(row.url === null ? {} : { url: row.url }),
    title: row.title,
    author: null,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    closedAt: row.closedAt,
    state: row.closedAt === null ? 'open' : 'closed',
    stateReason: row.reason,
    labels: row.labels,
    type: row.type,
    fields: row.fields,
    ...(parent === undefined ? {} : { parent }),
    milestone: null,
    changes: row.changes,
    causes: [],
    ...teamOf(row),
  };
}

function incidentOf(row: Imported<'incidents'>): Incident {
  return {
    id: keyOf(row),
    title: row.title,
    url: row.url,
    startedAt: row.startedAt,
    detectedAt: row.detectedAt,
    ...(row.acknowledgedAt === null ? {} : { acknowledgedAt: row.acknowledgedAt }),
    resolvedAt: row.resolvedAt,
    severity: row.severity,
    ...(row.service === null ? {} : { service: row.service }),
    causes: row.cause === null ? [] : [causeOf(row.cause)],
    ...teamOf(row),
  };
}

function deploymentOf(row: Imported<'deployments'>, shas: ShaFinder): Deployment {
  return {
    id: keyOf(row),
    from: row.from,
    environment: row.environment,
    ...(row.service === null ? {} : { service: row.service }),
    sha: shas(row.commit, row.version) ?? sha256(`${row.from} ${row.commit ?? row.version ?? row.key}`),
    ref: row.version,
    createdAt: row.startedAt,
    statuses: [
      ...(row.finishedAt === null ? [] : [{ state: 'in-progress' as const, at: row.startedAt }]),
      ...(row.status === 'cancelled' ? [] : [{ state: row.status, at: row.finishedAt ?? row.startedAt }]),
    ],
    ...teamOf(row),
  };
}

function checkOf(row: Imported<'checks'>, shas: ShaFinder): CheckResult {
  return {
    id: keyOf(row),
    sha: shas(row.commit, null) ?? sha256(`${row.from} ${row.commit}`),
    name: row.name,
    ...(row.workflow === null ? {} : { workflow: row.workflow }),
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    completedAt: row.completedAt,
    conclusion: row.conclusion,
    ...teamOf(row),
  };
}

function pullRequestOf(row: Imported<'pull-requests'>): PullRequest {
  const { fact, from, repository, team, key, url, ...own } = row;
  return {
    number: Number(key),
    ...own,
    ...(url === null ? {} : { url }),
    state: row.mergedAt !== null ? 'merged' : row.closedAt !== null ? 'closed' : 'open',
    milestone: null,
    reverts: [],
    closes: [],
  };
}

function teamOf({ team }: Pick<ImportedFact, 'team'>): { team?: string } {
  return team === null ? {} : { team };
}

const keyOf = ({ from, key }: Pick<ImportedFact, 'from' | 'key'>): string => `${from} ${key}`;

function joined<Row>(stored: readonly Row[], added: readonly Row[], began: (row: Row) => string): Row[] {
  return [...stored, ...added].sort((a, b) => Date.parse(began(a)) - Date.parse(began(b)));
}

/** @returns what finds a commit by its beginning, else by the version that a tag names */
function shaFinder({ commits, tags }: Facts): ShaFinder {
  const bySeven = new Map(commits.map(({ sha }) => [sha.slice(0, 7), sha]));
  const byTag = new Map(tags.map((tag: Tag) => [tag.name, tag.sha]));
  return (commit, version) => {
    if (commit !== null) {
      const known = bySeven.get(commit.slice(0, 7));
      if (known?.startsWith(commit) === true) return known;
      return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit) ? commit : null;
    }
    return version === null ? null : (byTag.get(version) ?? byTag.get(`v${version}`) ?? null);
  };
}

/** @returns the cause that a tool names: a commit, `#12`, a deployment's number or a tag */
function causeOf(
  text: string,
): { commit: string } | { pullRequest: number } | { deployment: string } | { tag: string } {
  const trimmed = text.trim();
  const pullRequest = /(?:^#|\/pull\/)(\d+)$/.exec(trimmed)?.[1];
  if (pullRequest !== undefined) return { pullRequest: Number(pullRequest) };
  if (/^\d+$/.test(trimmed)) return { deployment: trimmed };
  if (/^[0-9a-f]{7,64}$/.test(trimmed)) return { commit: trimmed };
  return { tag: trimmed };
}
