import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { storedRepositories } from '../facts/store.ts';
import { checkRuleIds } from './checkRuleIds.ts';
import { loadEvents, type OrganisationEvent } from './events.ts';
import { type Handbook, loadWrittenHandbook } from './handbook.ts';
import { checkKpiSettings } from './kpiSettings.ts';
import { loadOrganisation } from './loadOrganisation.ts';
import { loadNotes, type Note } from './notes.ts';
import type { Organisation } from './organisation.ts';
import { type Folders, OWN_PAGES, ownFolder } from './organisationFolder.ts';
import type { Page } from './pages.ts';
import { pageNames } from './plainText.ts';
import { loadReviews, type Review } from './reviews.ts';

/** Ids of the code that content refers to. */
export interface CodeIds {
  metrics: readonly string[];
  checks: readonly string[];
  pictures: readonly string[];
}

/** Everything that people write, checked. */
export interface Content {
  handbook: Handbook;
  /** The handbook's pages as they are written. */
  pages: readonly Page[];
  organisation: Organisation;
  reviews: readonly Review[];
  notes: readonly Note[];
  /** By their first day. */
  events: readonly OrganisationEvent[];
}

/**
 * Reads and checks everything that people write: the handbook, and what an organisation folder holds.
 * @throws Problem (exit 2) with every problem; references to a file that cannot be read are checked once it can
 */
export async function loadContent(
  { content, organisation: folder, data }: Folders,
  code: CodeIds,
): Promise<Content> {
  const problems = new ProblemCollector();
  const written = await problems.tryAsync(loadWrittenHandbook(content, code.pictures, folder));
  const handbook = written?.handbook;
  const metrics = handbook
    ? [...handbook.metrics.keys()]
    : await metricIds([content, join(folder, OWN_PAGES)]);
  for (const id of code.metrics)
    if (!metrics.includes(id)) problems.add(metricWithoutPage(content, folder, id));
  if (handbook) problems.try(() => checkRuleIds(handbook.rules, code.checks));
  const organisation = await problems.tryAsync(
    loadOrganisation(folder, metrics, await storedRepositories(data)),
  );
  if (written === undefined || handbook === undefined || organisation === undefined) {
    problems.throwIfAny();
    throw new RangeError('Content that could not be read has a problem.');
  }
  problems.try(() => checkKpiSettings(organisation, handbook.metrics));
  const reviews = (await problems.tryAsync(loadReviews(folder, organisation, handbook.known))) ?? [];
  const notes = (await problems.tryAsync(loadNotes(folder, handbook.known))) ?? [];
  const events = (await problems.tryAsync(loadEvents(folder, organisation))) ?? [];
  problems.throwIfAny();
  return { handbook, pages: written.pages, organisation, reviews, notes, events };
}

async function metricIds(folders: readonly string[]): Promise<string[]> {
  const names = await Promise.all(
    folders.map((folder) => pageNames(join(folder, 'metrics'), '.mdx').catch(() => [])),
  );
  return names.flat().map((name) => basename(name, '.mdx'));
}

function metricWithoutPage(content: string, organisation: string, id: string): Problem {
  const own = join(ownFolder(organisation, 'metrics'), `${id}.ts`);
  const isOwn = existsSync(own);
  return new Problem({
    place: isOwn ? own : `src/metrics/${id}.ts`,
    found: 'a metric that is computed and has no page',
    expected: isOwn ? own.replace(/\.ts$/, '.mdx') : join(content, 'metrics', `${id}.mdx`),
    remedy: 'Write the page: a metric is two files of the same name.',
    exitCode: 2,
  });
}
