import type { Quarter, Window } from '../facts/quarter.ts';

/*
 * Which figures are withheld, so that nobody can be identified. Sets of items are safe or not by the rules of
 * statistical disclosure control (Willenborg & de Waal, Elements of Statistical Disclosure Control, 2001): a minimum
 * frequency, here of people, and (1, k) dominance. Published scopes overlap, as teams share repositories and the
 * organisation contains them, so further figures are withheld to protect those (complementary suppression: Cox, Suppression
 * Methodology and Statistical Disclosure Control, JASA 75, 1980; differencing between overlapping areas: Duke-Williams &
 * Rees, Can Census Offices Publish Statistics for More than One Small Area Geography?, IJGIS 12, 1998).
 */

/** Numbers of fewer people than this would be numbers about persons. */
export const FEWEST_PEOPLE = 4;

/** Nobody may be behind more of a figure's items than this. */
export const LARGEST_SHARE = 3 / 4;

/** The number of every deleted account: such work has an author, but adds nobody who is known to be another. */
const UNKNOWN = 0;

/** @returns how many people wrote what was merged in a quarter */
export function authorsIn(
  teams: readonly { authors: ReadonlyMap<string, ReadonlySet<string>> }[],
  { id }: Pick<Quarter, 'id'>,
): number {
  return new Set(teams.flatMap(({ authors }) => [...(authors.get(id) ?? [])])).size;
}

/** @returns whether a quarter's figures are withheld: fewer than four people wrote what was merged */
export function tooFewAuthors(...asked: Parameters<typeof authorsIn>): boolean {
  return authorsIn(...asked) < FEWEST_PEOPLE;
}

/** Items that the same teams have, of one repository: what all published sets of items consist of. */
export interface Cell {
  /** The teams that have them; null is nobody. */
  owners: readonly (string | null)[];
  repository: string;
  /** In each way of counting people (such as authors, and reviewers), how many items each has a part in. */
  people: readonly ReadonlyMap<number, number>[];
}

/** A team's or the organisation's page: what it counts is published together. */
export interface PublishedScope {
  id: string;
  /** The teams whose items it counts; null for what no team owns. */
  members: ReadonlySet<string | null>;
  /** Of a team, the repositories that it owns as a whole; null for the organisation. */
  whole: ReadonlySet<string> | null;
  /** Whether what no team owns is listed by name, apart from the rest. */
  listsUnowned: boolean;
  /** Whether it is published only as far as it costs no other figure, as a group of teams. */
  comesLast?: boolean;
  /** False when nothing of its quarter is published anyway. */
  shown: boolean;
}

/** Why a figure is withheld: few people, one of them behind most of it, or another figure that it would give away. */
export type Reason = 'few' | 'dominated' | 'protects';

/** Which figures are withheld, by scope, metric and window: rows for a map, which workers can be given. */
export type WithheldFigures = readonly (readonly [key: string, reason: Reason])[];

/** @returns why a scope's figure in a window is withheld; null when it is not */
export type ReasonOf = (scope: string, metric: string, window: Window) => Reason | null;

export function reasonsIn(withheld: WithheldFigures): ReasonOf {
  const reasons = new Map(withheld);
  return (scope, metric, window) => reasons.get(keyOf(scope, metric, window)) ?? null;
}

/** @returns by what a figure is known among those that are withheld */
export function keyOf(scope: string, metric: string, { start, end }: Window): string {
  return `${scope} ${metric} ${start} ${end}`;
}

/**
 * What can be derived from published sets by adding and subtracting them is a union of their atoms: the items that are
 * in the same ones. So every atom has to be safe, and then every union is. Scopes are published one by one, the largest
 * first, as long as this holds; where the organisation's figures cost more of the teams' than they are themselves,
 * the organisation comes last; groups of teams follow, so that they cost no other figure. The items of a withheld team that owns whole repositories can be recognised by name in
 * the lists of other teams: there they have to be safe, too.
 * @param cells all items of one metric in one window, each in one cell
 * @param fewest how many have to be behind a set
 * @returns by id the scopes whose figures are withheld, and why
 */
