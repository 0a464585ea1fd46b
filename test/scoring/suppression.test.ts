import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, type PublishedScope, withheldScopes } from '../../src/scoring/suppression.ts';

const TEAMS = ['a', 'b', 'c', 'd', null] as const;
const REPOSITORIES = ['one', 'two'];

const team = (id: string, whole: string[] = [], shown = true): PublishedScope => ({
  id,
  members: new Set([id]),
  whole: new Set(whole),
  listsUnowned: false,
  shown,
});

const organisation = (members: readonly (string | null)[]): PublishedScope => ({
  id: 'organisation',
  members: new Set(members),
  whole: null,
  listsUnowned: members.includes(null),
  shown: true,
});

const cell = (
  owners: readonly (string | null)[],
  people: Readonly<Record<number, number>>,
  repository = 'one',
): Cell => ({
  owners,
  repository,
  people: [new Map(Object.entries(people).map(([person, items]) => [Number(person), items]))],
});

/** As many people with an item each, numbered from one. */
const crowd = (from: number, count: number): Record<number, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [from + index, 1]));

/** Counted apart from the code under test: at least four people, none with more than three quarters. */
function isSafe(cells: readonly Cell[]): boolean {
  const ways = Math.max(0, ...cells.map(({ people }) => people.length));
  return Array.from({ length: ways }, (_, way) => {
    const items = new Map<number, number>();
    for (const { people } of cells)
      for (const [person, count] of people[way] ?? []) items.set(person, (items.get(person) ?? 0) + count);
    const total = [...items.values()].reduce((sum, count) => sum + count, 0);
    const known = [...items.keys()].filter((person) => person !== 0);
    return items.size === 0 || (known.length >= 4 && Math.max(...items.values()) <= 0.75 * total + 1e-6);
  }).every(Boolean);
}

const isIn = ({ owners }: Cell, members: ReadonlySet<string | null>) => owners.some((id) => members.has(id));

const anyCell = fc
  .record({
    owners: fc.subarray([...TEAMS], { minLength: 1 }),
    repository: fc.constantFrom(...REPOSITORIES),
    people: fc.dictionary(
      fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7'),
      fc.integer({ min: 1, max: 30 }),
    ),
  })
  .map(({ owners, repository, people }) => cell(owners, { ...people }, repository));

const anyScopes = fc
  .record({
    members: fc.subarray([...TEAMS], { minLength: 1 }),
    whole: fc.array(fc.subarray(REPOSITORIES), { minLength: 4, maxLength: 4 }),
    shown: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  })
  .map(({ members, whole, shown }) => [
    organisation(members),
    ...['a', 'b', 'c', 'd'].map((id, index) => team(id, whole[index], shown[index])),
  ]);

describe('whatever teams own, and no matter who works', () => {
  const cells = fc.array(anyCell, { maxLength: 12 });

  test('nothing that published figures can be added and subtracted to is of few people, or mostly of one', () => {
    fc.assert(
      fc.property(cells, anyScopes, (items, scopes) => {
        const withheld = withheldScopes(items, scopes);
        const published = scopes.filter(({ id, shown }) => shown && !withheld.has(id));
        const sets = published.flatMap(({ members, listsUnowned }) => [
          members,
          ...(listsUnowned ? [new Set([null])] : []),
        ]);
        const atoms = Map.groupBy(items, (each) =>
          sets.map((members) => Number(isIn(each, members))).join(''),
        );
        for (const [key, atom] of atoms) if (key.includes('1')) expect(isSafe(atom)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('a withheld team cannot be recognised in another team’s list by the repository that is its own', () => {
    fc.assert(
      fc.property(cells, anyScopes, (items, scopes) => {
        const withheld = withheldScopes(items, scopes);
        const isFew = ({ id, shown }: PublishedScope) =>
          !shown || ['few', 'dominated'].includes(withheld.get(id) ?? '');
        for (const few of scopes.filter((scope) => scope.whole !== null && isFew(scope)))
          for (const shown of scopes.filter(
            (scope) => scope.whole !== null && scope.shown && !withheld.has(scope.id),
          ))
            for (const repository of few.whole ?? [])
              expect(
                isSafe(
                  items.filter(
                    (each) =>
                      each.repository === repository && isIn(each, few.members) && isIn(each, shown.members),
                  ),
                ),
              ).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('a figure of few people, or mostly of one, is withheld for that', () => {
    fc.assert(
      fc.property(cells, anyScopes, (items, scopes) => {
        const withheld = withheldScopes(items, scopes);
        for (const { id, members, shown } of scopes)
          if (shown)
            expect(['few', 'dominated'].includes(withheld.get(id) ?? '')).toBe(
              !isSafe(items.filter((each) => isIn(each, members))),
            );
      }),
    );
  });
});

describe('a figure is withheld to protect another', () => {
  test('when it leaves a withheld team over, and the larger one stays', () => {
    const cells = [cell(['a', 'b'], crowd(1, 5)), cell(['a', 'c'], crowd(6, 2))];
    const scopes = [organisation(['a', 'b', 'c', null]), team('a'), team('b'), team('c')];
    expect(Object.fromEntries(withheldScopes(cells, scopes))).toEqual({ b: 'protects', c: 'few' });
  });

  test('and is the organisation’s where that costs fewer figures', () => {
    const cells = [
      cell(['a'], { 1: 90, 2: 1, 3: 1, 4: 1 }),
      cell(['b'], crowd(5, 5)),
      cell(['c'], crowd(10, 5)),
    ];
    const scopes = [organisation(['a', 'b', 'c']), team('a'), team('b'), team('c')];
    expect(Object.fromEntries(withheldScopes(cells, scopes))).toEqual({
      a: 'dominated',
      organisation: 'dominated',
    });
    const larger = [cell(['a'], { 1: 30, 2: 1, 3: 1, 4: 1 }), ...cells.slice(1)];
    expect(Object.fromEntries(withheldScopes(larger, scopes))).toEqual({
      a: 'dominated',
      organisation: 'protects',
    });
  });

  test('which nobody needs where all teams are large', () => {
    const cells = [cell(['a'], crowd(1, 4)), cell(['b'], crowd(1, 4)), cell([null], crowd(2, 4))];
    expect(withheldScopes(cells, [organisation(['a', 'b', null]), team('a'), team('b')]).size).toBe(0);
  });
});

test('an item without a known person makes no figure unsafe', () => {
  expect(withheldScopes([cell(['a'], {})], [team('a')]).size).toBe(0);
});

test('deleted accounts may be one person: they add nobody, and can dominate', () => {
  expect(withheldScopes([cell(['a'], { 0: 1, 1: 1, 2: 1, 3: 1 })], [team('a')]).get('a')).toBe('few');
  expect(withheldScopes([cell(['a'], { 0: 20, 1: 1, 2: 1, 3: 1, 4: 1 })], [team('a')]).get('a')).toBe(
    'dominated',
  );
});
