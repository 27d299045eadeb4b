import { expect, test } from 'vitest';
import { parseYara } from './parse.ts';

const FILE = `import "math" // a module
/* rule ghost { condition: true } */
private rule helper { strings: $h = { 4D 5A [2-4] ( 90 | 91 ) } condition: $h }

global rule
  small : one two
{
  meta:
    description = "says \\"rule inner { }\\" and \\x41"
    count = 12
    minus = -3
    share = 0.5
    on = true
    __proto__ = "x"
  strings:
    $a = "}" // a brace in a string
    $b = /[}"]\\/{2,3}/i
  condition:
    #a > 20 and helper and for any i in (1..#b) : ( @b[i] < 100 ) and 3 < #a
}
rule last { condition: small and filesize < 10KB }
`;

test('reads names, tags, meta and places, whatever strings, patterns and comments hold', () => {
  const { imports, rules } = parseYara(FILE);

  expect(imports).toEqual(['math']);
  expect(rules.map(({ name, isPrivate, isGlobal, line }) => [name, isPrivate, isGlobal, line])).toEqual([
    ['helper', true, false, 3],
    ['small', false, true, 6],
    ['last', false, false, 21],
  ]);
  const small = rules[1];
  expect(small?.tags).toEqual(['one', 'two']);
  expect({ ...small?.meta }).toEqual({
    description: 'says "rule inner { }" and A',
    count: 12,
    minus: -3,
    share: 0.5,
    on: true,
    ['__proto__']: 'x',
  });
  expect(small?.words.has('helper')).toBe(true);
  expect(small?.words.has('last')).toBe(false);
  expect(small?.countMax).toBe(20);
  expect(FILE.slice(small?.start, small?.end)).toMatch(/^global rule\n[^]*#a\n\}$/);
  expect(FILE.slice(rules[2]?.start, rules[2]?.end)).toBe(
    'rule last { condition: small and filesize < 10KB }',
  );
});

test.each(['rule', 'rule a', 'rule a {', 'rule a { meta: x = ', 'private', 'import', '"open', '/*', ''])(
  'does not fail on %j',
  (text) => {
    expect(parseYara(text).rules.length).toBeLessThanOrEqual(1);
  },
);
