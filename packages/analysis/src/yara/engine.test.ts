/** What we rely on the engine for: to be looked at again on every upgrade of @litko/yara-x (lab.md section 3). */
import { describe, expect, test } from 'vitest';
import { type Addon, loadAddon } from './addon.ts';
import { compileRules, findProblems } from './compile.ts';
import { MATCHES_PER_PATTERN_MAX } from './limits.ts';

const { addon } = loadAddon();

function use(): Addon {
  if (addon === null) throw new Error('guarded by skipIf');
  return addon;
}

function rulesIn(text: string, bytes: string | Uint8Array): string[] {
  const matcher = compileRules(use(), [{ name: 'a.yar', text }]);
  return matcher.scan(Buffer.from(bytes)).map((match) => match.ruleIdentifier);
}

describe.skipIf(addon === null)('the YARA engine', () => {
  test('a size bound of one rule does not leak into another with the same pattern', () => {
    const bounded = 'rule A { strings: $a = "exec(" condition: $a and filesize < 200KB }';
    const open = 'rule B { strings: $a = "exec(" condition: any of them }';
    const large = Buffer.concat([Buffer.alloc(300_000, 32), Buffer.from('exec(')]);

    expect(rulesIn(`${bounded}\n${open}`, large)).toEqual(['B']);
    expect(rulesIn(`${open}\n${bounded}`, large)).toEqual(['B']);
    expect(rulesIn(`${bounded}\n${open}`, 'exec(')).toEqual(['A', 'B']);
  });

  test('keeps a bounded number of matches, in bytes', () => {
    const matcher = compileRules(use(), [
      { name: 'a.yar', text: 'rule a { strings: $a = "ab" condition: $a }' },
    ]);
    const [match] = matcher.scan(Buffer.from(`é${'ab'.repeat(10_000)}`));

    expect(match?.matches.length).toBe(MATCHES_PER_PATTERN_MAX);
    expect(match?.matches[0]).toMatchObject({ identifier: '$a', offset: 2, length: 2 });
  });

  test('answers the same after many scans', () => {
    const matcher = compileRules(use(), [
      { name: 'a.yar', text: 'rule a { strings: $a = "needle" condition: $a }' },
    ]);
    const hay = Buffer.from(`${'hay '.repeat(50)}needle`);
    const rest = Buffer.from('hay '.repeat(50));

    let found = 0;
    for (let run = 0; run < 20_000; run++) found += matcher.scan(run % 2 === 0 ? hay : rest).length;
    expect(found).toBe(10_000);
  });

  test('hides private rules', () => {
    const matcher = compileRules(use(), [
      {
        name: 'a.yar',
        text: 'private rule p { condition: true } rule a { condition: p }',
      },
    ]);

    expect(matcher.scan(Buffer.from('z'))).toMatchObject([{ ruleIdentifier: 'a', matches: [] }]);
  });
});

describe.skipIf(addon === null)('rules that are refused', () => {
  test.each([
    [
      'rule a {\n strings:\n  $re = /[A-Za-z0-9]{400,}/\n condition: $re }',
      3,
      /pattern \$re: slow pattern.*fixed piece/,
    ],
    ['include "/etc/passwd"\nrule a { condition: true }', 1, /include.*this folder/],
    ['import "time"\nrule a { condition: time.now() > 1 }', 1, /`time` cannot be used: a hit must depend/],
    ['rule a {\n condition: filename == "x" }', 2, /filename.*meta `files`/],
    ['rule a { condition: for all i in (0..filesize) : (uint8(i) != 7) }', 1, /loop.*pattern count/],
    ['rule a { strings: $a = "abcd" condition: #a > 256 }', 1, /counts to 256, but only 256/],
    ['rule a { strings: $a = "open condition: $a }', 1, /unclosed/],
    ['rule a { condition: false }\nrule a { condition: false }', 2, /duplicate/],
  ])('%j', (text, line, says) => {
    const [problem] = findProblems(use(), [{ name: 'dir/a.yar', text }]);

    expect(problem).toMatchObject({ file: 'dir/a.yar', line });
    expect(problem?.message).toMatch(says);
  });

  test('every error of every file is told, and a name that two files share', () => {
    const problems = findProblems(use(), [
      { name: 'a.yar', text: 'rule one { condition: foo }\nrule two { condition: bar }' },
      { name: 'b.yar', text: '\nrule one { condition: false }' },
    ]);

    expect(problems.map(({ file, line, rule }) => [file, line, rule])).toEqual([
      ['a.yar', 1, 'one'],
      ['a.yar', 2, 'two'],
      ['b.yar', 2, 'one'],
    ]);
  });

  test('a loop over matches is bounded, and modules that look at the bytes are allowed', () => {
    const text = `import "math" import "hash" import "pe" import "elf" import "string"
      import "dotnet" import "lnk" import "macho" import "console"
      rule a { strings: $a = "abcd" condition: for any i in (1..#a) : (@a[i] > 10) and math.entropy(0, filesize) > 1 }`;

    expect(findProblems(use(), [{ name: 'a.yar', text }])).toEqual([]);
  });
});
