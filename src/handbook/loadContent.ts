import { basename, join } from 'node:path';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { listSnapshots } from '../facts/store.ts';
import { checkRuleIds } from './checkRuleIds.ts';
import { type Handbook, loadWrittenHandbook } from './handbook.ts';
import { checkKpiSettings } from './kpiSettings.ts';
import { loadOrganisation } from './loadOrganisation.ts';
import type { Organisation } from './organisation.ts';
import type { Folders } from './organisationFolder.ts';
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
}

/**
 * Reads and checks everything that people write: the handbook, `org.yaml`, what it says of KPIs, and reviews.
 * @throws Problem (exit 2) with every fault; references to a file that cannot be read are checked once it can
 */
export async function loadContent(
  { content, organisation: folder, data }: Folders,
  code: CodeIds,
): Promise<Content> {
  const problems = new ProblemCollector();
  const written = await problems.tryAsync(loadWrittenHandbook(content, code.pictures));
  const handbook = written?.handbook;
  const metrics = handbook ? [...handbook.metrics.keys()] : await metricIds(content);
  for (const id of code.metrics) if (!metrics.includes(id)) problems.add(metricWithoutPage(content, id));
  if (handbook) problems.try(() => checkRuleIds(handbook.rules, code.checks));
  const organisation = await problems.tryAsync(loadOrganisation(folder, metrics, await listSnapshots(data)));
  if (written === undefined || handbook === undefined || organisation === undefined) {
    problems.throwIfAny();
    throw new RangeError('Content that could not be read has a problem.');
  }
  problems.try(() => checkKpiSettings(organisation, handbook.metrics));
  const reviews = (await problems.tryAsync(loadReviews(folder, organisation, handbook.known))) ?? [];
  problems.throwIfAny();
  return { handbook, pages: written.pages, organisation, reviews };
}

async function metricIds(content: string): Promise<string[]> {
  const names = await pageNames(join(content, 'metrics'), '.mdx').catch(() => []);
  return names.map((name) => basename(name, '.mdx'));
}

function metricWithoutPage(content: string, id: string): Problem {
  return new Problem({
    place: `src/metrics/${id}.ts`,
    found: 'a metric that is computed and has no page',
    expected: join(content, 'metrics', `${id}.mdx`),
    remedy: 'Write the page: a metric is two files of the same name.',
    exitCode: 2,
  });
}
