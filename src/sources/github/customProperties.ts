import { z } from 'zod';
import type { Reading } from '../../facts/reading.ts';
import type { Client } from './transport/client.ts';

const PER_PAGE = 100;

/** Names under which organisations keep the team of a repository. */
const TEAM = /^(?:own(?:er|ing)[-_ ]?)?(?:team|squad)s?$/i;

const pageSchema = z.array(
  z.object({
    repository_full_name: z.string(),
    properties: z.array(
      z.object({
        property_name: z.string(),
        value: z.union([z.string().transform((one) => [one]), z.array(z.string()), z.null()]),
      }),
    ),
  }),
);

/**
 * Reads which team each repository of an organisation has in a custom property, such as `team` or `owning-team`. GraphQL
 * does not show them.
 * @returns teams by the repository's full name; what the token may not read, in GitHub's words
 */
export async function teamProperties(
  client: Client,
  owner: string,
  cost: Reading['cost'],
): Promise<{ teams: Map<string, string[]>; denied: string[] }> {
  const teams = new Map<string, string[]>();
  for (let page = 1; ; page += 1) {
    cost.requests += 1;
    const answer = await client.rest('GET /orgs/{org}/properties/values', {
      org: owner,
      per_page: PER_PAGE,
      page,
    });
    // An older server, or a person in place of an organisation, has no properties.
    if ('refused' in answer)
      return {
        teams,
        denied: /\b403\b/.test(answer.refused) ? [`custom properties: ${answer.refused}`] : [],
      };
    const rows = pageSchema.safeParse(answer.data).data ?? [];
    for (const { repository_full_name: name, properties } of rows) {
      const own = properties.filter(({ property_name: property }) => TEAM.test(property));
      const values = own.flatMap(({ value }) => value ?? []);
      if (values.length > 0) teams.set(name, values);
    }
    if (rows.length < PER_PAGE) return { teams, denied: [] };
  }
}
