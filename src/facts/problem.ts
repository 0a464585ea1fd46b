import { printable } from './printable.ts';

/** What went wrong, in words that let the reader fix it. */
export interface ProblemDetails {
  /** File, URL or command, with the line or field where that is known: `org.yaml:12:5`. */
  place: string;
  found: string;
  expected?: string;
  /** What to do now. */
  remedy: string;
  /** 1 when a run failed; 2 when the command or the content is wrong. */
  exitCode?: 1 | 2;
  cause?: unknown;
}

/** An error that names the place, what was found, what is expected and the remedy. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly place: string;
  readonly found: string;
  readonly expected: string | undefined;
  readonly remedy: string;
  readonly exitCode: 1 | 2;

  constructor({ place, found, expected, remedy, exitCode = 1, cause }: ProblemDetails) {
    const lines = [`${place}`, `  found:    ${found}`];
    if (expected !== undefined) lines.push(`  expected: ${expected}`);
    lines.push(`  remedy:   ${remedy}`);
    // What was found may be what a server or a file says.
    super(printable(lines.join('\n')), cause === undefined ? {} : { cause });
    this.place = place;
    this.found = found;
    this.expected = expected;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** More would push the first off the screen. */
const MAX_SHOWN = 20;

/** Several problems as one error, in the order in which they were found; its fields are those of the first. */
class Problems extends Problem {
  readonly all: readonly Problem[];

  constructor(first: Problem, all: readonly Problem[], shown: number) {
    const { place, found, expected, remedy, exitCode } = first;
    super({ place, found, ...(expected === undefined ? {} : { expected }), remedy, exitCode });
    this.all = all;
    const more = all.length - shown;
    this.message = [
      ...all.slice(0, shown).map(({ message }) => message),
      ...(more > 0 ? [`… and ${more} more, shown when these are fixed.`] : []),
    ].join('\n\n');
  }
}

/**
 * @param shown how many the message shows
 * @returns several problems as one error
 * @throws RangeError when there is none
 */
export function together(problems: readonly Problem[], shown = MAX_SHOWN): Problem {
  const all = problems.flatMap(eachOf);
  const [first, ...others] = all;
  if (first === undefined) throw new RangeError('There is no problem to report.');
  return others.length === 0 ? first : new Problems(first, all, shown);
}

/** @returns the problems that an error holds: one, or those that `together` joined */
export function eachOf(problem: Problem): readonly Problem[] {
  return problem instanceof Problems ? problem.all : [problem];
}

/** Collects problems, so that one report lists all of them. */
export class ProblemCollector {
  readonly #problems: Problem[] = [];

  add(problem: Problem): void {
    this.#problems.push(...eachOf(problem));
  }

  /** Runs work and keeps its problem. @returns undefined when it had one */
  try<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.#keep(error);
      return undefined;
    }
  }

  /** The same for asynchronous work. */
  async tryAsync<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work;
    } catch (error) {
      this.#keep(error);
      return undefined;
    }
  }

  /** @throws Problem that shows all that were kept */
  throwIfAny(): void {
    if (this.#problems.length > 0) throw together(this.#problems);
  }

  #keep(error: unknown): void {
    if (!(error instanceof Problem)) throw error;
    this.add(error);
  }
}
