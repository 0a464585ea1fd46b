import { didYouMean } from '../facts/didYouMean.ts';
import { labelsEver, typeAndFields } from '../facts/issueLabels.ts';
import { namesMatching } from '../facts/names.ts';
import { Problem } from '../facts/problem.ts';
import type { Actor } from '../facts/schema.ts';
import type { Snapshot } from '../facts/store.ts';

/** What a pattern of names in `org.yaml` is about. */
type Kind =
  | 'team in CODEOWNERS'
  | 'label'
  | 'environment'
  | 'check'
  | 'branch'
  | 'tag'
  | 'severity'
  | 'login of automation';

/** The names that one repository's facts hold. */
export type KnownNames = Readonly<Record<Kind, ReadonlySet<string>>>;

/** @returns every name in a repository's facts, and in its CODEOWNERS, that a pattern can be about */
export function namesIn({ facts, repository }: Pick<Snapshot, 'facts' | 'repository'>): KnownNames {
  const labels = new Set([
    ...facts['pull-requests'].flatMap((row) => row.labels),
    ...facts.issues.flatMap((row) => [...labelsEver(row), ...typeAndFields(row)]),
  ]);
  const bots = new Set<string>();
  const add = (actor: Actor) => {
    if (actor !== null && 'bot' in actor) bots.add(actor.bot);
  };
  for (const { author, reviews } of facts['pull-requests']) {
    add(author);
    for (const review of reviews) add(review.author);
  }
  for (const { author } of facts.issues) add(author);
  for (const { author, coAuthors } of facts.commits) for (const actor of [author, ...coAuthors]) add(actor);
  return {
    label: labels,
    environment: new Set(facts.deployments.flatMap(({ environment }) => environment ?? [])),
    check: new Set(facts.checks.flatMap(({ name, workflow }) => [name, workflow ?? name])),
    branch: new Set(facts['pull-requests'].flatMap(({ base, head }) => [base, head])),
    tag: new Set(facts.tags.map(({ name }) => name)),
    severity: new Set([...labels, ...facts.incidents.flatMap(({ severity }) => severity ?? [])]),
    'login of automation': bots,
    'team in CODEOWNERS': new Set(repository.codeowners?.lines.flatMap(({ teams }) => teams)),
  };
}

const workKinds = ['fix', 'refactoring', 'maintenance', 'documentation', 'feature'];

interface Written {
  path: (string | number)[];
  kind: Kind;
  /** Whether upper and lower case differ. */
  exact?: boolean;
  /** The repository that it is about; absent where it is about all. */
  repository?: unknown;
}

/**
 * Finds patterns in `org.yaml` that match no name in the facts: probably a slip where a name like it exists, or where
 * no pattern of their list matches any.
 * @param raw what the file says, without defaults
 * @param known by repository
 * @param placeOf where a value is written
 */
export function unmatchedNames(
  raw: unknown,
  known: ReadonlyMap<string, KnownNames>,
  placeOf: (path: readonly PropertyKey[]) => string,
): Problem[] {
  return writtenIn(raw).flatMap(({ path, kind, exact = false, repository }) => {
    const value = valueAt(raw, path);
    const patterns = Array.isArray(value) ? value : isRecord(value) ? Object.keys(value) : [];
    const isMeant = namesMatching([String(repository ?? '*')]);
    const places = [...known].flatMap(([name, names]) => (isMeant(name) ? [names] : []));
    const names = [...new Set(places.flatMap((place) => [...(place?.[kind] ?? [])]))];
    if (names.length === 0) return [];
    const isUnmatched = (pattern: string) => !names.some(namesMatching([pattern], { exact }));
    const unmatched = patterns.filter((each) => typeof each === 'string').filter(isUnmatched);
    return unmatched.flatMap((pattern) => {
      const near = didYouMean(pattern, names);
      if (near === '' && unmatched.length < patterns.length) return [];
      return new Problem({
        place: placeOf([...path, Array.isArray(value) ? patterns.indexOf(pattern) : pattern]),
        found: `\`${pattern}\`, which matches no ${kind} in the facts`,
        expected: `a ${kind}${repository === undefined ? '' : ` of ${String(repository)}`}, such as \`${names[0]}\``,
        remedy: `Correct the name, unless it is still to come.${near}`,
      });
    });
  });
}

function writtenIn(raw: unknown): Written[] {
  const written: Written[] = [
    { path: ['bots'], kind: 'login of automation' },
    { path: ['incidents', 'labels'], kind: 'label' },
    { path: ['incidents', 'resolveWithinHours'], kind: 'severity' },
  ];
  for (const each of ['builds', 'informing', 'tests'])
    written.push({ path: ['checks', each], kind: 'check' });
  for (const each of ['production', 'earlier', 'customer', 'discovery', 'started'])
    written.push({ path: ['issues', each], kind: 'label' });
  for (const path of [['hotfix'], ...workKinds.map((each) => ['work', each])])
    written.push(
      { path: [...path, 'labels'], kind: 'label' },
      { path: [...path, 'branches'], kind: 'branch' },
    );
  for (const [index, each] of listAt(raw, ['repositories']).entries()) {
    const repository = valueAt(each, ['name']);
    const path = ['repositories', index];
    written.push(
      { path: [...path, 'branches'], kind: 'branch', exact: true, repository },
      { path: [...path, 'deployments', 'environments'], kind: 'environment', repository },
      { path: [...path, 'deployments', 'tags'], kind: 'tag', exact: true, repository },
      { path: [...path, 'deployments', 'checks'], kind: 'check', repository },
    );
  }
  for (const [team, owner] of listAt(raw, ['teams']).entries()) {
    for (const [index, share] of listAt(owner, ['owns']).entries()) {
      const repository = valueAt(share, ['repository']);
      const path = ['teams', team, 'owns', index];
      written.push(
        { path: [...path, 'labels'], kind: 'label', repository },
        { path: [...path, 'environments'], kind: 'environment', repository },
        { path: [...path, 'codeowners'], kind: 'team in CODEOWNERS', repository },
      );
    }
  }
  return written;
}

function listAt(value: unknown, path: readonly (string | number)[]): unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === 'number') current = current[step];
    else if (isRecord(current)) current = current[String(step)];
    else return undefined;
  }
  return current;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
