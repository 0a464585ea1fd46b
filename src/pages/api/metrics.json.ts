import { apiMetrics } from '../../views/api.ts';
import { getLibrary } from '../../views/content.ts';
import { href } from '../../views/paths.ts';

export async function GET(): Promise<Response> {
  return Response.json(apiMetrics(await getLibrary(), href));
}
