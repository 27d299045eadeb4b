import { describe, expect, it } from 'vitest';
import { code, identifier, identifierCode, plain } from './mrkdwn.ts';

describe('plain', () => {
  it.each([
    ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
    ['<!channel>', '&lt;!channel&gt;'],
    ['*bold* ~no~ _it_ snake_case', '∗bold∗ ∼no∼ ˍitˍ snake_case'],
    [':white_check_mark: safe', '∶white_check_mark: safe'],
    ['12:30, std::string', '12:30, std::string'],
    ['`x`', 'ˋxˋ'],
  ])('writes %j as %j', (text, expected) => {
    expect(plain(text, 1000)).toBe(expected);
  });

  it('never cuts an entity', () => {
    for (let max = 1; max < 40; max++) {
      const shown = plain('<&>'.repeat(20), max);

      expect(shown.length).toBeLessThanOrEqual(max);
      expect(shown.replace(/&(?:amp|lt|gt);/g, '')).toMatch(/^…?$/);
    }
  });
});

describe('code', () => {
  it.each([
    ['a`b', '`aˋb`'],
    ['', '_(empty)_'],
    [' x ', '`␠x␠`'],
    ['a\nb', '`a\\nb`'],
    ['_a_ *b*', '`_a_ *b*`'],
  ])('writes %j as %j', (text, expected) => {
    expect(code(text, 100)).toBe(expected);
  });

  it('is one code span within its budget, whatever the text', () => {
    for (const text of ['`'.repeat(50), '&`<'.repeat(50), '\n'.repeat(50), 'x'.repeat(50)]) {
      const shown = code(text, 20);

      expect(shown.length).toBeLessThanOrEqual(20);
      expect(shown).toMatch(/^`[^`\n]+`$/);
    }
  });
});

describe('identifier', () => {
  it('is ASCII', () => {
    expect(identifier('l\u043edash<', 100)).toBe('l\\u{43e}dash&lt;');
    expect(identifierCode('l\u043edash', 100)).toBe('`l\\u{43e}dash`');
  });
});
