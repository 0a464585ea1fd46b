import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type SnapshotProgress, snapshotProgress } from '../../scripts/lib/snapshotProgress.ts';

const START = Date.parse('2026-03-04T10:00:00Z');
const NEXT_HOUR = '2026-03-04T10:45:00Z';

/** A stream that keeps what is written. */
class Screen extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  text = '';

  constructor(columns: number | null) {
    super();
    this.isTTY = columns !== null;
    this.columns = columns ?? 0;
  }

  cursorTo(column: number): boolean {
    return cursorTo(this, column);
  }

  moveCursor(columns: number, lines: number): boolean {
    return moveCursor(this, columns, lines);
  }

  clearLine(direction: -1 | 0 | 1): boolean {
    return clearLine(this, direction);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** What was written since the last call. */
  takeText(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

interface Shown {
  progress: SnapshotProgress;
  screen: Screen;
  /** Lets so many seconds pass. */
  pass: (seconds: number) => void;
}

function shown(
  columns: number | null,
  total: { repositories: number; requests: number | null } = { repositories: 40, requests: 2_000 },
): Shown {
  let now = START;
  const screen = new Screen(columns);
  return {
    screen,
    progress: snapshotProgress({ total, stream: screen, clock: () => now }),
    pass: (seconds) => {
      now += seconds * 1_000;
    },
  };
}

const pullRequests = (read: number, expected: number | null = 900) => ({
  what: 'pull-requests',
  read,
  expected,
});
const budget = (remaining: number, limit = 5_000) => ({ remaining, limit, resetAt: NEXT_HOUR });

describe('where there is no terminal', () => {
  test('a repository that is read quickly is one line', () => {
    const { progress, screen, pass } = shown(null);
    progress.begin('acme/api');
    pass(9);
    progress.update(pullRequests(25), { requests: 2, points: 2 }, budget(4_998));
    progress.done('acme/api: 900 pull requests');
    progress.end();
    expect(screen.text).toBe('✔ acme/api: 900 pull requests\n');
  });

  test('a repository that takes more than ten seconds is reported, then every thirty seconds', () => {
    const { progress, screen, pass } = shown(null);
    progress.begin('acme/api');
    const lines: string[] = [];
    for (let second = 1; second <= 70; second += 1) {
      pass(1);
      progress.update(pullRequests(second), { requests: second, points: second }, null);
      const text = screen.takeText();
      if (text !== '') lines.push(`${second}: ${/acme.*/.exec(text)?.[0]}`);
    }
    expect(lines).toEqual([
      '10: acme/api: pull requests 10/900',
      '40: acme/api: pull requests 40/900',
      '70: acme/api: pull requests 70/900',
    ]);
  });

  test('many repositories that are read quickly are summarised every thirty seconds', () => {
    const { progress, screen, pass } = shown(null);
    for (let second = 1; second <= 35; second += 1) {
      progress.begin(`acme/part-${second}`);
      pass(1);
      progress.update(pullRequests(25), { requests: second, points: second }, null);
      progress.done(`acme/part-${second}: done`);
    }
    const lines = screen.text.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('✔'))).toHaveLength(35);
    expect(lines.filter((line) => !line.startsWith('✔'))).toEqual([
      '  29/40 repositories, 30/~2,000 requests, 1.0/s, ends ~10:33 UTC, acme/part-30: pull requests 25/900',
    ]);
  });

  test('a line shows progress, rate, estimated end and the rest of the rate limit', () => {
    const { progress, screen, pass } = shown(null);
    progress.done('acme/web: 12 pull requests');
    screen.takeText();
    progress.begin('acme/api');
    pass(50);
    progress.update(pullRequests(325), { requests: 400, points: 410 }, budget(4_590));
    // 1,600 requests at 8 a second are 200 s.
    expect(screen.takeText()).toBe(
      '  1/40 repositories, 400/~2,000 requests, 8.0/s, ends ~10:04 UTC, 4,590/5,000 points until 10:45 UTC, acme/api: pull requests 325/900\n',
    );
  });

  test('every wait is reported with its reason', () => {
    const { progress, screen } = shown(null);
    progress.waiting('API rate limit exceeded.', 1_260);
    expect(screen.text).toBe('  waiting 1,260 s: API rate limit exceeded.\n');
  });

  test('a repository that could not be read is reported', () => {
    const { progress, screen } = shown(null);
    progress.failed('acme/api: not read; what was stored is unchanged');
    expect(screen.text).toBe('✖ acme/api: not read; what was stored is unchanged\n');
  });

  test('without a plan there is no estimated end', () => {
    const { progress, screen, pass } = shown(null, { repositories: 3, requests: null });
    progress.begin('acme/api');
    pass(40);
    progress.update({ what: 'checks', read: 7, expected: null }, { requests: 80, points: 80 }, null);
    expect(screen.text).toBe(
      '  0/3 repositories, 80 requests, 2.0/s, end not known yet, acme/api: checks 7\n',
    );
  });
});

