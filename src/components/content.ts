import { getCollection } from 'astro:content';
import { type Library, libraryOf } from './library.ts';

let library: Promise<Library> | undefined;

/** Everything in `content/` and `data/` that the site shows, read once a build. */
export function getLibrary(): Promise<Library> {
  if (library === undefined || import.meta.env.DEV) library = read();
  return library;
}

async function read(): Promise<Library> {
  const [scorecards, metrics] = await Promise.all([getCollection('scorecards'), getCollection('metrics')]);
  return libraryOf(
    scorecards.map(({ data }) => data),
    metrics.map(({ id, data }) => ({ id, definition: data })),
  );
}
