import { OWN_YARA_RULES } from '@weir/detectors';
import { describe, expect, test } from 'vitest';
import { loadAddon } from './addon.ts';
import { kindOf, kindsOfMeta } from './file-kind.ts';
import { createYaraScanner, type YaraScanner } from './scanner.ts';
import { selectRules } from './select.ts';

const USER = [
  {
    name: 'mine.yar',
    text: `
      private rule small { condition: filesize < 1KB }
      rule everywhere { strings: $a = "needle" condition: $a and small }
      rule in_docs { meta: files = "docs" strings: $a = "needle" condition: $a }
      rule npm_self_publish { strings: $a = "same name as one of ours" condition: $a }`,
  },
];

function scanner(): YaraScanner {
  const made = createYaraScanner(USER);
  if (made === null) throw new Error('guarded by skipIf');
  return made;
}

describe.skipIf(loadAddon().addon === null)('the scanner', () => {
  test('tells rule, namespace, place and the line around the match', () => {
    const text = `first\nsecond é\n  a needle here\nlast\n`;

    const hits = scanner().scan(Buffer.from(text), 'code');

    expect(hits).toEqual([
      {
        namespace: 'user',
        rule: 'everywhere',
        tags: [],
        meta: {},
        matches: [{ pattern: '$a', offset: Buffer.from(text).indexOf('needle'), length: 6 }],
        line: 3,
        snippet: 'a needle here',
      },
    ]);
  });

  test('asks a rule only about the files that it wants, by default all but documents', () => {
    const asked = (kind: 'code' | 'data' | 'native' | 'docs'): string[] =>
      scanner()
        .scan(Buffer.from('needle'), kind)
        .map(({ rule }) => rule);

    expect([asked('code'), asked('data'), asked('native'), asked('docs')]).toEqual([
      ['everywhere'],
      ['everywhere'],
      ['everywhere'],
      ['in_docs'],
    ]);
    expect(createYaraScanner()?.wants('docs')).toBe(false);
  });

  test('a rule of the user may be called as one of ours', () => {
    expect(scanner().scan(Buffer.from('same name as one of ours'), 'code')).toMatchObject([
      { namespace: 'user', rule: 'npm_self_publish' },
    ]);
  });

  test('reads UTF-16 as the runtimes do', () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a needle', 'utf16le')]);

    expect(scanner().scan(utf16, 'code')).toMatchObject([{ rule: 'everywhere', snippet: 'a needle' }]);
  });

  test('gives the same for the same bytes, and another hash for other rules', () => {
    const one = scanner();
    const bytes = Buffer.from('needle '.repeat(20));

    expect(one.scan(bytes, 'code')).toEqual(one.scan(Buffer.concat([bytes]), 'code'));
    expect(one.rulesHash).toBe(scanner().rulesHash);
    expect(one.rulesHash).not.toBe(createYaraScanner()?.rulesHash);
    expect(one.scan(bytes, 'code')[0]?.matches).toHaveLength(10);
  });

  test('refuses rules that do not compile', () => {
    expect(() => createYaraScanner([{ name: 'a.yar', text: 'rule a {' }])).toThrow('cannot be compiled');
  });
});

test('a choice of rules takes along what they build on', () => {
  const text = `import "math"
    global rule all { condition: filesize > 0 }
    rule base { condition: true }
    rule other { condition: true }
    rule top { condition: base }`;

  const picked = selectRules({ name: 'a.yar', text }, (rule) => rule.name === 'top');

  expect(picked?.chosen.map(({ name }) => name)).toEqual(['top']);
  expect(picked?.source.text).toMatch(/^import "math"\nglobal rule all .*\nrule base .*\nrule top .*$/);
  expect(selectRules({ name: 'a.yar', text }, () => false)).toBeNull();
  expect(OWN_YARA_RULES.length).toBeGreaterThan(3);
});

test.each([
  ['index.js', '', 'code'],
  ['types.d.ts', '', 'docs'],
  ['main.ts', '', 'code'],
  ['README.md', '', 'docs'],
  ['CLAUDE.md', '', 'code'],
  ['.cursor/rules/a.mdc', '', 'code'],
  ['LICENSE', '', 'docs'],
  ['package.json', '', 'code'],
  ['data/locales.json', '', 'data'],
  ['.vscode/tasks.json', '', 'code'],
  ['addon.node', '', 'native'],
  ['innocent.js', '\x7fELF\x02', 'native'],
  ['tool', '#!/bin/sh\n', 'code'],
  ['blob', 'a\0b', 'data'],
  ['picture.png', '\x89PNG', 'data'],
])('%s beginning with %j is %s', (path, head, kind) => {
  expect(kindOf(path, Buffer.from(head, 'latin1'))).toBe(kind);
});

test('meta `files` names kinds, and nonsense takes the default', () => {
  expect(kindsOfMeta('native, code')).toEqual(['code', 'native']);
  expect(kindsOfMeta('all')).toHaveLength(4);
  expect(kindsOfMeta('everything')).toEqual(kindsOfMeta(undefined));
  expect(kindsOfMeta(7)).toEqual(['code', 'data', 'native']);
});
