/** What went wrong, told so that the reader can mend it. */
export interface ProblemDetails {
  /** File, URL or command, with the line or field where that is known: `content/org.yaml:12:5`. */
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
    super(lines.join('\n'), cause === undefined ? {} : { cause });
    this.place = place;
    this.found = found;
    this.expected = expected;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}
