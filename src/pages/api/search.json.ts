import type { APIRoute } from 'astro';
import { getHandbook, getLibrary, getPeriodWords } from '../../views/content.ts';
import { namesOf } from '../../views/search/searchNames.ts';

export const GET: APIRoute = async () => {
  const say = await getPeriodWords();
  const names = namesOf(await getLibrary(), await getHandbook());
  return Response.json(
    names.map((name) =>
      name.kind === 'Page' ? { ...name, title: say(name.title), about: say(name.about) } : name,
    ),
  );
};
