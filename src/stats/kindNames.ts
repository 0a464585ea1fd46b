/** The names of the kinds of measurement, without their statistics, which no page loads. */
export const kindNames = [
  'distribution',
  'percentile',
  'proportion',
  'net-share',
  'rate',
  'ratio',
  'level',
] as const;

export type Kind = (typeof kindNames)[number];
