import fc from 'fast-check';
import { expect, test } from 'vitest';
import { webUrl } from '../../../src/sources/git/remoteUrl.ts';

test.each([
  ['https://github.com/sample/service.git', 'https://github.com/sample/service'],
  ['https://user:token@github.com/sample/service.git/', 'https://github.com/sample/service'],
  ['https://x-access-token@git.example.org:8443/a/b?private_token=t#x', 'https://git.example.org:8443/a/b'],
  ['http://github.com/sample/service', 'https://github.com/sample/service'],
  ['http://git.example.org:3000/a/b.git', 'http://git.example.org:3000/a/b'],
  ['git@github.com:sample/service.git', 'https://github.com/sample/service'],
  ['github.com:/sample/service', 'https://github.com/sample/service'],
  ['ssh://git@git.example.org:2222/a/b/c.git', 'https://git.example.org/a/b/c'],
  ['git://git.example.org/a/b.git', 'https://git.example.org/a/b'],
])('the remote %s is read at %s', (remote, url) => {
  expect(webUrl(remote)).toBe(url);
});

test.each([
  '/srv/git/a.git',
  '../a.git',
  'file:///srv/git/a.git',
  'C:\\git\\a',
  'C:/git/a',
  'work:a/b',
  'http://localhost/a',
  '',
  'https://github.com',
])('the remote "%s" has no page', (remote) => {
  expect(webUrl(remote)).toBeNull();
});

test('credentials in a remote never appear in its URL', () => {
  const secret = 'S3cretS3cret';
  const prefix = fc.constantFrom('https://', 'http://', 'ssh://', 'git+ssh://', '');
  const user = fc.constantFrom(`${secret}@`, `u:${secret}@`, `${secret}:x@`, `u%40x:${secret}@`);
  const rest = fc.constantFrom(
    'git.example.org/a/b',
    'git.example.org:22/a',
    'git.example.org:a/b.git',
    `h.org/a?t=${secret}`,
  );
  fc.assert(
    fc.property(prefix, user, rest, (a, b, c) => {
      expect(webUrl(`${a}${b}${c}`) ?? '').not.toContain(secret);
    }),
  );
});
