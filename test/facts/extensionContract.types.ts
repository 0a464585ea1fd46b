/**
 * What the types of the extension points accept and refuse. The type check of the project is the test: a line below
 * does not compile once the contract is another.
 */
import { expectTypeOf } from 'vitest';
import type { Picture } from '../../src/charts/picture.ts';
import type { Metric } from '../../src/metrics/populations/metric.ts';
import type { Measurement } from '../../src/metrics/populations/observation.ts';
import type { Check, Outcome } from '../../src/policy/core/check.ts';

type Measure = () => Measurement;

expectTypeOf<{ uses: ['pull-requests']; measure: Measure }>().toExtend<Metric>();
expectTypeOf<() => Outcome>().toExtend<Check>();
expectTypeOf<() => ReturnType<Picture>>().toExtend<Picture>();

// A misspelt function, an unknown collection, no function, a measurement that is none.
expectTypeOf<{ uses: ['pull-requests']; mesure: Measure }>().not.toExtend<Metric>();
expectTypeOf<{ uses: ['pull-request']; measure: Measure }>().not.toExtend<Metric>();
expectTypeOf<{ uses: ['pull-requests'] }>().not.toExtend<Metric>();
expectTypeOf<{ uses: ['pull-requests']; measure: () => number }>().not.toExtend<Metric>();

// A check says what came of it, and knows nothing else of a team.
expectTypeOf<() => boolean>().not.toExtend<Check>();
expectTypeOf<(seen: { settings: object }) => Outcome>().not.toExtend<Check>();

// A picture returns a specification.
expectTypeOf<() => string>().not.toExtend<Picture>();
