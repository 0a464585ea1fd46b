import ora, { type Ora } from 'ora';

/** A line that tells what is being done: it turns on a terminal of known width, elsewhere it is plain text. */
export function spinner(text: string): Ora {
  const { isTTY, columns } = process.stderr;
  return ora({ text, isEnabled: isTTY === true && columns > 0 }).start();
}
