import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-weights-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

async function run(script: string, argument: string, env: Record<string, string> = {}): Promise<string> {
  const PATH = `${folder}:${process.env['PATH'] ?? ''}`;
  const file = resolve('.github/scripts', script);
  return (await promisify(execFile)(file, [argument], { cwd: folder, env: { PATH, ...env } })).stdout;
}

describe('the pages of a site are weighed', () => {
  test('by kind: how many, the median, the largest and which one that is', async () => {
    const pages = {
      'index.html': 'home',
      '404.html': 'nothing is here, and this says so at some length: abcdefghijklmnopqrstuvwxyz',
      'metrics/a/index.html': 'a',
      'metrics/b/index.html': Array.from({ length: 400 }, (_, index) => index ** 3).join(),
      'metrics/c/index.html': Array.from({ length: 100 }, (_, index) => index ** 3).join(),
      'metrics/style.css': 'is not a page',
    };
    for (const [name, text] of Object.entries(pages)) await write(`site/${name}`, text);
    const lines = (await run('weigh-pages.sh', join(folder, 'site'))).trimEnd().split('\n');
    const rows = lines.map((line) => line.split('\t'));
    expect(rows.map(([kind, count]) => [kind, count])).toEqual([
      ['metrics', '3'],
      ['top', '2'],
    ]);
    expect(rows.map((row) => row[4])).toEqual(['metrics/b/index.html', '404.html']);
    // gzip and zlib do not compress to the same length.
    const size = (name: 'metrics/b/index.html' | 'metrics/c/index.html') => gzipSync(pages[name]).length;
    expect(Number(rows[0]?.[2]) / size('metrics/c/index.html')).toBeCloseTo(1, 0);
    expect(Number(rows[0]?.[3]) / size('metrics/b/index.html')).toBeCloseTo(1, 0);
    expect(size('metrics/b/index.html')).toBeGreaterThan(2 * size('metrics/c/index.html'));
  });

  test('and shown as a table in kilobytes', async () => {
    const file = await write('w.tsv', 'metrics\t118\t12345\t99\tmetrics/a/index.html\n');
    expect(await run('page-weights-table.sh', file)).toContain(
      '| metrics | 118 | 12.3 | 0.0 | `metrics/a/index.html` |',
    );
  });
});

test.each([
  ['text instead of a number', 'metrics\tmany\t1\t1\ta.html\n'],
  ['Markdown in the path', 'metrics\t1\t1\t1\t`[a](https://evil.example)\n'],
  ['a kind that is HTML', '<img>\t1\t1\t1\ta.html\n'],
  ['a further column', 'metrics\t1\t1\t1\ta.html\tmore\n'],
  ['too many lines', 'metrics\t1\t1\t1\ta.html\n'.repeat(41)],
])('a file with %s, which a pull request may have written, is refused', async (_, text) => {
  const file = await write('w.tsv', text);
  await expect(run('page-weights-table.sh', file)).rejects.toThrow('no line of weigh-pages.sh');
});

describe('the comment', () => {
  const env = { HEAD_OWNER: 'somebody', HEAD_BRANCH: 'a-branch' };

  /** Stands for `gh`: writes down each call and answers with what a test says. */
  async function comment(pull: string, existing: string): Promise<string[]> {
    const calls = join(folder, 'calls');
    await writeFile(calls, '');
    const script = await write(
      'gh',
      `#!/usr/bin/env bash
printf '%s\\n' "$*" | head -n 1 | sed 's/body=@.*/body=@FILE/' >> "${calls}"
case "$*" in
  *PATCH*|*POST*) last="\${@: -1}"; cat "\${last#body=@}" > "${folder}/body" ;;
  *--paginate*) echo '${existing}' ;;
  *pulls*) echo '${pull}' ;;
esac
`,
    );
    await chmod(script, 0o755);
    const file = await write('w.tsv', 'metrics\t118\t12345\t23456\tmetrics/a/index.html\n');
    await run('comment-page-weights.sh', file, env);
    return (await readFile(calls, 'utf8')).trimEnd().split('\n');
  }

  test('is written on the open pull request of that branch', async () => {
    const [asked, , written] = await comment('17', '');
    expect(asked).toContain('state=open --field head=somebody:a-branch');
    expect(written).toBe(
      'api --silent --method POST repos/{owner}/{repo}/issues/17/comments --field body=@FILE',
    );
    expect(await readFile(join(folder, 'body'), 'utf8')).toMatch(
      /^<!-- page weights -->\n[\s\S]*\| metrics \| 118 \| 12\.3 \| 23\.4 \|/,
    );
  });

  test('replaces the one that is there', async () => {
    expect((await comment('17', '99')).at(-1)).toBe(
      'api --silent --method PATCH repos/{owner}/{repo}/issues/comments/99 --field body=@FILE',
    );
  });

  test('is left out when the pull request was closed meanwhile', async () => {
    expect(await comment('', '')).toHaveLength(1);
  });
});
