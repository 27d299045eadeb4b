import { describe, expect, it } from 'vitest';
import { declaredDigests, locateTarball } from './locator.ts';

const BASE = 'https://registry.example';

describe('declaredDigests', () => {
  it('turns SRI and shasum into hex', () => {
    const sha512 = Buffer.alloc(64, 7);

    expect(declaredDigests(`sha512-${sha512.toString('base64')}`, 'A'.repeat(40))).toEqual({
      sha512: sha512.toString('hex'),
      sha1: 'a'.repeat(40),
    });
  });

  it.each(['', 'sha512-', 'sha512-AAAA', 'md5-AAAAAAAAAAAAAAAAAAAAAA==', 'sha512-!!!!', 'x'.repeat(2_000)])(
    'declares nothing for %j',
    (integrity) => expect(declaredDigests(integrity, 'no hex')).toEqual({}),
  );
});

describe('locateTarball', () => {
  it('keeps the URL that the registry gives', () => {
    expect(locateTarball(BASE, '@s/n', '1.0.0', `${BASE}/@s/n/-/n-1.0.0.tgz`, null)).toEqual({
      locator: { url: `${BASE}/@s/n/-/n-1.0.0.tgz` },
      filename: 'n-1.0.0.tgz',
      guessed: false,
    });
  });

  it.each([null, '', 'not a url', 'file:///etc/passwd', 'javascript:1'])(
    'guesses when given %j',
    (tarball) => {
      expect(locateTarball(BASE, '@s/n', '1.0.0', tarball, null)).toEqual({
        locator: { url: `${BASE}/@s/n/-/n-1.0.0.tgz` },
        filename: 'n-1.0.0.tgz',
        guessed: true,
      });
    },
  );

  it('drops credentials and fragments from a URL', () => {
    expect(locateTarball(BASE, 'n', '1.0.0', 'https://u:p@files.example/n.tgz#x', null).locator.url).toBe(
      'https://files.example/n.tgz',
    );
  });

  it('lets a mirror stand in for the origin that it mirrors, and for no other', () => {
    const mirror = 'https://mirror.example/npm';
    const origin = 'https://public.example';

    expect(locateTarball(mirror, 'n', '1.0.0', `${origin}/n/-/n-1.0.0.tgz`, origin).locator.url).toBe(
      `${mirror}/n/-/n-1.0.0.tgz`,
    );
    expect(locateTarball(mirror, 'n', '1.0.0', 'https://other.example/n.tgz', origin).locator.url).toBe(
      'https://other.example/n.tgz',
    );
  });
});
