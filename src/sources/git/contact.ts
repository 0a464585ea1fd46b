import type { Identity } from '../../facts/identity.ts';
import type { Actor } from '../../facts/schema.ts';

/** Who git says it was. Either part may be empty. */
export interface Contact {
  name: string;
  address: string;
}

/** Signs commits that GitHub makes itself, such as an updated branch. */
const GITHUB_ITSELF = 'noreply@github.com';

/** @param text `Name <address>`; text without brackets is a name */
export function parseContact(text: string): Contact {
  const open = text.lastIndexOf('<');
  const close = text.indexOf('>', open);
  if (open === -1 || close === -1) return { name: text.trim(), address: '' };
  return { name: (text.split('<', 1)[0] ?? '').trim(), address: text.slice(open + 1, close).trim() };
}

/**
 * A bot is recognised by a name that matches a bot pattern (such as one that ends `[bot]`), or by a no-reply address. The
 * login of an assistant is no such name: people are called Claude.
 * @returns null for a person without an address: they cannot be told apart
 */
export function actorOf({ name, address }: Contact, identity: Identity): Actor {
  if (address.toLowerCase() === GITHUB_ITSELF) return identity.actor({ login: 'web-flow', isBot: true });
  if (name !== '' && (name.endsWith('[bot]') || identity.assistants.withLogin(name) === null)) {
    const named = identity.actor({ login: name, isBot: false });
    if (named !== null && 'bot' in named) return named;
  }
  return address === '' ? null : identity.person(address);
}
