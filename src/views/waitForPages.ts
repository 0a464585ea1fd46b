import type { HotPayload, Plugin } from 'vite';

/** A page that was asked for and has not connected by then is closed or shows no page of ours. */
const LOADED_WITHIN_MS = 10_000;

/**
 * Vite sends a reload, or an error to show, to the pages that are connected, and a page that is loading is not: on a slow
 * machine it would stay as it was before the last change. This plugin holds such messages until each page has connected.
 */
export function waitForPages(): Plugin {
  return {
    name: 'plumbline-wait-for-pages',
    apply: 'serve',
    configureServer(server) {
      const { hot } = server.environments.client;
      const send = hot.send.bind(hot);
      const held: HotPayload[] = [];
      let loading = 0;
      let timer: NodeJS.Timeout | undefined;
      const release = () => {
        loading = 0;
        clearTimeout(timer);
        for (const payload of held.splice(0)) send(payload);
      };
      hot.send = (message: HotPayload | string, data?: unknown) => {
        if (typeof message === 'string') send(message, data);
        else if (loading > 0 && (message.type === 'full-reload' || message.type === 'error'))
          held.push(message);
        else send(message);
      };
      hot.on('vite:client:connect', () => {
        loading = Math.max(0, loading - 1);
        // After Vite's own greeting of the page.
        setImmediate(() => loading === 0 && release());
      });
      server.middlewares.use((request, _, next) => {
        if (request.headers['sec-fetch-dest'] === 'document') {
          loading += 1;
          clearTimeout(timer);
          timer = setTimeout(release, LOADED_WITHIN_MS).unref();
        }
        next();
      });
    },
  };
}
