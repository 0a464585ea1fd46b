import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { preview } from 'astro';
import { Problem } from '../../src/facts/problem.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Serves the built site until Ctrl-C or SIGTERM.
 * @returns its address
 */
export async function serve(port: number): Promise<string> {
  const server = await preview({ root, server: { port }, logLevel: 'error' });
  const stop = async () => {
    await server.stop();
    process.exit(0);
  };
  process.removeAllListeners('SIGTERM').once('SIGTERM', stop).once('SIGINT', stop);
  return server.urls?.local[0] ?? `http://localhost:${server.port}/`;
}

/** @throws Problem when another program uses the port */
export async function expectFree(port: number): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, 'localhost'), 'listening');
  } catch (cause) {
    throw new Problem({
      place: `port ${port}`,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: 'a port that no other program uses',
      remedy: `Choose another with \`-- --port ${port === 65_535 ? port - 1 : port + 1}\` (or set PORT).`,
      cause,
    });
  }
  await once(probe.close(), 'close');
}
