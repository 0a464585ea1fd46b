// @ts-check
// Plain JavaScript: setup.mjs uses it before anything is installed.

/**
 * Reports on standard error that something takes time: a line at the start, one every ten seconds, and one at the end.
 * @param {string} label what is being done
 * @returns {{ end(outcome: 'done' | 'failed'): void }}
 */
export function progress(label) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const write = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);
  const timer = setInterval(() => write(`  ${label}, ${seconds()} so far`), 10_000);
  write(`  ${label}`);
  return {
    end(outcome) {
      clearInterval(timer);
      write(`${outcome === 'done' ? '✓' : '✗'} ${label}, ${outcome} after ${seconds()}`);
    },
  };
}
