/**
 * What the types of the extension points refuse. The type check of the project is the test: it fails when a line
 * below `@ts-expect-error` has no error any more.
 */
import { definePicture, type Picture } from '../../src/charts/picture.ts';
import { defineMetric } from '../../src/metrics/populations/metric.ts';
import { measurement } from '../../src/metrics/populations/observation.ts';
import { defineCheck, judged } from '../../src/policy/core/check.ts';

const measure = () => measurement('rate', []);
declare const chart: ReturnType<Picture>;

defineMetric({ uses: ['pull-requests'], measure });
defineCheck(() => judged([]));
definePicture(() => chart);

// @ts-expect-error: a misspelt function
defineMetric({ uses: ['pull-requests'], mesure: measure });
// @ts-expect-error: an unknown collection
defineMetric({ uses: ['pull-request'], measure });
// @ts-expect-error: no function
defineMetric({ uses: ['pull-requests'] });
// @ts-expect-error: a number is no measurement
defineMetric({ uses: ['pull-requests'], measure: () => 1 });
// @ts-expect-error: a check says what came of it
defineCheck(() => true);
// @ts-expect-error: the team's settings are no field of what a check sees
defineCheck(({ settings }) => judged(settings));
// @ts-expect-error: a picture returns a specification
definePicture(() => '<svg />');
