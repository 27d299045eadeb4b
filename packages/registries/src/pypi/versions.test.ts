import { describe, expect, it } from 'vitest';
import { isSameVersion, newestVersion, normalVersion, versionBelow } from './versions.ts';

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

describe('newestVersion', () => {
  it.each([
    [['1.9', '1.10', '1.2'], '1.10'],
    [['1.0', '2.0rc1', '2.0.dev3'], '1.0'],
    [['1!1.0', '2024.1'], '1!1.0'],
    [['1.0', '1.0.post1', '1.0.post1.dev1'], '1.0.post1'],
    [['2.0a2', '2.0a10', '2.0.dev1', '2.0a10.dev1'], '2.0a10'],
    [['1.0', '1.0.0.1', '1.0+local'], '1.0.0.1'],
    [['1.0+local', '1.0'], '1.0+local'],
    [['1.0rc1', '1.0b3', '1.0a9'], '1.0rc1'],
    [['nightly', '0.1'], '0.1'],
    [['nightly', 'weekly'], 'weekly'],
  ])('of %j is %s, as pip takes it', (versions, newest) => {
    expect(newestVersion(versions)).toBe(newest);
    if (newest !== 'weekly') expect(newestVersion(versions.toReversed())).toBe(newest);
  });

  it('is none of none', () => {
    expect(newestVersion([])).toBeNull();
  });
});

describe('isSameVersion', () => {
  it.each([
    ['1.0', 'v1.0.0', true],
    ['1.0', '1.0.post0', false],
    ['1.0+a', '1.0', false],
    ['1.0+a', '1.0.0+A', true],
    ['odd one', 'ODD one', true],
    ['odd one', '1', false],
  ])('of %s and %s is %s', (one, other, same) => {
    expect(isSameVersion(one, other)).toBe(same);
  });
});

describe('versionBelow', () => {
  it.each([
    ['1.0.2', '1.0.1'],
    ['2.1', '2.0'],
    ['2.1rc1', '2.0'],
    ['1.0.1.post1', '1.0.1'],
    ['1.0', null],
    ['odd one', null],
  ])('of %s is %s', (version, below) => {
    const versions = ['2.0', '1.0', '2.1a1', '1.0.1', '2.1', 'nightly', '1.0.2.dev1'];

    expect(versionBelow(version, versions)).toBe(below);
  });
});
