import { createHmac, hkdfSync } from 'node:crypto';
import { type Assistants, noAssistants } from './assistants.ts';
import { namesMatching } from './names.ts';
import type { Actor } from './schema.ts';

/** Where logins are those of github.com itself. */
const GITHUB = 'github.com';

/**
 * The fingerprint of snapshots whose pseudonyms were made with a key that was published, so that anybody can test
 * logins against them.
 */
export const PUBLIC_KEY_FINGERPRINT = '8562328800b6579c';

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

/** In facts, everybody whose work an organisation leaves out has this one name. */
const LEFT_OUT = 'left out';

export function isLeftOut(actor: Actor): boolean {
  return actor !== null && 'bot' in actor && actor.bot === LEFT_OUT;
}

/** Whether somebody is a person, counted or left out, so that the name does not belong into a text. */
export function isPerson(actor: Actor): boolean {
  return actor !== null && ('person' in actor || isLeftOut(actor));
}

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
  /** Recognises assistants, which are not people. */
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
 * @param key the organisation's secret behind the pseudonyms (`PLUMBLINE_PSEUDONYM_KEY`)
 * @param bots patterns of further bots, by login or by the address of commits, as `org.yaml` gives them, in any case
 * @param options.leftOut such patterns of people whose work does not count
 * @param options.host the GitHub server that the logins are of: the same login on two servers is two people
 * @param options.assistants accounts with a login or an address of theirs are automation
 */
export function identity(
  key: string,
  bots: readonly string[],
  {
    host = GITHUB,
    assistants = noAssistants,
    leftOut = [],
  }: { host?: string; assistants?: Assistants; leftOut?: readonly string[] } = {},
): Identity {
  const digest = (text: string) => createHmac('sha256', key).update(text).digest('hex').slice(0, 16);
  // No login contains a slash, so a login with its host is never that of another one.
  const onHost = (text: string, where: string) => (where === GITHUB ? text : `${where}/${text}`);
  const matchesBot = namesMatching([...KNOWN_BOTS, ...bots]);
  const isLeftOut = namesMatching([...leftOut]);
  const seen = new Map<string, Actor>();

  const fromLogin = (login: string, isBot: boolean, where: string): Actor => {
    if (isBot || matchesBot(login)) return { bot: login };
    if (isLeftOut(login)) return { bot: LEFT_OUT };
    const assistant = assistants.withLogin(login);
    return assistant === null
      ? { person: `p-${digest(`login:${onHost(login.toLowerCase(), where)}`)}` }
      : { bot: assistant };
  };

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
        : cached(`login ${account.isBot} ${account.login}`, () =>
            fromLogin(account.login, account.isBot, host),
          ),
    person: (address) =>
      cached(`address ${address}`, () => {
        const assistant = assistants.withAddress(address);
        if (assistant !== null) return { bot: assistant };
        if (isLeftOut(address)) return { bot: LEFT_OUT };
        const robot = bots.find((pattern) => namesMatching([pattern])(address));
        // An address may be somebody's; the pattern is in org.yaml.
        if (robot !== undefined) return { bot: robot };
        const account = accountOfNoReplyAddress(address);
        return account === null
          ? { person: `p-${digest(`address:${address.toLowerCase()}`)}` }
          : fromLogin(account.login, false, account.host);
      }),
    assistants,
    keyFingerprint: digest(onHost('fingerprint of the key', host)),
    botsFingerprint: createHmac('sha256', 'bots')
      .update(JSON.stringify([...KNOWN_BOTS, ...bots].sort()))
      .update(leftOut.length === 0 ? '' : `left out: ${JSON.stringify([...leftOut].sort())}`)
      .update(assistants === noAssistants ? '' : `by login or address: ${assistants.text}`)
      .digest('hex')
      .slice(0, 16),
    sealingKey: () => Buffer.from(hkdfSync('sha256', key, '', 'plumbline: sealing key', 32)),
  };
}

/** GitHub's private addresses contain login and host: `123+name@users.noreply.github.com`. */
function accountOfNoReplyAddress(address: string): { login: string; host: string } | null {
  const match = /^(?:\d+\+)?([^@+]+)@users\.noreply\.([\w.-]+)$/i.exec(address);
  const [, login, host] = match ?? [];
  return login === undefined || host === undefined ? null : { login, host: host.toLowerCase() };
}
