import { describe, expect, test } from 'vitest';
import {
  belowContent,
  checkOrganisationFolder,
  environmentOf,
  foldersGivenBy,
  howToMove,
  organisationFolders,
} from '../../src/handbook/organisationFolder.ts';

const having =
  (...paths: string[]) =>
  (path: string) =>
    paths.includes(path);

describe('which organisation a command is about', () => {
  test('the sample, while there is no other', () => {
    expect(organisationFolders({}, having())).toEqual({
      content: 'content',
      organisation: 'content/sample',
      data: 'data/sample',
    });
  });

  test('the folder `organisation` in the content, once there is one', () => {
    expect(organisationFolders({}, having('content/organisation'))).toEqual({
      content: 'content',
      organisation: 'content/organisation',
      data: 'data',
    });
  });

  test('an `org.yaml` directly in the content folder is still accepted, with how to move it', () => {
    const folders = organisationFolders({}, having('content/org.yaml'));
    expect(folders).toEqual({ content: 'content', organisation: 'content', data: 'data' });
    expect(howToMove(folders)).toContain('git mv content/org.yaml content/organisation/');
    expect(howToMove(organisationFolders({}, having('content/organisation')))).toBeNull();
  });

  test('the given folder comes before all others, with its data in it', () => {
    const all = having('content/org.yaml', 'content/organisation');
    expect(organisationFolders({ org: '../acme' }, all)).toEqual({
      content: 'content',
      organisation: '../acme',
      data: '../acme/data',
    });
  });

  test('a given data folder is used for whichever organisation it is', () => {
    for (const given of [{}, { org: '../acme' }])
      expect(organisationFolders({ ...given, data: 'elsewhere' }, having()).data).toBe('elsewhere');
  });

  test('another handbook brings its own organisation along', () => {
    expect(organisationFolders({ content: 'ours' }, having('ours/organisation'))).toEqual({
      content: 'ours',
      organisation: 'ours/organisation',
      data: 'data',
    });
  });

  test('two organisations are a fault, unless one is chosen', () => {
    const both = having('content/org.yaml', 'content/organisation');
    expect(() => organisationFolders({}, both)).toThrow(/two organisations.*\n.*\n +remedy: .*`--org`/);
    expect(organisationFolders({ org: 'content' }, both).organisation).toBe('content');
  });
});

test('another process that gets the variables uses the same folders', () => {
  const folders = { content: 'c', organisation: 'o', data: 'd' };
  expect(organisationFolders(foldersGivenBy(environmentOf(folders)), having())).toEqual(folders);
});

test('an empty variable names no folder', () => {
  expect(foldersGivenBy({ PLUMBLINE_ORG: '', PLUMBLINE_DATA: 'd' })).toEqual({
    org: undefined,
    content: undefined,
    data: 'd',
  });
});

test('a folder without org.yaml is incomplete, and the message says what belongs in it', () => {
  expect(() => checkOrganisationFolder('acme', having('acme'))).toThrow(
    /acme\n +found: +a folder without `org.yaml`\n +expected: .*reviews.*\n +remedy: .*npm run init/,
  );
  expect(() => checkOrganisationFolder('acme', having())).toThrow(/no such folder/);
  expect(() => checkOrganisationFolder('acme', having('acme/org.yaml'))).not.toThrow();
});

test('a file of an organisation has a place below the content only where the organisation is in it', () => {
  const at = (organisation: string) => belowContent({ content: 'content', organisation }, 'org.yaml');
  expect(at('content/sample')).toBe('sample/org.yaml');
  expect(at('content')).toBe('org.yaml');
  expect(at('../acme')).toBeNull();
});
