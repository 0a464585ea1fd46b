import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSynthetic } from './synthetic.ts';

/**
 * How scoring grows with the number of pull requests, and what it costs beside merely parsing the same files in a
 * plain loop. Prints a table; asserts nothing, since a shared machine's seconds are no promise.
 */
const SIZES = process.argv.slice(2).map(Number);
const sizes = SIZES.length > 0 ? SIZES : [10_000, 100_000];

const rows: Record<string, string>[] = [];
for (const size of sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  try {
    const data = join(folder, 'data');
    const content = join(folder, 'content');
    await cp('content', content, {
      recursive: true,
      filter: (source) => !/content\/(?:reviews|org\.yaml)/.test(source),
    });
    await writeFile(
      join(content, 'org.yaml'),
      await writeSynthetic(data, size, Math.max(10, Math.ceil(size / 2500)), 10),
    );
    const parsing = await parseAll(data);
    const scoring = await measured(folder, ['scripts/score.ts', '--content', content, '--data', data]);
    rows.push({
      'pull requests': size.toLocaleString('en'),
      'scoring, s': scoring.seconds.toFixed(1),
      'peak memory, MB': scoring.megabytes.toFixed(0),
      'µs a pull request': ((scoring.seconds / size) * 1e6).toFixed(0),
      'plain JSON.parse loop, s': parsing.toFixed(1),
      'scoring ÷ loop': (scoring.seconds / parsing).toFixed(1),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
console.table(rows);

async function parseAll(data: string): Promise<number> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name }) => name.endsWith('.ndjson'));
  const started = performance.now();
  let rows = 0;
  for (const entry of files) {
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
    for (const line of text.split('\n')) if (line !== '' && JSON.parse(line) !== null) rows += 1;
  }
  if (rows === 0) throw new RangeError('nothing was generated to parse');
  return (performance.now() - started) / 1000;
}

async function measured(folder: string, args: string[]): Promise<{ seconds: number; megabytes: number }> {
  const file = join(folder, 'usage.json');
  const usage = new URL('./usage.ts', import.meta.url).href;
  await new Promise<void>((resolve, reject) => {
    spawn(process.execPath, ['--import', usage, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BENCH_USAGE_FILE: file },
    }).on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`scoring ended with ${code}`))));
  });
  return JSON.parse(await readFile(file, 'utf8'));
}
