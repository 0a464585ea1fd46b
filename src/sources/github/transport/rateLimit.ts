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
 * Asks for the rate limit only: the cheapest query. It shows early that a token is refused or a server cannot be
 * reached, and gives the server's time and the budget.
 * @throws Problem when the token is refused or the server does not answer
 */
export async function askRateLimit(client: Client, cost: Reading['cost']): Promise<void> {
  await client.ask(rateLimitQuery, () => ({}), { page: new PageSize(1), cost });
}
