import type { Definition } from '../handbook/definition.ts';
import type { Kind } from '../stats/kinds.ts';
import { exposureWords, formatCount, formatValue } from './format.ts';
import type { SummaryRow } from './schema.ts';

/** What is said in words of a kind of measurement. */
interface KindWords {
  /** The name of its value, given the metric's title in the middle of a sentence. */
  value: (title: string) => string | null;
  /** What its value rests on: precedes the number of observations. */
  basis: string;
  /** What a value was counted from, with both numbers: `80 of 86`; null where the sample is not counted so. */
  counted: (size: SummaryRow['size'], unit: string, numbers: NumberFormats) => string | null;
  /** The heading of the column with each item's part in the value; null when items have none. */
  partHeading: string | null;
  /** An item's part in the value. */
  part: (value: number, unit: string) => string;
  /** Shown for an item that has no part in the value. */
  noPart: string;
  /** A value from which the true one may differ in one direction only. */
  extremes: readonly number[];
  /** Whether a value of time is what something took. */
  isTaken: boolean;
  /** What there are too few of for a verdict, given the name of what is counted: `fewer than eight incidents`. */
  fewEvents: (events: string) => string;
  /** The sides that need enough groups for a verdict. */
  groupsOn: 'each side' | 'one side';
  /** What a value was counted from, and in how many groups. */
  inGroups: (cases: string, nouns: Definition['clusters'], groups: string) => string;
  /** Whether imports may name parts of what it counts. */
  hasNamedParts: boolean;
}

/** How a text writes its numbers. */
export interface NumberFormats {
  count: (count: number) => string;
  exposure: (exposure: number) => string;
}

const USUAL: KindWords = {
  value: () => null,
  basis: 'n',
  counted: () => null,
  partHeading: null,
  part: () => '',
  noPart: 'no value',
  extremes: [],
  isTaken: false,
  fewEvents: (events) => `There are fewer than eight ${events} on either side, too few to tell.`,
  groupsOn: 'each side',
  inGroups: (cases, nouns, groups) => `${cases}${nouns ? ` ${nouns.of}` : ''} ${groups}`,
  hasNamedParts: false,
};

/** In how many groups things come that depend on each other: `in 1 deployment`, `from 2 causes`. */
export function clusterWords(nouns: Definition['clusters'], clusters: number): string {
  return `${nouns?.by ?? 'in'} ${formatCount(clusters, nouns?.one ?? 'group', nouns?.many ?? 'groups')}`;
}

/** The words of each kind. */
export const kindWords: Readonly<Record<Kind, KindWords>> = {
  distribution: {
    ...USUAL,
    value: (title) => `Median ${title}`,
    basis: 'median of',
    partHeading: 'Value',
    part: formatValue,
    isTaken: true,
  },
  percentile: {
    ...USUAL,
    value: (title) => `90th percentile of ${title}`,
    basis: '90th percentile of',
    partHeading: 'Value',
    part: formatValue,
  },
  proportion: {
    ...USUAL,
    counted: ({ hits, total }, _, { count }) =>
      hits === null || total === null ? null : `${count(hits)} of ${count(total)}`,
    partHeading: 'Counts',
    part: (value) => (value === 1 ? 'yes' : 'no'),
    extremes: [0, 1],
    fewEvents: () => 'The rarer outcome has fewer than eight cases on either side, too few to tell.',
    hasNamedParts: true,
  },
  'net-share': {
    ...USUAL,
    partHeading: 'Answer',
    part: (value) => (value > 0 ? 'for' : value < 0 ? 'against' : 'neither'),
  },
  rate: {
    ...USUAL,
    counted: (size, unit, { count, exposure }) =>
      size.events === null || size.exposure === null
        ? null
        : `${count(size.events)} in ${exposure(size.exposure)} ${exposureWords(unit)}`,
    extremes: [0],
    groupsOn: 'one side',
    inGroups: (cases, _, groups) => `${cases}, ${groups}`,
  },
  ratio: {
    ...USUAL,
    partHeading: 'Value',
    part: formatValue,
    noPart: 'in the numerator',
  },
  level: {
    ...USUAL,
    partHeading: 'Share of the quarter',
    part: (value) => formatValue(value, 'share'),
  },
};
