import { apiIndex } from '../../views/api.ts';
import { getLibrary } from '../../views/content.ts';
import { href } from '../../views/paths.ts';

export async function GET(): Promise<Response> {
  return Response.json(apiIndex(await getLibrary(), href));
}
