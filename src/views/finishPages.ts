import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hideInterface } from './search/hideInterface.ts';

/**
 * Starlight writes three scripts into each page, and Astro's policy has the hashes of its own scripts only. The page for
 * unknown addresses has the frame and no text from the content or the data: each page may run the scripts of that one.
 *
 * Pages also load the font before the style sheet asks for it. A component that imported the font would hold a reference
 * to it that differs from build to build, and no page could be kept.
 *
 * What works a page is kept out of the index of texts.
 * @param dir the folder of the site
 * @param base the path that the site is served below
 */
export async function finishPages(dir: string, base: string): Promise<void> {
  const frame = await readFile(join(dir, '404.html'), 'utf8');
  const hashes = [...frame.matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  const [font] = await Array.fromAsync(glob('_astro/plumbline-serif.*.woff2', { cwd: dir }));
  if (font === undefined) throw new Error('The site has no font.');
  const preload = `<link rel="preload" as="font" type="font/woff2" href="${base.replace(/\/*$/, '/')}${font}" crossorigin>`;
  for await (const name of glob('**/*.html', { cwd: dir })) {
    const file = join(dir, name);
    const page = await readFile(file, 'utf8');
    const allowed = page.replace("; script-src 'self'", `$& ${hashes.join(' ')}`);
    const headed = putFirst(allowed, page.includes('<link rel="stylesheet"') ? preload : '');
    const finished = hideInterface(headed);
    if (finished !== page) await writeFile(file, finished);
  }
}

/**
 * Astro writes the policy at the end of the head. It governs what follows it, so it comes first: right behind the
 * encoding, which must be within the first 1024 bytes. What is loaded ahead comes next.
 */
function putFirst(page: string, preload: string): string {
  const [policy] = page.match(/<meta http-equiv="content-security-policy"[^>]*>/) ?? [];
  if (policy === undefined) throw new Error('A page has no content security policy.');
  return page
    .replace(policy, '')
    .replace(/<head><meta charset="utf-8"\/?>/, (start) => `${start}${policy}${preload}`);
}
