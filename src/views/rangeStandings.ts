import type { Definition, Range } from '../handbook/definition.ts';
import type { EvidenceStrength, Source } from '../handbook/source.ts';
import { formatRange, type Scale } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';

/** How a value compares with one source's range. */
export interface RangeStanding {
  position: 'inside' | 'near' | 'outside';
  range: Range;
  source: string;
}

/** The standings of a result, each with the range and the source that it names by position. */
export function standingsOf(
  { ranges }: Pick<MetricResult, 'ranges'>,
  definition: Definition | undefined,
): RangeStanding[] {
  return ranges.flatMap(({ index, position }) => {
    const range = definition?.ranges[index];
    return range ? [{ position, range, source: sourceWords(range.source) }] : [];
  });
}

/** A source's range beside a number: as the source has it, and in the unit of the number where that is another one. */
export function rangeWords(range: Range, unit: string, scale: Scale): string {
  const [own, beside] = [formatRange(range, unit), formatRange(range, unit, scale)];
  return own === beside ? own : `${own}, which is ${beside.replace(/^(?:below|above) /, '')}`;
}

/** What one source says of a metric. */
export interface SourceRanges {
  words: string;
  standing: string;
  url: string | undefined;
  use: Range['use'];
  ranges: readonly Range[];
}

/** Ranges by source and by what the source does with them, in the order of the definition. */
export function rangesBySource(ranges: readonly Range[]): SourceRanges[] {
  const groups = new Map<string, SourceRanges & { ranges: Range[] }>();
  for (const range of ranges) {
    const { source, use } = range;
    const words = sourceWords(source);
    const key = [words, source.title, source.url, use].join('\n');
    const group = groups.get(key) ?? {
      words,
      standing: sourceStanding(source),
      url: source.url,
      use,
      ranges: [],
    };
    group.ranges.push(range);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** `Publisher, 2026, version 2`; an undated page says when it was read. */
export function sourceWords({ publisher, year, undated, version }: Source): string {
  return [publisher, undated === true ? `undated, read in ${year}` : year, version]
    .filter((part) => part !== undefined)
    .join(', ');
}

const evidenceWords: Readonly<Record<EvidenceStrength, string>> = {
  strong: 'strong evidence',
  moderate: 'moderate evidence',
  limited: 'limited evidence',
  none: 'no data',
  definition: 'a definition',
};

/** What kind of document it is and how far it supports what it says: `vendor benchmark, limited evidence`. */
export function sourceStanding({ type, evidence }: Pick<Source, 'type' | 'evidence'>): string {
  return `${type.replace('-', ' ')}, ${evidenceWords[evidence]}`;
}
