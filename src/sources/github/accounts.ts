import type { Account, Identity } from '../../facts/identity.ts';
import type { Actor } from '../../facts/schema.ts';
import type { actorFragment, FragmentOf } from './transport/graphql.ts';

type GitHubAccount = FragmentOf<typeof actorFragment> | null;

/** @returns GitHub's account as the identity takes it; null for a deleted one */
export function account(found: GitHubAccount): Account | null {
  return found === null ? null : { login: found.login, isBot: found.__typename === 'Bot' };
}

/** Someone named in a commit: GitHub knows the account, or there is an address alone. */
export interface CommitPerson {
  user: { login: string } | null;
  email: string | null;
}

/**
 * @returns the actor behind a commit's author; null when the author is not known. An assistant is recognised by its address
 * too, because the account that first claims an address at GitHub gets its commits.
 */
export function commitActor(identity: Identity, person: CommitPerson | null): Actor {
  if (person === null) return null;
  const assistant = assistantOf(identity, person);
  if (assistant !== null) return { bot: assistant };
  if (person.user !== null) return identity.actor({ login: person.user.login, isBot: false });
  return person.email === null || person.email === '' ? null : identity.person(person.email);
}

/** @returns the name of the assistant that GitHub names in a commit; null for anybody else */
export function assistantOf({ assistants }: Identity, { user, email }: CommitPerson): string | null {
  return (
    (email === null ? null : assistants.withAddress(email)) ??
    (user === null ? null : assistants.withLogin(user.login))
  );
}
