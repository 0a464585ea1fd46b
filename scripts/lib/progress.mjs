// @ts-check
// Plain JavaScript: setup.mjs uses it before anything is installed.

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Tells on standard error that something takes time: on a terminal one line that counts the seconds, elsewhere a plain
 * line at the start and one every ten seconds.
 * @param {string} label what is being done
 * @returns {{ end(outcome: 'done' | 'failed'): void }}
 */
export function progress(label) {
  const stream = process.stderr;
  const terminal = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let frame = 0;
  const timer = terminal
    ? setInterval(
        () => stream.write(`\r\x1b[2K${FRAMES[frame++ % FRAMES.length]} ${label}, ${seconds()}`),
        100,
      )
    : setInterval(() => stream.write(`  ${label}, ${seconds()} so far\n`), 10_000);
  if (!terminal) stream.write(`  ${label}\n`);
  return {
    end(outcome) {
      clearInterval(timer);
      if (terminal) stream.write('\r\x1b[2K');
      stream.write(`${outcome === 'done' ? '✓' : '✗'} ${label}, ${outcome} after ${seconds()}\n`);
    },
  };
}
