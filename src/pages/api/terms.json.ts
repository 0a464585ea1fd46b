import type { APIRoute } from 'astro';
import { getLibrary } from '../../components/content.ts';
import { termsOf } from '../../components/terms.ts';

export const GET: APIRoute = async () => Response.json(termsOf(await getLibrary()));
