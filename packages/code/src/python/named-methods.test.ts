import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Commands that a server's answer says, by what starts them. */
const told = (source: string): boolean[] =>
  analyzePython(`import os, requests\n${source}`)
    .flow.flows.filter(({ sink }) => sink === 'command')
    .map(({ labels }) => (labels & LABEL.network) !== 0);

const ASK = "answer = requests.get('https://a.weir.test').json()\n";

describe('a method of whose name a part is known', () => {
  test.each([
    ['its beginning', "getattr(self, 'on_' + answer['kind'])"],
    ['its beginning, in a text', "getattr(self, f'on_{answer[0]}', None)"],
    ['its end', "getattr(self, answer['kind'] + '_run')"],
    ['both', "getattr(self, 'on_%s_run' % answer['kind'])"],
  ])('is given what the call is: %s', (_what, callee) => {
    const source = `class A:\n  def on_x_run(self, text): os.system(text)\n  def go(self):\n    ${ASK}    do = ${callee}\n    do(answer['text'])\n`;
    expect(told(`${source}A().go()`)).toEqual([true]);
  });

  test('may be of the class that its own is made from', () => {
    const source = `class B:\n  def on_x(self, text): os.system(text)\nclass A(B):\n  def go(self):\n    ${ASK}    getattr(self, 'on_' + answer['kind'])(answer['text'])\nA().go()`;
    expect(told(source)).toEqual([true]);
  });

  test.each([
    ['another name', "'on_' + answer['kind']", 'do_x'],
    ['nothing known of it', "answer['kind']", 'on_x'],
    ['underscores alone', "'_' + answer['kind']", '_x'],
  ])('is not called with %s', (_what, name, method) => {
    const source = `class A:\n  def ${method}(self, text): os.system(text)\n  def go(self):\n    ${ASK}    getattr(self, ${name})(answer['text'])\nA().go()`;
    expect(told(source)).not.toContain(true);
  });

  test('is called once where each calls all of them: a tree that is walked', () => {
    const methods = Array.from(
      { length: 20 },
      (_, at) => `  def visit_${at}(self, node): self.visit(node.left), self.visit(node.right)`,
    );
    const source = `class V:\n  def visit(self, node): return getattr(self, 'visit_' + node.kind)(node)\n${methods.join('\n')}\nV().visit(input())`;
    const { complete } = analyzePython(source);
    expect(complete).toBe(true);
  });
});

describe('a function of the module of whose name a part is known', () => {
  const ACT = 'import sys\ndef do_act(text): os.system(text)\ndef do_rest(text): print(text)\n';

  test.each([
    ['globals()', "globals()['do_' + answer['kind']]"],
    ['globals().get', "globals().get('do_' + answer['kind'], print)"],
    ['the module itself', "getattr(sys.modules[__name__], 'do_' + answer['kind'])"],
  ])('is given what the call is: %s', (_what, callee) => {
    expect(told(`${ACT}${ASK}${callee}(answer['text'])`)).toContain(true);
  });

  test('is not called under another name', () => {
    expect(told(`${ACT}${ASK}globals()['go_' + answer['kind']](answer['text'])`)).not.toContain(true);
  });
});
