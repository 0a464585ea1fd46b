import { parse, print } from 'graphql';
import type { Identity } from '../../facts/identity.ts';
import type { Manifest } from '../../facts/manifest.ts';
import { Problem } from '../../facts/problem.ts';
import type { Reading } from '../../facts/reading.ts';
import type { Instant } from '../../facts/schema.ts';
import { githubCollections } from './collections/pageShapes.ts';
import {
  notShown,
  OFFERED,
  type Offers,
  type Overview,
  offersOf,
  overviewFragment,
  overviewOf,
  ownerAndName,
  type RepositoryName,
  readRepository,
} from './collections/repository.ts';
import { canReadIncrementally, fromGitHub, isFullReadDue } from './incremental.ts';
import { stateFingerprint } from './stability.ts';
import type { Client, Costed } from './transport/client.ts';
import type { AnswerError } from './transport/failure.ts';
import { rateLimitFragment, type TadaDocumentNode } from './transport/graphql.ts';
import { PageSize } from './transport/pageSize.ts';

/** Repositories a query: more would come near the ten seconds that GitHub gives one. */
const BATCH = 25;

/** What was found of a repository, or why it could not be read. */
export type Surveyed = { name: string } & ({ overview: Overview } | { problem: Problem });

interface Answer extends Costed {
  [alias: string]: unknown;
}

type Variables = Record<string, string | boolean>;

const places = Array.from({ length: BATCH }, (_, index) => index);

/** One query for many repositories, each under its own alias; those not asked for are left out. */
export const surveyQuery: TadaDocumentNode<Answer, Variables> = parse(
  `query Survey(
    $counts: Boolean!
    ${places.map((at) => `$owner${at}: String!, $name${at}: String!, $asked${at}: Boolean!`).join('\n')}
  ) {
    ...RateLimit
    ${OFFERED}
    ${places.map((at) => `r${at}: repository(owner: $owner${at}, name: $name${at}) @include(if: $asked${at}) { ...Overview }`).join('\n')}
  }
  ${print(overviewFragment)}
  ${print(rateLimitFragment)}`,
);

/**
 * Looks at repositories, many with one request: what each is, how many rows it has and what changed last.
 * @returns an outcome for each name, in their order; one that failed does not affect the others
 * @throws Problem when a name is not valid, or GitHub does not answer at all
 */
export async function survey(
  client: Client,
  names: readonly string[],
  cost: Reading['cost'],
): Promise<Surveyed[]> {
  const asked = names.map(ownerAndName);
  const surveyed: Surveyed[] = [];
  const page = new PageSize(BATCH);
  while (surveyed.length < asked.length) {
    const batch = asked.slice(surveyed.length, surveyed.length + BATCH);
    const { data, errors } = await client.ask(surveyQuery, (size) => variablesFor(batch, size), {
      page,
      cost,
    });
    const answered = batch.filter((_, at) => `r${at}` in data);
    if (answered.length === 0) throw notAnswered(client, batch);
    for (const [at, repository] of answered.entries()) {
      const own = errors.filter(({ path }) => path === undefined || path[0] === `r${at}`);
      const name = `${repository.owner}/${repository.name}`;
      surveyed.push({
        name,
        ...(await outcomeOf(client, repository, data[`r${at}`], own, cost, offersOf(data))),
      });
    }
  }
  return surveyed;
}

function variablesFor(batch: readonly RepositoryName[], size: number): Variables {
  const each = places.map((at): Variables => {
    const { owner, name } = batch[at] ?? { owner: '', name: '' };
    return { [`owner${at}`]: owner, [`name${at}`]: name, [`asked${at}`]: at < Math.min(size, batch.length) };
  });
  return Object.assign({ counts: true }, ...each);
}

async function outcomeOf(
  client: Client,
  asked: RepositoryName,
  answered: unknown,
  errors: AnswerError[],
  cost: Reading['cost'],
  offers: Offers,
): Promise<{ overview: Overview } | { problem: Problem }> {
  try {
    if (answered !== null) return { overview: overviewOf(client, asked, answered, errors, offers) };
    // A request of its own can leave out what the token may not read.
    if (errors.every(({ path }) => path?.length === 1)) throw notShown(client, asked, errors);
    return { overview: await readRepository(client, asked, cost) };
  } catch (error) {
    if (error instanceof Problem) return { problem: error };
    throw error;
  }
}

function notAnswered({ url }: Client, batch: readonly RepositoryName[]): Problem {
  return new Problem({
    place: url,
    found: `an answer without any of the ${batch.length} repositories that were asked for`,
    expected: 'each of them, or why it is missing',
    remedy: 'Check that GITHUB_GRAPHQL_URL is the URL of a GitHub, then run the command again.',
  });
}

/**
 * Makes sure that no two names are of the same repository, whose facts would count twice.
 * @throws Problem that names them
 */
export function checkDistinct(surveyed: readonly Surveyed[]): void {
  const names = new Map<string, string>();
  for (const each of surveyed) {
    if ('problem' in each) continue;
    const { repository, presentName } = each.overview;
    const other = names.get(repository.id);
    if (other !== undefined) {
      throw new Problem({
        place: 'org.yaml',
        found: `${other} and ${each.name}, which are one repository: GitHub has it as ${presentName}`,
        expected: 'each repository once, or its facts count twice',
        remedy: `Keep one of the two names, best ${presentName}.`,
        exitCode: 2,
      });
    }
    names.set(repository.id, each.name);
  }
}

/** What is wanted of a reading. */
export interface Wanted {
  identity: Identity;
  /** Whether the paths of changed files are needed. */
  withPaths: boolean;
  now: Instant;
}

/**
 * Whether a reading would give what is stored already, with a later `readThrough`. A fingerprint is stored only of a
 * stable state, so the same fingerprint means the same facts.
 */
export function isUnchanged(
  surveyed: Surveyed,
  manifest: Manifest | null,
  { identity, withPaths, now }: Wanted,
): boolean {
  const stored = fromGitHub(manifest);
  if (stored === null || 'problem' in surveyed || surveyed.overview.state === null) return false;
  return (
    stored.stateFingerprint === stateFingerprint(surveyed.overview.state, withPaths) &&
    stored.keyFingerprint === identity.keyFingerprint &&
    !isFullReadDue(stored, identity, now) &&
    githubCollections.every((collection) => canReadIncrementally(stored, collection))
  );
}
