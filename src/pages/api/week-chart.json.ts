import type { APIRoute } from 'astro';
import { exploredWeeks } from '../../charts/explored.ts';

export const GET: APIRoute = () => Response.json(exploredWeeks());
