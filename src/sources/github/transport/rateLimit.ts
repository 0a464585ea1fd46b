import type { Reading } from '../../../facts/reading.ts';
import type { Client } from './client.ts';
import { graphql, rateLimitFragment } from './graphql.ts';
import { PageSize } from './pageSize.ts';

export const rateLimitQuery = graphql(
  `
  query Limit {
    ...RateLimit
  }
`,
  [rateLimitFragment],
);

/**
 * Asks for nothing but the limit: the cheapest question there is, so that a refused token or a server that is
 * away is told before anything else, and the server's clock and budget are known.
 * @throws Problem when the token is refused or the server does not answer
 */
export async function askRateLimit(client: Client, cost: Reading['cost']): Promise<void> {
  await client.ask(rateLimitQuery, () => ({}), { page: new PageSize(1), cost });
}
