import { z } from 'zod';
import { searchRanking } from '../searchRanking.ts';

/** A page whose text holds what was searched for. */
export interface TextResult {
  title: string;
  address: string;
  kind: string;
  about: string;
}

const MOST = 10;

/** The part of Pagefind's interface that is used: https://pagefind.app/docs/api/ */
const pagefindSchema = z.object({
  options: z.custom<(options: object) => Promise<unknown>>((value) => typeof value === 'function'),
  search: z.custom<(query: string) => Promise<unknown>>((value) => typeof value === 'function'),
});
const answerSchema = z.object({
  results: z.array(
    z.object({ data: z.custom<() => Promise<unknown>>((value) => typeof value === 'function') }),
  ),
});
const resultSchema = z.object({
  url: z.string(),
  plain_excerpt: z.string().optional(),
  excerpt: z.string(),
  meta: z.object({ title: z.string().default(''), kind: z.string().default('Page') }),
});

/**
 * The search in the texts of all pages, by the index that the build makes; loaded with the first query.
 * @param folder the address of the index
 */
export function textSearch(folder: string): (query: string) => Promise<TextResult[]> {
  let loading: Promise<z.infer<typeof pagefindSchema>> | undefined;
  return async (query) => {
    loading ??= load(folder);
    const { search } = await loading;
    const { results } = answerSchema.parse(await search(query));
    const pages = await Promise.all(results.slice(0, MOST).map(({ data }) => data()));
    return pages.map((page) => {
      const { url, excerpt, plain_excerpt: plain, meta } = resultSchema.parse(page);
      return { title: meta.title, address: url, kind: meta.kind, about: plain ?? textOf(excerpt) };
    });
  };
}

async function load(folder: string): Promise<z.infer<typeof pagefindSchema>> {
  const module = pagefindSchema.parse(await import(/* @vite-ignore */ `${folder}pagefind.js`));
  await module.options({ ranking: searchRanking });
  return module;
}

/** An excerpt without its marks. */
function textOf(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '';
}
