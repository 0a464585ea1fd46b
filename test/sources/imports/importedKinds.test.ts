import { expect, test } from 'vitest';
import { importedKinds } from '../../../src/sources/imports/importedKinds.ts';
import { kindNames } from '../../../src/stats/kindNames.ts';

test('every kind of measurement can be imported, but for levels', () => {
  expect([...importedKinds.keys()].sort()).toEqual(kindNames.filter((kind) => kind !== 'level').sort());
});
