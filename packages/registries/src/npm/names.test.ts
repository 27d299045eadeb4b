import { describe, expect, it } from 'vitest';
import { isNpmName, npmDocumentUrl } from './names.ts';

describe('isNpmName', () => {
  it.each(['a', '@s/n', 'JSONStream', '_hidden', 'constructor', '__proto__', "a~!*'()b", 'x'.repeat(214)])(
    'accepts %s',
    (name) => expect(isNpmName(name)).toBe(true),
  );

  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    '@s',
    '@s/',
    '@/n',
    '@s/../n',
    '@../n',
    '@s/n/m',
    'a b',
    'a%2fb',
    'a?b',
    'a#b',
    'a\\b',
    'a\u0000',
    'a\nb',
    'ä',
    'x'.repeat(215),
  ])('refuses %j', (name) => expect(isNpmName(name)).toBe(false));
});

describe('npmDocumentUrl', () => {
  it('encodes the slash of a scope and keeps the @', () => {
    expect(npmDocumentUrl('http://registry.test/npm/', '@s/n', false)).toBe(
      'http://registry.test/npm/@s%2Fn',
    );
    expect(npmDocumentUrl('http://registry.test', 'n', true)).toBe('http://registry.test/n?write=true');
  });
});
