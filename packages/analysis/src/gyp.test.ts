import { describe, expect, test } from 'vitest';
import { readGyp } from './gyp.ts';

function commands(text: string): string[] {
  return readGyp(text, 'binding.gyp').hooks.map((hook) => `${hook.line} ${hook.text}`);
}

describe('readGyp', () => {
  test('command expansions and actions, with their lines', () => {
    const text = `{ 'targets': [{\n 'include_dirs': ["<!@(node -p \\"require('x').include\\")"],\n 'actions': [{ 'action': ['node', 'gen.js'] }],\n 'libraries': ['<!(echo $(id))'] }] }`;
    expect(commands(text)).toEqual([`2 node -p "require('x').include"`, '3 node gen.js', '4 echo $(id)']);
  });

  test.each([
    [
      'every phase',
      `{ 'a': '<!(a)', 'b': '>!@(b)', 'c': '^!(c)', 'd': '<|(d.txt x)' }`,
      ['a', 'b', 'c', 'd.txt x'],
    ],
    ['names of keys', `{ 'targets': [{ '<!(a)': 1 }] }`, ['a']],
    ['strings beside each other', `{ 'a': '<!(no' 'de a.js)' }`, ['node a.js']],
    ['escapes', `{ 'a': '<!(\\x6eode "a b.js")' }`, ['node "a b.js"']],
    ['a list', `{ 'a': '<!@(["python", "a b.py"])' }`, [`python 'a b.py'`]],
    [
      'variables',
      `{ 'variables': { 'cmd': 'node a.js', 'more%': '<(cmd) -x' }, 'a': '<!(<(more))' }`,
      ['node a.js -x'],
    ],
    [
      'rules and what follows a build',
      `{ 'rules': [{ 'action': ['node', 'r.js'] }], 'postbuilds': [{ 'action': ['sh', 'p.sh'] }] }`,
      ['node r.js', 'sh p.sh'],
    ],
    [
      'conditions that are code',
      `{ 'conditions': [['OS=="mac"', {}], ["().__class__.__base__", { 'a': '<!(b)' }]] }`,
      ['().__class__.__base__', 'b'],
    ],
    [
      'conditions that hold a command',
      `{ 'conditions': [['x.__class__("a | sh", 1)', {}], ['"a bcd" == __c__', {}]] }`,
      ['x.__class__("a | sh", 1)', 'a | sh', '"a bcd" == __c__', 'a bcd'],
    ],
    [
      'expansions inside of expansions',
      `{ 'a': '<!(echo <!(node a.js))', 'b': '<|(l.txt <!(node b.js))' }`,
      ['echo $(node a.js)', 'l.txt $(node b.js)'],
    ],
    ['modules that gyp imports', `{ 'a': '<!pymod_do_main(mod x)' }`, ['pymod_do_main(mod x)']],
    [
      'automatic variables',
      `{ 'v': ['c.sh'], 'actions': [{ 'inputs': ['a.js', 'b c.js'], 'action': ['node', '<@(_inputs)', '<(_v)'] }] }`,
      [`node a.js 'b c.js' 'c.sh'`],
    ],
    [
      'what a rule is for',
      `{ 'sources': ['d/a.zz', 'b.c'], 'rules': [{ 'extension': 'zz', 'action': ['sh', '<(RULE_INPUT_PATH)', '<(RULE_INPUT_ROOT)'] }] }`,
      [`sh 'd/a.zz' 'a'`],
    ],
    ['comments are not read', `{ # '<!(a)'\n 'b': 1, # "\n 'c': ['<!(c)',], }`, ['c']],
    ['three quotes and raw strings', `{ 'a': '''<!(a\nb)''', 'c': r'<!(d\\e)' }`, ['a\nb', 'd\\e']],
    ['a late end', `{ 'a': '<!(echo (1) 2) 3' }`, ['echo (1) 2']],
    ['what is no literal is searched', `{ 'a': f('<!(a)'), 'action': ['node', "b.js"] }`, ['a', 'node b.js']],
    ['a byte order mark', `\uFEFF{ 'a': '<!(a)' }`, ['a']],
  ])('%s', (_name, text, expected) => {
    expect(readGyp(text, 'binding.gyp').hooks.map((hook) => hook.text)).toEqual(expected);
  });

  test('files that are read along', () => {
    const text = `{ 'includes': ['common.gypi', '../out.gypi'], 'targets': [{ 'dependencies': ['deps/a.gyp:a', 'b', '<(module_root_dir)/c.gyp:c'], 'includes': ['x.gypi'] }] }`;
    expect(readGyp(text, 'src/binding.gyp').includes.toSorted()).toEqual([
      'out.gypi',
      'src/c.gyp',
      'src/common.gypi',
      'src/deps/a.gyp',
      'src/x.gypi',
    ]);
  });

  test.each([
    ['expansions without end', `{ 'a': '${'<!('.repeat(20_000)}' }`],
    ['no literal', '<!('.repeat(20_000)],
    ['lists', '['.repeat(100_000)],
    ['variables that grow', `{ 'variables': { 'a': '${'<(a)'.repeat(1000)}' }, 'b': '<!(<(a))' }`],
    [
      'variables that are used without end',
      `{ 'variables': { 'a': '${'x'.repeat(20_000)}' }, 'b': [${"'<(a)',".repeat(20_000)}] }`,
    ],
    ['values', `[${'1,'.repeat(100_000)}]`],
  ])('%s stay cheap', (_name, text) => {
    expect(readGyp(text, 'binding.gyp').hooks.length).toBeLessThanOrEqual(501);
  });
});
