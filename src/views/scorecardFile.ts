import { keepLatest } from '../handbook/keepLatest.ts';
import { readComputed } from '../scorecard/readComputed.ts';
import { scorecardSchema } from '../scorecard/schema.ts';

/**
 * Reads a scorecard, once for each digest of its file. This module does not depend on Astro’s store of content, so that it
 * stays when a page changes during development.
 * @throws Problem for a file that is not what this version writes
 */
export const scorecardIn = keepLatest((file, _digest: string) => readComputed(file, scorecardSchema));
