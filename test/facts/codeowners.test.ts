import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { ownedPaths, readCodeowners } from '../../src/facts/codeowners.ts';

test('it is read by folders and files, `*` as the whole', () => {
  const text = [
    '* @acme/core',
    '/apps/shop/ @acme/Shop @ada',
    'apps/pay/** @acme/pay',
    '/Makefile @acme/build # tools',
    '/docs/my\\ notes/ @acme/build',
    '',
    '# nothing',
    '/free/',
  ].join('\n');
  expect(readCodeowners(text)).toEqual({
    lines: [
      { folder: '', teams: ['@acme/core'] },
      { folder: 'apps/shop', teams: ['@acme/shop'] },
      { folder: 'apps/pay', teams: ['@acme/pay'] },
      { folder: 'Makefile', teams: ['@acme/build'] },
      { folder: 'docs/my notes', teams: ['@acme/build'] },
      { folder: 'free', teams: [] },
    ],
    unused: [],
  });
});

test('the message for a syntax error, a pattern finer than folders or an owner who is a person gives the line and no name', () => {
  const read = readCodeowners(
    '* @acme/core\n/a [b] @acme/x\n/b @ada\n/c acme/no-at\n*.md @acme/docs\n!/d @acme/x\n',
  );
  expect(read.unused).toEqual([
    expect.stringMatching(/^line 2: an owner that is not written as/),
    expect.stringMatching(/^line 3: its owners are people/),
    expect.stringMatching(/^line 4: an owner that is not written as/),
    expect.stringMatching(/^line 5: .*`\*\.md` is finer than a folder/),
    expect.stringMatching(/^line 6: the pattern `!\/d` is not valid/),
  ]);
  expect(JSON.stringify(read)).not.toContain('ada');
  expect(read.lines).toEqual([
    { folder: '', teams: ['@acme/core'] },
    { folder: 'b', teams: [] },
  ]);
});

const name = fc.constantFrom('a', 'b', '(c)', '{d,e}', 'f.ts');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const owner = fc.constantFrom<string>('@acme/x', '@acme/y', '@ada');
const line = fc.record({
  folder: fc.oneof(fc.constant(''), path),
  owners: fc.array(owner, { maxLength: 2 }),
});

test('of the lines that hold a path, the last one says which teams own it', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), path, (lines, changed) => {
      const text = lines.map(({ folder, owners }) =>
        [folder === '' ? '*' : `/${folder}/`, ...owners].join(' '),
      );
      const last = lines.findLast(({ folder }) => folder === '' || `${changed}/`.startsWith(`${folder}/`));
      for (const team of ['@acme/x', '@acme/y']) {
        const parts = ownedPaths(readCodeowners(text.join('\n')), [team]);
        const isOwned = parts.some(
          ({ paths, exceptPaths = [] }) =>
            picomatch(paths, { dot: true })(changed) && !picomatch(exceptPaths, { dot: true })(changed),
        );
        expect(isOwned).toBe(last?.owners.includes(team) ?? false);
      }
    }),
  );
});
