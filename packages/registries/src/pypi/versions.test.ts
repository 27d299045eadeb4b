import { describe, expect, it } from 'vitest';
import { normalVersion } from './versions.ts';

describe('normalVersion', () => {
  it.each([
    ['1.0', '1.0'],
    ['v1.0', '1.0'],
    ['1.0-1', '1.0.post1'],
    ['1.0.post', '1.0.post0'],
    ['1.0rev7', '1.0.post7'],
    ['01.002', '1.2'],
    ['1.0Alpha1', '1.0a1'],
    ['1.0_beta.2', '1.0b2'],
    ['1.0.c', '1.0rc0'],
    ['1.0.DEV3', '1.0.dev3'],
    ['0!1', '1'],
    ['1!2.0', '1!2.0'],
    ['1.0+Ubuntu_1', '1.0+ubuntu.1'],
    ['1.0a1.post2.dev3', '1.0a1.post2.dev3'],
    [' 1.0 ', '1.0'],
  ])('writes %s as %s (PEP 440)', (given, normal) => {
    expect(normalVersion(given)).toBe(normal);
  });

  it('leaves what is no version as it is, in lower case, and takes no time over it', () => {
    expect(normalVersion('Final-Cut')).toBe('final-cut');
    expect(normalVersion('1.'.repeat(100_000))).toHaveLength(200_000);
  });
});
