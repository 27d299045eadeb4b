import { describe, expect, it } from 'vitest';
import { encodePath, fileUri, locate, memberUri } from './uris.ts';

describe('URIs of paths', () => {
  it.each([
    ['a/b.js', 'a/b.js'],
    ['a b/ü#?.js', 'a%20b/%C3%BC%23%3F.js'],
    ['100%.js', '100%25.js'],
    ['a\\b\n\u0000"<>', 'a%5Cb%0A%00%22%3C%3E'],
    ['c:/x', 'c%3A/x'],
    ['[1]|{2}', '%5B1%5D%7C%7B2%7D'],
    ['lone\uD800', 'lone%EF%BF%BD'],
  ])('encodes %j', (path, uri) => {
    expect(encodePath(path)).toBe(uri);
  });

  it('makes file URIs that lead back to the path', () => {
    const path = '/tmp/a b/100% #1?.js';

    expect(decodeURIComponent(new URL(fileUri(path)).pathname)).toBe(path);
  });

  it.each([
    ['/work/app/lib/x.tgz', false, { uri: 'lib/x.tgz', uriBaseId: 'SRCROOT' }],
    ['/work/app/lib', true, { uri: 'lib/', uriBaseId: 'SRCROOT' }],
    ['/work/app', true, { uri: './', uriBaseId: 'SRCROOT' }],
    ['/work/app/..x', true, { uri: '..x/', uriBaseId: 'SRCROOT' }],
    ['/work/other', true, { uri: 'file:///work/other/' }],
    ['/work', true, { uri: 'file:///work/' }],
  ] as const)('locates %s from /work/app', (path, directory, location) => {
    expect(locate(path, '/work/app', directory)).toEqual(location);
  });

  it.each(['../etc/passwd', '/etc/passwd', 'a/../../b', 'a//b', './a', '', 'a/'])(
    'gives no URI to the member %j, which a viewer would look for elsewhere',
    (path) => {
      expect(memberUri(path)).toBeNull();
    },
  );
});
