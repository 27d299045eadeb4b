import type { Indicator } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { defang, defangWithin, refang } from './defang.ts';

const VECTORS: readonly (readonly [Indicator['type'], string, string])[] = [
  ['url', 'https://evil.example/c?a=1', 'hxxps://evil[.]example/c?a=1'],
  ['ip', '203.0.113.7:8080', '203[.]0[.]113[.]7:8080'],
  ['account', 'x@evil.example', 'x[at]evil[.]example'],
  ['url', 'http://[2001:db8::1]/x', 'hxxp://[2001:db8::1]/x'],
  ['domain', 'a.b.evil.example', 'a[.]b[.]evil[.]example'],
  ['hash', 'ab.cd', 'ab.cd'],
  ['wallet', '0xAb.c', '0xAb.c'],
  ['url', 'wss://evil.example', 'wss://evil[.]example'],
  ['domain', 'odd[.]one.example', 'odd[[.]]one[.]example'],
];

describe('defang', () => {
  it.each(VECTORS)('%s %s becomes %s', (type, value, expected) => {
    expect(defang({ type, value })).toBe(expected);
  });

  it.each(VECTORS)('refang undoes %s %s', (type, value) => {
    expect(refang(defang({ type, value })).toLowerCase()).toBe(value.toLowerCase());
  });

  it('folds the case of a scheme at most', () => {
    expect(refang(defang({ type: 'url', value: 'HTTPS://Evil.example/A' }))).toBe('httpS://Evil.example/A');
  });
});

describe('defangWithin', () => {
  const indicators: readonly Indicator[] = [
    { type: 'domain', value: 'evil.example' },
    { type: 'url', value: 'https://evil.example/c' },
    { type: 'hash', value: 'process' },
  ];

  it('replaces typed values and leaves other dots alone', () => {
    expect(
      defangWithin('a.js sends process.env to https://evil.example/c and EVIL.example', indicators),
    ).toBe('a.js sends process.env to hxxps://evil[.]example/c and EVIL[.]example');
  });

  it('is bounded for repeated values', () => {
    const text = 'evil.example '.repeat(5000);

    expect(defangWithin(text, indicators)).toBe('evil[.]example '.repeat(5000));
  });

  it('leaves text alone whose length changes with its letter case', () => {
    expect(defangWithin('\u0130 evil.example', indicators)).toContain('evil');
  });
});
