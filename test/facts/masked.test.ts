import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { masked } from '../../src/facts/masked.ts';

describe('the people that a text names are masked', () => {
  it.each([
    ['an e-mail address', 'fix for jane.doe+work@mail.example.org, again', 'fix for …@…, again'],
    ['an address at a domain of digits', 'from jane@163.com', 'from …@…'],
    ['an address in other letters', 'für jörg@exämple.org', 'für …@…'],
    ['a mention', 'thanks @octocat!', 'thanks @…!'],
    ['a mention of a managed account', 'for @octo-cat_acme: done', 'for @…: done'],
    ['a mention at the very beginning', '@octocat', '@…'],
    ['mentions without a space', 'thanks @octocat@hubot', 'thanks @…@…'],
    ['a mention before a package', '@octocat@acme/ui', '@…@acme/ui'],
    ['a mention after a link', 'https://github.com/octocat@hubot', 'https://github.com/…@…'],
    ['a mention in brackets', 'Login (by @octocat)', 'Login (by @…)'],
    [
      'the account in GitHub’s merge commit',
      'Merge pull request #1 from octocat/fix',
      'Merge pull request #1 from …/fix',
    ],
    [
      'the account that was pulled from',
      "Merge branch 'main' of github.com:octocat/hello",
      "Merge branch 'main' of github.com:…/hello",
    ],
    [
      'the same with a user and a protocol',
      "Merge branch 'x' of ssh://git@github.com/octocat/hello",
      "Merge branch 'x' of ssh://…@…/…/hello",
    ],
    [
      'the account in the address of a change',
      'see https://ghe.example.org:8443/octocat/hello/pull/1',
      'see https://ghe.example.org:8443/…/hello/pull/1',
    ],
    [
      'the account in the address of its page',
      'as on https://github.com/octocat',
      'as on https://github.com/…',
    ],
    ['the account in a reference', 'Fixes octocat/hello#12', 'Fixes …/hello#12'],
    [
      'the owner in a merge commit that refers to another repository',
      'Merge bitcoin-core/secp256k1#1865: musig',
      'Merge …/secp256k1#1865: musig',
    ],
  ])('%s', (_, text, expected) => expect(masked(text)).toBe(expected));

  it.each([
    ['the branch of the author', 'octocat/fix-login', ['octocat'], '…/fix-login'],
    ['whatever the case', 'OctoCat/fix-login', ['octocat'], '…/fix-login'],
    [
      'in a merge commit',
      "Merge branch 'octocat/fix' into main",
      ['octocat'],
      "Merge branch '…/fix' into main",
    ],
    ['an account with signs that patterns use', 'o.c+t/fix', ['o.c+t'], '…/fix'],
  ])('%s', (_, text, accounts, expected) => expect(masked(text, { branchOf: accounts })).toBe(expected));
});

describe('text that names no person is unchanged', () => {
  it.each([
    'Bump @types/node from 24.1.0 to 24.2.0',
    'Bump lodash@4.17.20 to lodash@4.17.21',
    '@acme/ui@1.2.3-next.beta',
    'actions/checkout@v4.2.1-rc.alpha',
    'fix(api): a cart of 0 items',
    'feature/login',
    'release/2026.10',
    'costs 5 @ 3 each',
    'see https://docs.example.org/guide/page/one',
    'fix of src/lib/x',
    'https://evil.example/"><a/b',
    'a@b',
    '',
  ])('%s', (text) => expect(masked(text, { branchOf: ['octocat'] })).toBe(text));

  it('a folder of the author’s name inside of a path', () => {
    expect(masked('feature/octocat/x', { branchOf: ['octocat'] })).toBe('feature/octocat/x');
  });
});

describe('the owner of the text’s own repository', () => {
  it.each([
    ['in a reference to the repository', 'Merge acme/shop#1865: a page', 'Merge acme/shop#1865: a page'],
    ['in one to another of the same owner', 'Fixes Acme/cart#12', 'Fixes Acme/cart#12'],
    [
      'in the address of a change',
      'see https://github.com/acme/shop/pull/1',
      'see https://github.com/acme/shop/pull/1',
    ],
  ])('stays %s', (_, text, expected) => expect(masked(text, { repositories: ['acme/shop'] })).toBe(expected));

  it.each([
    ['another owner, who may be a person', 'Fixes octocat/shop#12', 'Fixes …/shop#12'],
    [
      'the account behind a branch',
      'Merge pull request #5 from acme/fix',
      'Merge pull request #5 from …/fix',
    ],
    ['a mention', 'thanks @acme', 'thanks @…'],
    ['the page of an account', 'as on https://github.com/acme', 'as on https://github.com/…'],
  ])('does not make known %s', (_, text, expected) =>
    expect(masked(text, { repositories: ['acme/shop'] })).toBe(expected),
  );

  it('stays where the author of the text is that owner', () => {
    const own = { branchOf: ['octocat'], repositories: ['octocat/shop'] };
    expect(masked('octocat/fix: see octocat/shop#12', own)).toBe('…/fix: see octocat/shop#12');
  });
});

describe('for any text', () => {
  const login = fc.stringMatching(/^[a-z\d](?:-?[a-zA-Z\d]){2,20}$/);
  const words = fc.stringMatching(/^[ -~]{0,40}$/);

  it('masking masked text changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), login, (text, account) => {
        const own = { branchOf: [account], repositories: [`${account}/shop`] };
        const once = masked(text, own);
        expect(masked(once, own)).toBe(once);
      }),
      { examples: [['@0@A', 'a0A']] },
    );
  });

  it('a mention after a blank never survives', () => {
    fc.assert(
      fc.property(words, login, words, (before, account, after) => {
        expect(masked(`${before} @${account}, ${after}`)).not.toContain(` @${account}, `);
      }),
    );
  });

  it('an address never survives', () => {
    fc.assert(
      fc.property(words, login, (before, account) => {
        expect(masked(`${before} ${account}@mail.example.org`)).not.toContain(`${account}@mail`);
      }),
    );
  });
});
