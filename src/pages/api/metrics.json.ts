import { apiMetrics } from '../../components/api.ts';
import { getLibrary } from '../../components/content.ts';
import { href } from '../../components/paths.ts';

export async function GET(): Promise<Response> {
  return Response.json(apiMetrics(await getLibrary(), href));
}
