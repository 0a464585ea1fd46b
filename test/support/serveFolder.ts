import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};

interface Options {
  /** The path that the site was built for, such as `/handbook/`. */
  base?: string;
  /** Sent with each answer, such as a content security policy. */
  headers?: Record<string, string>;
}

/** A folder that is served over HTTP until it is closed. */
export interface ServedFolder extends AsyncDisposable {
  /** Address of the base, with a slash at its end. */
  url: string;
  close(): Promise<void>;
}

/** Serves a built site as a static host does: `index.html` for a folder, `404.html` for what is not there. */
export async function serveFolder(
  folder: string,
  { base = '/', headers = {} }: Options = {},
): Promise<ServedFolder> {
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = pathInFolder(request.url ?? '/', base);
    const file = path === undefined ? undefined : await fileAt(join(folder, path));
    if (file !== undefined) return send(response, 200, file);
    const missing = await fileAt(join(folder, '404.html'));
    if (missing !== undefined) return send(response, 404, missing);
    response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const close = async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  return { url: `http://127.0.0.1:${address.port}${base}`, close, [Symbol.asyncDispose]: close };
}

/** @returns the path below the folder; undefined outside the base, and for what is not a path */
function pathInFolder(url: string, base: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, 'http://host').pathname);
    if (!path.startsWith(base) || path.includes('\0')) return undefined;
    const inside = normalize(`/${path.slice(base.length)}`);
    return inside.split(sep).includes('..') ? undefined : inside;
  } catch {
    return undefined;
  }
}

async function fileAt(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return path;
  if (!found?.isDirectory()) return undefined;
  return fileAt(join(path, 'index.html'));
}

async function send(response: ServerResponse, status: number, file: string): Promise<void> {
  response.writeHead(status, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  // A browser that leaves early does not fail the server.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}