export function withheldScopes(
  cells: readonly Cell[],
  scopes: readonly PublishedScope[],
  fewest = FEWEST_PEOPLE,
): ReadonlyMap<string, Reason> {
  const crowdOf: CrowdOf = (own) => new Crowd(own, fewest);
  const withheld = new Map<string, Reason>();
  const safe: Candidate[] = [];
  const fewOwn: PublishedScope[] = [];
  for (const scope of scopes) {
    const own = cells.filter(({ owners }) => owners.some((id) => scope.members.has(id)));
    const crowd = own.length === 0 || !scope.shown ? null : crowdOf(own);
    const reason = crowd?.fault() ?? null;
    if (reason !== null) withheld.set(scope.id, reason);
    if ((reason !== null || !scope.shown) && scope.comesLast !== true) fewOwn.push(scope);
    if (reason === null && scope.shown && crowd !== null)
      safe.push({ scope, own, people: crowd.people, items: crowd.items });
  }
  // Nothing overlaps in an unsafe way where every cell is safe by itself.
  if (fewOwn.length === 0 && cells.every((cell) => crowdOf([cell]).fault() === null)) return withheld;
  const largestFirst = safe.toSorted(
    (a, b) => b.people - a.people || b.items - a.items || (a.scope.id < b.scope.id ? -1 : 1),
  );
  const first = largestFirst.filter(({ scope }) => scope.comesLast !== true);
  const last = largestFirst.filter(({ scope }) => scope.comesLast === true);
  const teamsFirst = first.toSorted((a, b) => rankOf(a) - rankOf(b));
  const kept = publishable(cells, first, fewOwn, crowdOf);
  const others = kept.size === first.length ? kept : publishable(cells, teamsFirst, fewOwn, crowdOf);
  const [order, most] = others.size > kept.size ? [teamsFirst, others] : [first, kept];
  const all = last.length === 0 ? most : publishable(cells, [...order, ...last], fewOwn, crowdOf);
  for (const { scope } of safe) if (!all.has(scope.id)) withheld.set(scope.id, 'protects');
  return withheld;
}

interface Candidate {
  scope: PublishedScope;
  own: readonly Cell[];
  people: number;
  items: number;
}

const rankOf = ({ scope }: Candidate): number => (scope.whole === null ? 1 : 0);

/** The cells that are in the same published sets, with the people behind them. */
interface Atom {
  cells: Set<Cell>;
  crowd: Crowd;
  published: boolean;
}

/** @returns the ids of those that can be published, each added to the ones before it */
function publishable(
  cells: readonly Cell[],
  candidates: readonly Candidate[],
  fewOwn: readonly PublishedScope[],
  crowdOf: CrowdOf,
): Set<string> {
  const all: Atom = { cells: new Set(cells), crowd: crowdOf(cells), published: false };
  const atomOf = new Map(cells.map((cell) => [cell, all]));
  const kept = new Set<string>();
  for (const { scope, own } of candidates) {
    if (scope.whole !== null && givesAway(own, scope, fewOwn, crowdOf)) continue;
    if (!publish(own, atomOf, crowdOf)) continue;
    const unowned = scope.listsUnowned ? own.filter(({ owners }) => owners.includes(null)) : [];
    if (unowned.length > 0 && !publish(unowned, atomOf, crowdOf)) {
      // Only what is safe as a whole may stay joined: nothing else is kept of what was tried.
      return publishable(
        cells,
        candidates.filter((each) => each.scope !== scope),
        fewOwn,
        crowdOf,
      );
    }
    kept.add(scope.id);
  }
  return kept;
}

