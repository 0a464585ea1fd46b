import { DAY } from '../../src/facts/time.ts';
import type { Measurement } from '../../src/metrics/populations/observation.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import type { Summary } from '../../src/stats/summary.ts';
import { pool } from './pool.ts';

const LENGTHS = { day: DAY, week: 7 * DAY, month: (365.25 / 12) * DAY };

/** What a scorecard would say of one repository's measurement between two dates. */
export function figure(
  measurement: Measurement,
  [start, end]: readonly [string, string],
  unit: keyof typeof LENGTHS = 'day',
): Summary {
  const series = pool(measurement.kind, [{ shared: false, measurement }]);
  const window = { start: Date.parse(start), end: Date.parse(end) };
  return summarise(sampleOf(series, [window], { from: 0, unit: LENGTHS[unit] }));
}
