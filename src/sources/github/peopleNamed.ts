import { z } from 'zod';
import { type Identity, isPerson } from '../../facts/identity.ts';
import type { Client } from './transport/client.ts';

/** An account, or the author of a commit, with the name that people read. */
const personSchema = z.object({
  __typename: z.string().optional(),
  name: z.string(),
  login: z.string().optional(),
  email: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});

/**
 * @param names gets the names of the people in all answers; those of automation are left out
 * @returns the client that asks
 */
export function notingNames(client: Client, identity: Identity, names: Set<string>): Client {
  return {
    ...client,
    ask: async (document, variables, asked) => {
      const answer = await client.ask(document, variables, asked);
      note(answer.data, identity, names);
      return answer;
    },
  };
}

function note(value: unknown, identity: Identity, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('name' in value && ('login' in value || 'email' in value)) {
    const { data: person } = personSchema.safeParse(value);
    if (person !== undefined && isPersonNamed(person, identity)) names.add(person.name);
  }
  for (const each of Object.values(value)) note(each, identity, names);
}

function isPersonNamed({ login, user, email }: z.infer<typeof personSchema>, identity: Identity): boolean {
  const account = login ?? user?.login;
  const actor =
    account !== undefined
      ? identity.actor({ login: account, isBot: false })
      : email
        ? identity.person(email)
        : null;
  return actor === null || isPerson(actor);
}