/** @returns whether a list shows, in a repository that a team of few people owns as a whole, items of too few */
function givesAway(
  own: readonly Cell[],
  { id }: PublishedScope,
  fewOwn: readonly PublishedScope[],
  crowdOf: CrowdOf,
): boolean {
  return fewOwn.some(
    (few) =>
      few.id !== id &&
      few.whole !== null &&
      [...few.whole].some((repository) => {
        const recognised = own.filter(
          (cell) => cell.repository === repository && cell.owners.some((owner) => few.members.has(owner)),
        );
        return recognised.length > 0 && crowdOf(recognised).fault() !== null;
      }),
  );
}

/**
 * Divides the atoms by a set that is to be published.
 * @returns false, with the atoms as they were, where a part would be unsafe
 */
function publish(own: readonly Cell[], atomOf: Map<Cell, Atom>, crowdOf: CrowdOf): boolean {
  const split: { atom: Atom; inside: Atom }[] = [];
  let safe = true;
  for (const [atom, part] of Map.groupBy(own, (cell) => atomOf.get(cell))) {
    if (atom === undefined) throw new RangeError('a cell without an atom');
    const inside: Atom = { cells: new Set(part), crowd: crowdOf(part), published: true };
    for (const cell of part) atom.crowd.remove(cell);
    split.push({ atom, inside });
    const isRest = inside.cells.size === atom.cells.size;
    if (isRest && atom.published) continue;
    safe = inside.crowd.fault() === null && (isRest || !atom.published || atom.crowd.fault() === null);
    if (!safe) break;
  }
  for (const { atom, inside } of split)
    for (const cell of inside.cells)
      if (safe) {
        atom.cells.delete(cell);
        atomOf.set(cell, inside);
      } else atom.crowd.add(cell);
  return safe;
}

type CrowdOf = (cells: Iterable<Cell>) => Crowd;

interface Head {
  /** Of how many items. */
  weight: number;
  /** In how many cells. */
  cells: number;
}

/** The people behind some cells, in each way of counting them. */
class Crowd {
  readonly #counts: { heads: Map<number, Head>; total: number; most: number }[] = [];
  readonly #fewest: number;

  constructor(cells: Iterable<Cell>, fewest: number) {
    this.#fewest = fewest;
    for (const cell of cells) this.add(cell);
  }

  /** How many are behind them, by the way that finds the fewest. */
  get people(): number {
    return Math.min(...this.#counts.map(({ heads }) => heads.size));
  }

  get items(): number {
    return this.#counts[0]?.total ?? 0;
  }

  add({ people }: Cell): void {
    for (const [way, weights] of people.entries()) {
      const count = this.#counts[way] ?? { heads: new Map<number, Head>(), total: 0, most: 0 };
      this.#counts[way] = count;
      for (const [person, weight] of weights) {
        const head = count.heads.get(person) ?? { weight: 0, cells: 0 };
        count.heads.set(person, head);
        head.weight += weight;
        head.cells += 1;
        count.total += weight;
        count.most = Math.max(count.most, head.weight);
      }
    }
  }

  /** Takes back what was added. */
  remove({ people }: Cell): void {
    for (const [way, weights] of people.entries()) {
      const count = this.#counts[way];
      for (const [person, weight] of weights) {
        const head = count?.heads.get(person);
        if (count === undefined || head === undefined) throw new RangeError('nobody of that number');
        head.weight -= weight;
        head.cells -= 1;
        count.total -= weight;
        if (head.cells === 0) count.heads.delete(person);
      }
    }
  }

  /** @returns why a figure of them would speak of persons; null when it would not, or nobody is known to be behind them */
  fault(): 'few' | 'dominated' | null {
    for (const count of this.#counts) {
      const { heads, total } = count;
      if (heads.size === 0) continue;
      if (heads.size - (heads.has(UNKNOWN) ? 1 : 0) < this.#fewest) return 'few';
      // What was removed may have been the most: it is only a bound, until it matters.
      if (count.most > LARGEST_SHARE * total)
        count.most = Math.max(...Array.from(heads.values(), ({ weight }) => weight));
      if (count.most > LARGEST_SHARE * total + ROUNDING) return 'dominated';
    }
    return null;
  }
}

/** Shares of items are added and taken back: they are not exact. */
const ROUNDING = 1e-9;
