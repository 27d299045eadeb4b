import { describe, expect, it } from 'vitest';
import { printable, printableJson } from './printable.ts';

describe('printable', () => {
  it('leaves ordinary text of any script as it is', () => {
    expect(printable('@acme/core 1.0.0 – größer 漢字 🦊')).toBe('@acme/core 1.0.0 – größer 漢字 🦊');
  });

  it.each([
    ['\u001b[2Jgone', '\\u{1b}[2Jgone'],
    ['a\rb\nc\td', 'a\\u{d}b\\u{a}c\\u{9}d'],
    ['\u009b31m', '\\u{9b}31m'],
    ['abc\u202Ecod.exe', 'abc\\u{202e}cod.exe'],
    ['zero\u200Bwidth\uFEFF', 'zero\\u{200b}width\\u{feff}'],
    ['nul\u0000', 'nul\\u{0}'],
    ['lone \uD800', 'lone \\u{d800}'],
    ['tag \u{E0041}', 'tag \\u{e0041}'],
  ])('makes %j visible', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('cuts long text before it escapes', () => {
    expect(printable('x'.repeat(50_000), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});

describe('printableJson', () => {
  it('is the same value, with nothing in it that a terminal acts on', () => {
    const value = { name: 'a\u009b31m\u202Eb\u{E0041}\u007f\u2028', list: ['\u001b[2J', 'é🦊'] };

    const text = printableJson(value);

    expect(JSON.parse(text)).toEqual(value);
    expect(text).toBe(
      '{"name":"a\\u009b31m\\u202eb\\udb40\\udc41\\u007f\\u2028","list":["\\u001b[2J","é🦊"]}',
    );
  });
});
