import type { APIRoute } from 'astro';
import { getLibrary } from '../../views/content.ts';
import { termsOf } from '../../views/terms.ts';

export const GET: APIRoute = async () => Response.json(termsOf(await getLibrary()));
