import type { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Progress } from '../../src/facts/reading.ts';
import { HOUR, SECOND } from '../../src/facts/time.ts';
import { isTerminal, type MaybeTerminal, spinner } from './spinner.ts';

/** What the source last said of its rate limit. */
export interface Budget {
  /** Points left. */
  remaining: number;
  /** When there are `limit` points again. */
  resetAt: string;
  limit: number;
}

/** Shows how far a snapshot run is. */
export interface SnapshotProgress {
  /** A repository is being read. */
  begin(name: string): void;
  /**
   * Reports how far that repository is.
   * @param cost of all requests of the run, whichever repository they were for
   * @param budget null for a source without a limit
   */
  update(progress: Progress, cost: { requests: number; points: number }, budget: Budget | null): void;
  /** The client waits for so many seconds from now. */
  waiting(reason: string, seconds: number): void;
  /** A repository was read: writes a line that remains. */
  done(line: string): void;
  /** A repository could not be read: writes a line that remains. */
  failed(line: string): void;
  /** Ends the display, which keeps the process running until then. */
  end(): void;
}

export interface SnapshotProgressOptions {
  /** What there is to do; `requests` is null when that was not estimated. */
  total: { repositories: number; requests: number | null };
  /** Default: standard error. */
  stream?: MaybeTerminal;
  /** Milliseconds since the epoch. */
  clock?: () => number;
}

/** A repository that takes longer is reported before it is done. */
const LONG = 10 * SECOND;
const REPORT_EVERY = 30 * SECOND;

/** Shows a line that is redrawn on a terminal of known width, and plain lines elsewhere. */
export function snapshotProgress({
  total,
  stream = process.stderr,
  clock = () => performance.timeOrigin + performance.now(),
}: SnapshotProgressOptions): SnapshotProgress {
  const run = new RunProgress(total, clock);
  const display = isTerminal(stream) ? redrawnLine(run, stream) : plainLines(run, stream, clock);
  const write = (line: string) => {
    stream.write(`${plain(line)}\n`);
  };
  const finish = (mark: string, line: string) => {
    run.finish();
    display.redraw();
    write(`${mark} ${line}`);
  };
  return {
    begin: (name) => {
      run.begin(name);
      display.redraw();
    },
    update: (progress, cost, budget) => {
      run.update(progress, cost, budget);
      display.redraw();
      display.report();
    },
    waiting: (reason, seconds) => {
      run.waiting(seconds);
      display.redraw();
      write(`  waiting ${seconds.toLocaleString('en')} s: ${reason}`);
    },
    done: (line) => finish('✔', line),
    failed: (line) => finish('✖', line),
    end: () => display.end(),
  };
}

/** How far a run is, how fast it goes and when it will end. */
class RunProgress {
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
  get fraction(): number {
    const { repositories, requests } = this.#total;
    const [done, all] =
      requests === null ? [this.#repositories, repositories] : [this.#cost.requests, requests];
    return all === 0 ? 1 : Math.min(1, done / all);
  }

  /** When the current repository was begun; minus infinity without one. */
  get beganAt(): number {
    return this.#repository?.since ?? Number.NEGATIVE_INFINITY;
  }

  /** The parts of a progress line, the most important first. */
  describe(): string[] {
    const { repositories, requests } = this.#total;
    const rate = this.#rate();
    const end = this.#end();
    return [
      `${count(this.#repositories)}/${count(repositories)} repositories`,
      `${count(this.#cost.requests)}${requests === null ? '' : `/~${count(requests)}`} requests`,
      ...(rate === null ? [] : [`${rate.toFixed(1)}/s`]),
      end === null ? 'end not known yet' : `ends ~${timeOf(end, this.#clock())}`,
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

  /** Requests a second, time waited excluded; null in the first second and before the first request. */
  #rate(): number | null {
    const seconds = (this.#clock() - this.#started - this.#timeWaited()) / SECOND;
    return this.#cost.requests === 0 || seconds < 1 ? null : this.#cost.requests / seconds;
  }

  /** When the planned requests will be done at this rate and within the rate limit; null when not known. */
  #end(): number | null {
    const rate = this.#rate();
    if (this.#total.requests === null || rate === null) return null;
    const left = Math.max(0, this.#total.requests - this.#cost.requests);
    const from = Math.max(this.#clock(), this.#wait.until);
    const each = this.#cost.points / this.#cost.requests;
    return Math.max(from + (left / rate) * SECOND, this.#endWithin(left * each, rate * each));
  }

  /** When the rate limit will have allowed so many points at so many a second; 0 where there is no limit. */
  #endWithin(points: number, aSecond: number): number {
    const budget = this.#budget;
    const renewed = Date.parse(budget?.resetAt ?? '');
    if (budget === null || budget.limit <= 0 || Number.isNaN(renewed) || points <= budget.remaining) return 0;
    const further = points - budget.remaining;
    const fullHours = Math.ceil(further / budget.limit) - 1;
    return renewed + fullHours * HOUR + ((further - fullHours * budget.limit) / aSecond) * SECOND;
  }
}

interface Display {
  /** Shows the current state in place. */
  redraw(): void;
  /** Writes the current state in a line that remains, if one is due. */
  report(): void;
  end(): void;
}

function plainLines(run: RunProgress, stream: Writable, clock: () => number): Display {
  let reported = clock();
  return {
    redraw: () => {},
    report: () => {
      const isNewAndLong = run.beganAt >= reported && clock() - run.beganAt >= LONG;
      if (!isNewAndLong && clock() - reported < REPORT_EVERY) return;
      reported = clock();
      stream.write(`  ${plain(run.describe().join(', '))}\n`);
    },
    end: () => {},
  };
}

/** Lines that are written meanwhile appear above it. */
function redrawnLine(run: RunProgress, stream: MaybeTerminal): Display {
  const text = () => {
    const parts = [`${Math.floor(run.fraction * 100)} %`, ...run.describe()];
    return plain(parts.join(' · ')).slice(0, (stream.columns ?? 0) - SPINNER_WIDTH);
  };
  const line = spinner(text(), stream);
  return {
    redraw: () => {
      line.text = text();
    },
    report: () => {},
    end: () => {
      line.render();
      line.stop();
    },
  };
}

/** The turning character and a blank. */
const SPINNER_WIDTH = 2;

/** Parts of a line come from servers and maintainers; they must not control the terminal. */
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
