import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { byLicence, byText, packagesIn } from '../../src/views/licences.ts';

const known = Object.fromEntries(
  [
    '@astrojs/starlight',
    '@fontsource-variable/source-serif-4',
    '@stdlib/stats-base-dists-beta-quantile',
    '@stdlib/stats-base-dists-binomial-cdf',
    '@stdlib/stats-base-dists-gamma-quantile',
    '@stdlib/stats-base-dists-normal-quantile',
    'memoize',
    'minisearch',
    'astro',
    'pagefind',
    'vega',
    'vega-embed',
    'vega-interpreter',
    'zod',
  ].map((name) => [`node_modules/${name}`, { version: '1.0.0', license: 'MIT' }]),
);

function divided(packages: Record<string, object>) {
  const { shipped, building } = packagesIn(
    JSON.stringify({ packages: { '': { version: '0.1.0', license: 'MIT' }, ...known, ...packages } }),
  );
  const names = (list: typeof shipped) =>
    list.filter(({ place }) => !(place in known)).map(({ name, version }) => `${name} ${version}`);
  return { shipped: names(shipped), building: names(building) };
}

test('what a package of the pages depends on counts among the pages, in the version that it gets', () => {
  expect(
    divided({
      'node_modules/vega': { version: '6.0.0', dependencies: { d3: '^3' } },
      'node_modules/vega/node_modules/d3': { version: '3.1.0', dependencies: { color: '^2' } },
      'node_modules/d3': { version: '2.0.0' },
      'node_modules/color': { version: '2.5.0' },
    }),
  ).toEqual({ shipped: ['color 2.5.0', 'd3 3.1.0'], building: ['d3 2.0.0'] });
});

test('what the builder itself depends on only builds', () => {
  expect(
    divided({
      'node_modules/astro': { version: '7.0.0', dependencies: { compiler: '^3' } },
      'node_modules/compiler': { version: '3.0.0' },
    }),
  ).toEqual({ shipped: [], building: ['compiler 3.0.0'] });
});

test('what only development uses is left out', () => {
  expect(divided({ 'node_modules/tester': { version: '1.0.0', dev: true } })).toEqual({
    shipped: [],
    building: [],
  });
});

test('a lockfile without a package that the pages are known to hold is refused', () => {
  expect(() => packagesIn('{"packages":{}}')).toThrow('package-lock.json does not list @astrojs/starlight');
});

test('packages under one licence stand together, the most frequent first, those without one apart', () => {
  const one = (name: string, licence: string | null) => ({ name, licence, version: '1', place: name });
  const groups = byLicence([one('a', null), one('b', 'ISC'), one('c', 'MIT'), one('d', 'MIT')]);
  expect(groups.map(({ licence, packages }) => [licence, packages.map(({ name }) => name)])).toEqual([
    ['MIT', ['c', 'd']],
    [null, ['a']],
    ['ISC', ['b']],
  ]);
});

test('the same text is printed once for all its packages; another copyright line makes another text', async () => {
  const root = await mkdtemp(join(tmpdir(), 'licences-'));
  try {
    const packages = [];
    for (const [name, text] of [
      ['a', 'Copyright A\n\nPermission is\nhereby granted.\n'],
      ['b', 'Copyright A\r\n\r\nPermission is hereby granted.'],
      ['c', 'Copyright C\n\nPermission is hereby granted.'],
      ['d', null],
    ] as const) {
      await mkdir(join(root, name));
      if (text !== null) await writeFile(join(root, name, 'LICENSE'), text);
      else await mkdir(join(root, name, 'license'));
      packages.push({ name, licence: 'MIT', version: '1', place: name });
    }
    const groups = await byText(packages, root);
    expect(groups.map(({ text, packages }) => [packages.map(({ name }) => name).join(), text])).toEqual([
      ['a,b', ['Copyright A', 'Permission is hereby granted.']],
      ['c', ['Copyright C', 'Permission is hereby granted.']],
      ['d', []],
    ]);
  } finally {
    await rm(root, { recursive: true });
  }
});
