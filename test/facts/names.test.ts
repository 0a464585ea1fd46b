import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namePatternSchema, namesMatching, pathPatternSchema } from '../../src/facts/names.ts';

describe('a pattern of names', () => {
  test.each([
    ['team/*', 'team/a/b', true],
    ['*', 'any/thing .at-all', true],
    ['prod?', 'prod1', true],
    ['prod?', 'prod', false],
    ['prod?', 'prod12', false],
    ['Bug', 'bug', true],
    ['*[bot]', 'release[bot]', true],
    ['*[bot]', 'releaseb', false],
    ['release/(next)!', 'release/(next)!', true],
    ['!main', 'other', false],
    ['!main', '!main', true],
    ['@scope/*@*', '@scope/pkg@1.0.0', true],
    ['.hidden*', '.hidden/x', true],
    ['*a*b', 'xaxxb', true],
    ['*a*b', 'xaxxbc', false],
    ['a.b', 'axb', false],
    ['?', '🚀', true],
    ['**', 'a/b', true],
    ['fix/**', 'fix/a/b', true],
    ['fix/**', 'fix', false],
  ])('%j, asked about %j: %j', (pattern, name, expected) => {
    expect(namesMatching([pattern])(name)).toBe(expected);
  });

  test('of branches and tags tells upper from lower case', () => {
    expect(namesMatching(['Main', 'V*'], { exact: true })('main')).toBe(false);
    expect(namesMatching(['Main', 'V*'], { exact: true })('V1')).toBe(true);
    expect(namesMatching(['Main', 'V*'], { exact: true })('v1')).toBe(false);
  });

  test('without a wildcard matches its own name alone; nothing matches none', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, other) => {
        fc.pre(!/[*?]/.test(name));
        expect(namesMatching([name], { exact: true })(other)).toBe(name === other);
        expect(namesMatching([])(other)).toBe(false);
      }),
    );
  });

  test('matches what it was made from: pieces of a name with something between them', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), fc.string(), (pieces, between) => {
        fc.pre(!/[*?]/.test(pieces.join('')));
        expect(namesMatching([pieces.join('*')])(pieces.join(between))).toBe(true);
        expect(namesMatching([[...pieces.join('')].map(() => '?').join('')])(pieces.join(''))).toBe(true);
      }),
    );
  });

  test('cannot hang: the worst one takes time that grows with the name alone', () => {
    const pattern = `${'*a'.repeat(25)}b`;
    expect(namesMatching([pattern])('a'.repeat(100_000))).toBe(false);
  });
});

describe('what cannot be a pattern of names says what to write instead:', () => {
  test.each([
    ['', 'a name, in which `*` stands for anything'],
    ['  ', 'a name, in which `*` stands for anything'],
    ['a'.repeat(201), 'at most 200 characters'],
    ['*a*a*a*a*a*a*a*a*', 'at most 8 `*`'],
    ['v[0-9]*', '`?` or `*` instead of `[0-9]`'],
    ['[!a]*', '`?` or `*` instead of `[!a]`'],
    ['{test,spec}*', 'one entry for each alternative instead of `{test,spec}`'],
    ['@(a|b)', 'one entry for each alternative instead of `@(a|b)`'],
    ['*\\[bot\\]', 'such as `*[bot]`'],
  ])('%j', (pattern, advice) => {
    const { error } = namePatternSchema.safeParse(pattern);
    expect(error?.issues[0]?.message).toContain(advice);
  });

  test.each([
    'acme[bot]',
    'release/(next)!',
    'Bug (urgent)',
    '!important',
    'a{b}',
    'production – *',
    'DOMAIN\\user',
  ])('but %j is a name', (pattern) => {
    expect(namePatternSchema.safeParse(pattern).success).toBe(true);
  });
});

describe('a pattern of paths', () => {
  test.each(['docs/adr/**/*.md', '{doc,docs}/{adr,adrs}/**/*.md', 'src/[ab]*.ts', 'apps/checkout/**'])(
    'may be %j',
    (pattern) => {
      expect(pathPatternSchema.safeParse(pattern).success).toBe(true);
    },
  );

  test.each(['', 'a'.repeat(201), '*a*a*a*a/b', '**/a/**/b/**/c/**', '+(a|aa)+(a|aa)', '{1..100000}'])(
    'is not %j',
    (pattern) => {
      expect(pathPatternSchema.safeParse(pattern).success).toBe(false);
    },
  );
});
