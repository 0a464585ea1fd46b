import type { APIRoute } from 'astro';
import { getHandbook, getLibrary } from '../../views/content.ts';
import { namesOf } from '../../views/search/names.ts';

export const GET: APIRoute = async () => Response.json(namesOf(await getLibrary(), await getHandbook()));
