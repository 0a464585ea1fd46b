import { summariseDistribution } from './distribution.ts';
import { summariseLevel, summariseRatio } from './level.ts';
import { summariseProportion } from './proportion.ts';
import { summariseRate } from './rate.ts';
import type { Sample, Summary } from './sample.ts';

/**
 * The value of a sample with its uncertainty, in the sample's unit; or why there is none.
 * @param dispersion of a rate's events, as `dispersionOf` tells it; null takes them for independent
 * @throws RangeError when the sample is impossible, such as more hits than cases or a value that is no number.
 */
export function summarise(sample: Sample, dispersion: number | null = null): Summary {
  switch (sample.kind) {
    case 'distribution':
      return summariseDistribution(sample.values);
    case 'proportion':
      return summariseProportion(sample);
    case 'rate':
      return summariseRate(sample, dispersion);
    case 'level':
      return summariseLevel(sample);
    case 'ratio':
      return summariseRatio(sample);
  }
}
