import { join } from 'node:path';
import { Problem } from '../../src/facts/problem.ts';

export function notStored(data: string, repository: string): Problem {
  return new Problem({
    place: join(data, 'snapshots', repository),
    found: 'no snapshot',
    expected: `the facts of ${repository}, which org.yaml lists`,
    remedy: 'Run `npm run snapshot` first.',
  });
}
