/** What the rows of an import are, by the kind of measurement of their metric. */
export interface ImportedKind {
  /**
   * The column that says how many cases a row sums up. A row of events has them in its `value`, and is one event
   * without it; null where no column shows whether a row is a sum.
   */
  casesIn: 'of' | 'value' | null;
  /** Whether `value` and `of` of several rows may be added. */
  addsUp: boolean;
  /** SQL for the side on which a row is: only rows of one side are added. */
  side: string;
  /** What is wrong with a row: an SQL condition, and an SQL text for the reason. The first that applies counts. */
  faults: (row: ImportedRow) => Fault[];
}

export interface ImportedRow {
  hasOf: boolean;
  /** Whether values may lie on both sides of 0. */
  isSigned: boolean;
}

export type Fault = [when: string, reason: string];

/** How many cases a row sums up; 1 where it does not say. */
const casesOf = ({ hasOf }: ImportedRow): string => (hasOf ? 'coalesce("of", 1)' : '1');

function wholeCases(row: ImportedRow): Fault[] {
  const of = casesOf(row);
  return row.hasOf
    ? [[`${of} <= 0 OR ${of} <> trunc(${of})`, "'an `of` that is not a whole number above 0'"]]
    : [];
}

const ofValues: ImportedKind = {
  casesIn: 'of',
  addsUp: false,
  side: '0',
  faults: ({ isSigned }) => (isSigned ? [] : [['value < 0', "'a `value` below 0'"]]),
};

/** Imports give no rows of levels: what is under way at a time comes from facts. */
export const importedKinds: ReadonlyMap<string, ImportedKind> = new Map<string, ImportedKind>([
  ['distribution', ofValues],
  ['percentile', ofValues],
  [
    'proportion',
    {
      casesIn: 'of',
      addsUp: true,
      side: '0',
      faults: (row) => [
        ...wholeCases(row),
        [
          `value < 0 OR value > ${casesOf(row)} OR value <> trunc(value)`,
          "'a `value` that is not a whole number from 0 to `of`'",
        ],
      ],
    },
  ],
  [
    'net-share',
    {
      casesIn: 'of',
      addsUp: true,
      side: 'sign(value)',
      faults: (row) => [
        ...wholeCases(row),
        [
          `abs(value) NOT IN (0, ${casesOf(row)})`,
          "'a `value` that is not `of`, minus `of` or 0: for, against or neither'",
        ],
      ],
    },
  ],
  [
    'rate',
    {
      casesIn: 'value',
      addsUp: false,
      side: '0',
      faults: () => [
        ['value < 0 OR value <> trunc(value)', "'a `value` that is not a whole number from 0 on'"],
      ],
    },
  ],
  [
    'ratio',
    {
      casesIn: null,
      addsUp: true,
      side: '0',
      faults: ({ hasOf }) => (hasOf ? [['"of" < 0', "'an `of` below 0'"]] : []),
    },
  ],
]);
