import { createHmac, hkdfSync } from 'node:crypto';
import { type Assistants, noAssistants } from './assistants.ts';
import { namesMatching } from './names.ts';
import type { Actor } from './schema.ts';

/**
 * The key when none is set. It is public, so anyone who guesses a login can confirm the guess: it only keeps names
 * out of the files. Set `PLUMBLINE_PSEUDONYM_KEY` for real protection.
 */
const PUBLIC_KEY = 'plumbline: public pseudonym key, version 1';

/** Review and merge bots that GitHub reports as ordinary users or under several names. */
const KNOWN_BOTS = [
  '*[bot]',
  'app/*',
  'bors',
  'bors-servo',
  'codecov-commenter',
  'codecov-io',
  'coderabbitai',
  'copilot',
  'copilot-pull-request-reviewer',
  'copilot-swe-agent',
  'coveralls',
  'dependabot',
  'dependabot-preview',
  'drahtbot',
  'github-actions',
  'googlebot',
  'greenkeeper',
  'greptile-apps',
  'k8s-ci-robot',
  'mergify',
  'pre-commit-ci',
  'renovate',
  'renovate-bot',
  'snyk-bot',
  'sonarcloud',
  'vercel',
  'web-flow',
];

/** What a source knows of an account before it is written down. */
export interface Account {
  login: string;
  /** GitHub's own type for the account, where it gives one. */
  isBot: boolean;
}

/** Turns accounts into actors: bots keep their name, people get a keyed pseudonym. */
export interface Identity {
  /** @returns null for a deleted account, which matches no bot pattern */
  actor: (account: Account | null) => Actor;
  /** @returns the pseudonym of a person known by e-mail address only */
  person: (address: string) => Actor;
  /** Recognises assistants, which are no people. */
  assistants: Assistants;
  keyFingerprint: string;
  botsFingerprint: string;
  /**
   * @returns a key of 256 bits for encryption, derived from the key of the pseudonyms, which cannot be computed from
   * it (HKDF, RFC 5869)
   */
  sealingKey: () => Buffer;
}

/**
 * @param key the secret behind the pseudonyms (`PLUMBLINE_PSEUDONYM_KEY`); undefined takes the public default
 * @param bots patterns of further bot logins, as `org.yaml` gives them, in any case
 * @param assistants whoever is behind an address of theirs is automation
 */
export function identity(
  key: string | undefined,
  bots: readonly string[],
  assistants: Assistants = noAssistants,
): Identity {
  const secret = key === undefined || key === '' ? PUBLIC_KEY : key;
  const digest = (text: string) => createHmac('sha256', secret).update(text).digest('hex').slice(0, 16);
  const matchesBot = namesMatching([...KNOWN_BOTS, ...bots]);
  const seen = new Map<string, Actor>();

  const fromLogin = (login: string, isBot: boolean): Actor =>
    isBot || matchesBot(login) ? { bot: login } : { person: `p-${digest(`login:${login.toLowerCase()}`)}` };

  const cached = (cacheKey: string, make: () => Actor): Actor => {
    const known = seen.get(cacheKey);
    if (known !== undefined) return known;
    const made = make();
    seen.set(cacheKey, made);
    return made;
  };

  return {
    actor: (account) =>
      account === null
        ? null
        : cached(`login ${account.isBot} ${account.login}`, () => fromLogin(account.login, account.isBot)),
    person: (address) =>
      cached(`address ${address}`, () => {
        const assistant = assistants.withAddress(address);
        if (assistant !== null) return { bot: assistant };
        const login = loginOfNoReplyAddress(address);
        return login === null
          ? { person: `p-${digest(`address:${address.toLowerCase()}`)}` }
          : fromLogin(login, false);
      }),
    assistants,
    keyFingerprint: digest('fingerprint of the key'),
    botsFingerprint: createHmac('sha256', 'bots')
      .update(JSON.stringify([...KNOWN_BOTS, ...bots].sort()))
      .update(assistants === noAssistants ? '' : assistants.text)
      .digest('hex')
      .slice(0, 16),
    sealingKey: () => Buffer.from(hkdfSync('sha256', secret, '', 'plumbline: sealing key', 32)),
  };
}

/** GitHub's private addresses contain the login: `123+name@users.noreply.github.com`. */
function loginOfNoReplyAddress(address: string): string | null {
  const match = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/i.exec(address);
  return match?.[1] ?? null;
}
