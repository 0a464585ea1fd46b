import mark from '../layouts/mark.svg?raw';

/** The mark, at the address that browsers ask for. */
export function GET(): Response {
  return new Response(mark, { headers: { 'content-type': 'image/svg+xml' } });
}
