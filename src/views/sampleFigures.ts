import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../facts/problem.ts';
import { foldersGivenBy, organisationFolders } from '../handbook/organisationFolder.ts';
import { type MetricResult, type Scorecard, scorecardSchema } from '../scorecard/schema.ts';

const { content } = organisationFolders(foldersGivenBy(process.env));

const file = join(content, 'learn/sample.json');

let scorecard: Promise<Scorecard> | undefined;

/**
 * The sample team's scorecard that the lessons speak of, whatever organisation the site shows.
 * @throws Problem (exit 2) when it is none of this version of Plumbline
 */
export function sampleScorecard(): Promise<Scorecard> {
  if (scorecard === undefined || import.meta.env.DEV) scorecard = read();
  return scorecard;
}

async function read(): Promise<Scorecard> {
  try {
    return scorecardSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Problem({
      place: file,
      found: `no valid scorecard: ${cause instanceof z.ZodError ? z.prettifyError(cause) : cause}`,
      expected: 'a scorecard of the sample, as this version of Plumbline writes it',
      remedy: 'Write it again: `npm test -- test/site -u`.',
      exitCode: 2,
      cause,
    });
  }
}

/** @throws Problem (exit 2) for a metric that the sample scorecard does not have */
export function sampleResult({ metrics }: Scorecard, metric: string): MetricResult {
  const result = metrics.find(({ id }) => id === metric);
  if (result !== undefined) return result;
  throw new Problem({
    place: file,
    found: `no result for \`${metric}\``,
    expected: `one of: ${metrics.map(({ id }) => id).join(', ')}`,
    remedy: 'Name one of these in the lesson.',
    exitCode: 2,
  });
}
