import { openRun } from '../../../scripts/lib/snapshotRun.ts';
import { identity } from '../../../src/facts/identity.ts';

/** Opens a run over a data folder, says so, and stays in it until it is ended: `holdRun.ts DATA`. */
await openRun(process.argv[2] ?? '', {
  about: {},
  identity: identity('a sample key', []),
  startedAt: async () => '2026-06-01T00:00:00Z',
});
console.log('open');
setInterval(() => {}, 60_000);
