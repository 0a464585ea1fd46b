import { describe, expect, test } from 'vitest';
import { identity, isLeftOut, isPerson } from '../../src/facts/identity.ts';

const person = (login: string) => ({ login, isBot: false });

describe('a person', () => {
  const { actor } = identity('secret', ['internal-*']);

  test('is stored under a pseudonym that does not contain the login', () => {
    const stored = JSON.stringify(actor(person('ada-example')));
    expect(stored).toMatch(/^\{"person":"p-[0-9a-f]{16}"\}$/);
    expect(stored).not.toContain('ada');
  });

  test('has one pseudonym, however the login is spelt', () => {
    expect(actor(person('Ada-Example'))).toEqual(actor(person('ada-example')));
  });

  test('has another pseudonym under another key', () => {
    expect(identity('other', []).actor(person('ada-example'))).not.toEqual(actor(person('ada-example')));
  });

  test('is another one on another server, and so is the fingerprint', () => {
    const elsewhere = identity('secret', [], { host: 'git.example.org' });
    expect(elsewhere.actor(person('ada-example'))).not.toEqual(actor(person('ada-example')));
    expect(elsewhere.keyFingerprint).not.toBe(identity('secret', []).keyFingerprint);
    expect(elsewhere.person('ada-example@users.noreply.git.example.org')).toEqual(
      elsewhere.actor(person('ada-example')),
    );
    expect(elsewhere.person('ada-example@users.noreply.github.com')).toEqual(actor(person('ada-example')));
  });

  test('is the same behind a login and that login’s no-reply address', () => {
    expect(identity('secret', []).person('123+Ada-Example@users.noreply.github.com')).toEqual(
      actor(person('ada-example')),
    );
  });
});

describe('automation', () => {
  const { actor } = identity('secret', ['internal-*']);

  test.each([
    ['GitHub’s Bot type', { login: 'anything', isBot: true }],
    ['a login that ends in [bot]', person('release[bot]')],
    ['an app', person('app/copilot-swe-agent')],
    ['a review bot that is an ordinary user', person('coderabbitai')],
    ['a pattern of the organisation', person('internal-merger')],
  ])('is distinguished from people by %s', (_, account) => {
    expect(actor(account)).toEqual({ bot: account.login });
  });

  test('is not a person whose login merely contains "bot"', () => {
    expect(actor(person('abbott'))).toHaveProperty('person');
  });

  test('is never a deleted account', () => {
    expect(actor(null)).toBeNull();
  });
});

describe('fingerprints', () => {
  test('identify the key and the bot list, in any order of the list', () => {
    expect(identity('secret', ['a', 'b']).botsFingerprint).toBe(
      identity('secret', ['b', 'a']).botsFingerprint,
    );
    expect(identity('secret', ['a']).botsFingerprint).not.toBe(identity('secret', []).botsFingerprint);
    expect(identity('secret', []).keyFingerprint).not.toBe(identity('other', []).keyFingerprint);
  });
});

describe('people whose work is left out', () => {
  const { actor, person: byAddress } = identity('secret', ['*@ci.acme.example'], {
    leftOut: ['*-ext', '*@agency.example'],
  });

  test('are one, whatever their logins and addresses, and still people', () => {
    const found = [actor(person('ada-ext')), actor(person('Grace-EXT')), byAddress('sam@agency.example')];
    expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(found.map(isLeftOut)).toEqual([true, true, true]);
    expect(found.map(isPerson)).toEqual([true, true, true]);
    expect(isLeftOut(actor(person('ada')))).toBe(false);
  });

  test('leave the pseudonyms of the others as they were', () => {
    expect(actor(person('ada'))).toEqual(identity('secret', []).actor(person('ada')));
  });

  test('are read again when the patterns change, and nobody is while there are none', () => {
    const fingerprint = (leftOut?: string[]) =>
      identity('secret', [], leftOut ? { leftOut } : {}).botsFingerprint;
    expect(fingerprint(['a', 'b'])).toBe(fingerprint(['b', 'a']));
    expect(fingerprint(['a'])).not.toBe(fingerprint());
    expect(fingerprint([])).toBe(fingerprint());
  });

  test('a robot is known by the address of its commits, too', () => {
    expect(byAddress('deploy@CI.acme.example')).toEqual({ bot: '*@ci.acme.example' });
  });
});
