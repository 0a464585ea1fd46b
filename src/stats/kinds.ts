import type { KindOf } from './kind.ts';
import type { Kind } from './kindNames.ts';
import { distribution } from './kinds/distribution.ts';
import { level } from './kinds/level.ts';
import { netShare } from './kinds/netShare.ts';
import { percentile } from './kinds/percentile.ts';
import { proportion } from './kinds/proportion.ts';
import { rate } from './kinds/rate.ts';
import { ratio } from './kinds/ratio.ts';

const registered = {
  distribution,
  percentile,
  proportion,
  'net-share': netShare,
  rate,
  ratio,
  level,
} satisfies Record<Kind, unknown>;

export type { Kind };

type Shapes = { [K in Kind]: Omit<ReturnType<(typeof registered)[K]['sample']>, 'kind'> };

/** A sample of one of some kinds. */
export type SampleOf<K extends Kind> = { [P in K]: { kind: P } & Shapes[P] }[K];

/** What a metric yields. Its kind alone decides value, uncertainty and comparison. */
export type Sample = SampleOf<Kind>;

/** The kinds of measurement by name. A new one is a file in `kinds/`, its name in `kindNames.ts` and an entry here. */
export const kinds: { readonly [K in Kind]: KindOf<SampleOf<K>> } = registered;