describe('the estimated end', () => {
  const endOf = ({ progress, screen }: Shown) => {
    progress.update(pullRequests(1), { requests: 500, points: 500 }, budget(4_500));
    return /ends ~([^,]+ UTC)/.exec(screen.takeText())?.[1];
  };

  test('does not count a wait as slowness, and lies after it', () => {
    const { pass, ...run } = shown(null, { repositories: 1, requests: 1_000 });
    pass(500);
    run.progress.waiting('secondary rate limit', 600);
    run.screen.takeText();
    pass(60);
    // 500 s for 500 requests; then 540 s of the wait and 500 s for the others.
    expect(endOf({ pass, ...run })).toBe('10:26 UTC');
  });

  test('does not count waits that are over', () => {
    const { pass, ...run } = shown(null, { repositories: 1, requests: 1_000 });
    run.progress.waiting('secondary rate limit', 60);
    pass(60);
    run.progress.waiting('secondary rate limit', 120);
    run.screen.takeText();
    pass(120 + 500);
    expect(endOf({ pass, ...run })).toBe('10:19 UTC');
  });

  test('lies after the waits that the rate limit requires', () => {
    const { progress, screen, pass } = shown(null, { repositories: 1, requests: 12_000 });
    pass(500);
    progress.update(pullRequests(1), { requests: 1_000, points: 1_000 }, budget(4_000));
    // 11,000 points: 4,000 now, 5,000 from 10:45, and 2,000 from 11:45 at two a second.
    expect(screen.text).toContain('ends ~12:01 UTC');
  });

  test('includes the day when that is not today', () => {
    const { progress, screen, pass } = shown(null, { repositories: 1, requests: 200_000 });
    pass(500);
    progress.update(pullRequests(1), { requests: 1_000, points: 1_000 }, budget(4_000));
    expect(screen.text).toContain('ends ~2026-03-06 01:');
  });

  test('is in the future or not known yet, whatever happens', () => {
    const numbers = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.option(numbers),
        fc.array(
          fc.record({
            passed: fc.integer({ min: 0, max: 100_000 }),
            waits: fc.option(fc.integer({ min: 0, max: 10_000 })),
            requests: numbers,
            pointsEach: fc.integer({ min: 0, max: 5 }),
            budget: fc.option(
              fc.record({
                remaining: numbers,
                limit: fc.constantFrom(0, 100, 1_000, 5_000),
                resetAt: fc.constantFrom(NEXT_HOUR, '2020-01-01T00:00:00Z', '', 'soon'),
              }),
            ),
          }),
          { minLength: 1 },
        ),
        (requests, steps) => {
          const { progress, screen, pass } = shown(null, { repositories: 5, requests });
          let now = START;
          for (const step of steps) {
            if (step.waits !== null) progress.waiting('a limit', step.waits);
            pass(31 + step.passed);
            now += (31 + step.passed) * 1_000;
            screen.takeText();
            const points = step.requests * step.pointsEach;
            progress.update(pullRequests(1), { requests: step.requests, points }, step.budget);
            const line = screen.takeText();
            expect(line).not.toMatch(/NaN|Infinity|Invalid|undefined|[^-\d]-\d/);
            const [, day, time] = /ends ~(?:(\+?\d+-\d\d-\d\d) )?(\d\d:\d\d) UTC/.exec(line) ?? [];
            if (time === undefined) {
              expect(line).toContain('end not known yet');
            } else {
              const end = Date.parse(`${day ?? new Date(now).toISOString().slice(0, 10)}T${time}:59Z`);
              expect(end).toBeGreaterThanOrEqual(now - 1_000);
            }
          }
        },
      ),
    );
  });
});

