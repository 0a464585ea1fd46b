import type { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import cliProgress from 'cli-progress';
import type { Progress } from '../../src/facts/reading.ts';

/** What the source last said of its rate limit. */
export interface Budget {
  /** Points left. */
  remaining: number;
  /** When there are `limit` points again. */
  resetAt: string;
  limit: number;
}

/** What a snapshot shows while it reads. */
export interface SnapshotProgress {
  /** A repository is being read. */
  begin(name: string): void;
  /**
   * How far that repository is.
   * @param cost of all that was asked since the beginning, whichever repository it was for
   * @param budget null for a source without a limit
   */
  update(progress: Progress, cost: { requests: number; points: number }, budget: Budget | null): void;
  /** The client waits for so many seconds from now. */
  waiting(reason: string, seconds: number): void;
  /** A repository is done: one line that stays. */
  done(line: string): void;
  /** A repository could not be read: one line that stays. */
  failed(line: string): void;
  /** Ends the display, which keeps the process running until then. */
  end(): void;
}

export interface SnapshotProgressOptions {
  /** What there is to do; `requests` is null when that was not estimated. */
  total: { repositories: number; requests: number | null };
  /** Default: standard error. */
  stream?: Writable & { isTTY?: boolean; columns?: number };
  /** Milliseconds since the epoch. */
  clock?: () => number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** A repository that takes longer is told of before it is done. */
const LONG = 10 * SECOND;
const TOLD_EVERY = 30 * SECOND;

/** Shows a bar on a terminal of known width, and plain lines elsewhere. */
export function snapshotProgress({
  total,
  stream = process.stderr,
  clock = () => performance.timeOrigin + performance.now(),
}: SnapshotProgressOptions): SnapshotProgress {
  const course = new Course(total, clock);
  const lines =
    stream.isTTY === true && (stream.columns ?? 0) > 0
      ? bar(course, stream, total)
      : plainLines(course, stream, clock);
  const finish = (mark: string, line: string) => {
    course.finish();
    lines.write(`${mark} ${line}`);
  };
  return {
    begin: (name) => course.begin(name),
    update: (progress, cost, budget) => {
      course.update(progress, cost, budget);
      lines.moved();
    },
    waiting: (reason, seconds) => {
      course.waiting(seconds);
      lines.write(`  waits ${seconds.toLocaleString('en')} s: ${reason}`);
    },
    done: (line) => finish('✔', line),
    failed: (line) => finish('✖', line),
    end: () => lines.end(),
  };
}

/** How far a run is, how fast it goes and when it will end. */
class Course {
  readonly #total: SnapshotProgressOptions['total'];
  readonly #clock: () => number;
  readonly #started: number;
  #repositories = 0;
  #repository: { name: string; since: number; progress: Progress | null } | null = null;
  #cost = { requests: 0, points: 0 };
  #budget: Budget | null = null;
  #waited = 0;
  #wait = { from: 0, until: 0 };

  constructor(total: SnapshotProgressOptions['total'], clock: () => number) {
    this.#total = total;
    this.#clock = clock;
    this.#started = clock();
  }

  begin(name: string): void {
    this.#repository = { name, since: this.#clock(), progress: null };
  }

  update(progress: Progress, cost: { requests: number; points: number }, budget: Budget | null): void {
    if (this.#repository !== null) this.#repository.progress = progress;
    this.#cost = { ...cost };
    this.#budget = budget;
  }

  waiting(seconds: number): void {
    this.#waited = this.#timeWaited();
    this.#wait = { from: this.#clock(), until: this.#clock() + seconds * SECOND };
  }

  finish(): void {
    this.#repositories += 1;
    this.#repository = null;
  }

  /** Between 0 and 1: by requests where they were estimated, else by repositories. */
  get part(): number {
    const { repositories, requests } = this.#total;
    const [done, all] =
      requests === null ? [this.#repositories, repositories] : [this.#cost.requests, requests];
    return all === 0 ? 1 : Math.min(1, done / all);
  }

  /** When the present repository was begun; before all time without one. */
  get beganAt(): number {
    return this.#repository?.since ?? Number.NEGATIVE_INFINITY;
  }

  /** What there is to say, the most important first. */
  describe(): string[] {
    const { repositories, requests } = this.#total;
    const rate = this.#rate();
    const end = this.#end();
    return [
      `${count(this.#repositories)}/${count(repositories)} repositories`,
      `${count(this.#cost.requests)}${requests === null ? '' : `/~${count(requests)}`} requests`,
      ...(rate === null ? [] : [`${rate.toFixed(1)}/s`]),
      end === null ? 'its end is not known yet' : `ends ~${timeOf(end, this.#clock())}`,
      ...(this.#budget === null ? [] : [budgetText(this.#budget)]),
      ...(this.#repository === null ? [] : [this.#reading(this.#repository)]),
    ];
  }

  #reading({ name, progress }: { name: string; progress: Progress | null }): string {
    if (progress === null) return name;
    const of = progress.expected === null ? '' : `/${count(progress.expected)}`;
    return `${name}: ${progress.what.replaceAll('-', ' ')} ${count(progress.read)}${of}`;
  }

  #timeWaited(): number {
    const { from, until } = this.#wait;
    return this.#waited + Math.max(0, Math.min(this.#clock(), until) - from);
  }

  /** Requests a second, without the time waited; null until there is something to measure. */
  #rate(): number | null {
    const seconds = (this.#clock() - this.#started - this.#timeWaited()) / SECOND;
    return this.#cost.requests === 0 || seconds < 1 ? null : this.#cost.requests / seconds;
  }

  /** When the planned requests will be done at this rate and within the rate limit; null when that is open. */
  #end(): number | null {
    const rate = this.#rate();
    if (this.#total.requests === null || rate === null) return null;
    const left = Math.max(0, this.#total.requests - this.#cost.requests);
    const from = Math.max(this.#clock(), this.#wait.until);
    const each = this.#cost.points / this.#cost.requests;
    return Math.max(from + (left / rate) * SECOND, this.#endWithin(left * each, rate * each));
  }

  /** When so many points at so many a second will have been granted; at once where there is no limit. */
  #endWithin(points: number, aSecond: number): number {
    const budget = this.#budget;
    const renewed = Date.parse(budget?.resetAt ?? '');
    if (budget === null || budget.limit <= 0 || Number.isNaN(renewed) || points <= budget.remaining) return 0;
    const further = points - budget.remaining;
    const fullHours = Math.ceil(further / budget.limit) - 1;
    return renewed + fullHours * HOUR + ((further - fullHours * budget.limit) / aSecond) * SECOND;
  }
}

interface Lines {
  /** Writes a line that stays. */
  write(line: string): void;
  moved(): void;
  end(): void;
}

function plainLines(course: Course, stream: Writable, clock: () => number): Lines {
  let told = clock();
  const write = (line: string) => stream.write(`${plain(line)}\n`);
  return {
    write,
    moved: () => {
      const isNewsOfLong = course.beganAt >= told && clock() - course.beganAt >= LONG;
      if (!isNewsOfLong && clock() - told < TOLD_EVERY) return;
      told = clock();
      write(`  ${course.describe().join(', ')}`);
    },
    end: () => {},
  };
}

function bar(course: Course, stream: Writable, { repositories }: { repositories: number }): Lines {
  const bars = new cliProgress.MultiBar({
    stream,
    barsize: 12,
    // Cut to the width of the terminal, whose own settings stay as they are even when the process is killed.
    linewrap: true,
    clearOnComplete: true,
    // A line that is written clears the bar, which has to come back though it says the same.
    forceRedraw: true,
    format: (options) =>
      plain(`${cliProgress.Format.BarFormat(course.part, options)} ${course.describe().join(' · ')}`),
  });
  bars.create(repositories, 0);
  return {
    write: (line) => bars.log(`${plain(line)}\n`),
    moved: () => {},
    end: () => {
      bars.update();
      bars.stop();
    },
  };
}

/** Servers and maintainers wrote parts of a line; none of it may steer the terminal. */
const plain = (line: string) => stripVTControlCharacters(line).replaceAll(/\p{Cc}+/gu, ' ');

const count = (value: number) => value.toLocaleString('en');

function budgetText({ remaining, limit, resetAt }: Budget): string {
  return `${count(remaining)}/${count(limit)} points until ${resetAt.slice(11, 16)} UTC`;
}

/** A moment by the minute, with its day unless that is today. */
function timeOf(moment: number, now: number): string {
  const [day = '', time = ''] = new Date(moment).toISOString().split('T');
  const today = new Date(now).toISOString().startsWith(day);
  return `${today ? '' : `${day} `}${time.slice(0, 5)} UTC`;
}
