import type { Writable } from 'node:stream';
import ora, { type Ora } from 'ora';

/** A stream that may be a terminal. */
export type MaybeTerminal = Writable & { isTTY?: boolean; columns?: number };

/** Whether a line can be redrawn in place there. */
export function isTerminal({ isTTY, columns = 0 }: MaybeTerminal): boolean {
  return isTTY === true && columns > 0;
}

/** Shows what is being done: a spinner on a terminal of known width, a plain line elsewhere. */
export function spinner(text: string, stream: MaybeTerminal = process.stderr): Ora {
  // A process that is killed cannot restore the cursor and the input, so both stay as they are.
  return ora({
    text,
    stream,
    isEnabled: isTerminal(stream),
    hideCursor: false,
    discardStdin: false,
  }).start();
}