/** The sequence that moves the cursor there. */
const FIRST_COLUMN = '\u001b[1G';

describe('on a terminal', () => {
  /** What was written from the first column on, one text after the other; the last one remains on the line. */
  const written = (line: string) => line.split(FIRST_COLUMN).map((part) => stripVTControlCharacters(part));
  const visible = (text: string) =>
    text.split('\n').map((line) =>
      written(line)
        .at(-1)
        ?.replace(/^\S (?=\d+ %)/u, ''),
    );

  test('a line shows the progress, and is removed at the end', () => {
    const { progress, screen, pass } = shown(200);
    progress.begin('acme/api');
    pass(50);
    progress.update(pullRequests(325), { requests: 500, points: 500 }, budget(4_500));
    progress.end();
    expect(stripVTControlCharacters(screen.text)).toContain(
      ' 25 % · 0/40 repositories · 500/~2,000 requests · 10.0/s · ends ~10:03 UTC · 4,500/5,000 points until 10:45 UTC · acme/api: pull requests 325/900',
    );
    expect(visible(screen.text)).toEqual(['']);
  });

  test('lines about finished repositories, failures and waits remain', () => {
    const { progress, screen } = shown(120);
    progress.begin('acme/api');
    progress.done('acme/api: 900 pull requests');
    progress.begin('acme/web');
    progress.waiting('API rate limit exceeded.', 60);
    progress.failed('acme/web: not read');
    progress.end();
    expect(visible(screen.text)).toEqual([
      '✔ acme/api: 900 pull requests',
      '  waiting 60 s: API rate limit exceeded.',
      '✖ acme/web: not read',
      '',
    ]);
  });

  test('the progress line follows each line that remains, without the repository that is done', () => {
    const { progress, screen } = shown(120);
    onTestFinished(() => progress.end());
    progress.begin('acme/api');
    progress.done('acme/api: 900 pull requests');
    const line = '0 % · 1/40 repositories · 0/~2,000 requests · end not known yet';
    expect(visible(screen.text)).toEqual(['✔ acme/api: 900 pull requests', line]);
    screen.takeText();
    progress.waiting('a limit', 3);
    expect(visible(screen.text)).toEqual(['  waiting 3 s: a limit', line]);
  });

  test('more requests than planned are 100 %', () => {
    const { progress, screen } = shown(120);
    progress.update(pullRequests(1), { requests: 4_000, points: 4_000 }, null);
    progress.end();
    expect(stripVTControlCharacters(screen.text)).toContain(' 100 % · 0/40 repositories');
  });

  test('the progress line fits the width of the terminal', () => {
    const { progress, screen } = shown(60);
    progress.begin('acme/a-repository-with-a-long-name');
    progress.update(pullRequests(325), { requests: 500, points: 500 }, budget(4_500));
    progress.end();
    const lines = screen.text.split('\n').flatMap(written);
    expect(Math.max(...lines.map(({ length }) => length))).toBe(60);
  });

  test('the cursor and the wrapping of lines are not changed', () => {
    const { progress, screen } = shown(120);
    progress.done('acme/api: 900 pull requests');
    progress.end();
    expect(screen.text).not.toContain('\u001b[?25');
    expect(screen.text).not.toContain('\u001b[?7');
  });

  test('a terminal without a width gets plain lines', () => {
    const { progress, screen } = shown(0);
    progress.done('acme/api: 900 pull requests');
    expect(screen.text).toBe('✔ acme/api: 900 pull requests\n');
  });
});

test.each([
  ['on a terminal', 120],
  ['elsewhere', null],
])('text from a server cannot control the terminal (%s)', (_, columns) => {
  const { progress, screen } = shown(columns);
  progress.waiting('\u001b[31mred\u001b]0;title\u0007 and\r\na\u0000second line', 3);
  progress.end();
  expect(screen.text).toContain('  waiting 3 s: red and a second line\n');
});
