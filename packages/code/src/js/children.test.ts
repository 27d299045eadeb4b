import { expect, test } from 'vitest';
import { childKeys, forEachChild, pushChildren } from './children.ts';
import { type Node, parseJs } from './parse.ts';

const MODULE = `
import a, { b as c, 'x y' as d } from './m' with { type: 'json' };
import * as n from 'n';
export * from 'p'; export * as q from 'q'; export { a as r }; export { s as t } from 't';
export const u = 1; export default class extends n.X { #p = 1; static y; static { this.z = 1; } get [a]() { return super.v; } }
label: for (const [i, , ...rest] of [...[1, , 2]]) { if (i) continue label; else break label; }
for (let i = 0, j; i < 1; i++) ; for (;;) break;
for (var k in {}) { debugger; }
do { x++; } while (!x); while (x) x -= 1;
switch (x) { case 1: y(); default: }
try { throw new E; } catch { } finally { } try { } catch ({ message }) { }
async function* f({ g = 1, ...h }, j = a?.b?.[c]?.(d), ...l) { await 1; yield* f(); yield; return; }
const m = async (o) => ({ ...o, [o]: o, get p() { return 1; }, q() {}, r: function s() {} });
const v = \`a\${x}b\${y}\`, w = tag\`c\`, z = (1, 2), re = /a/g, big = 1n;
x = a ? b : (c || d) ?? e; delete x.y; import.meta.url; import('x', { with: {} });
`;
const SCRIPT = `with (a) { b; } var c = function () { return new.target; };`;

function everyNode(text: string): Node[] {
  const { program, problem } = parseJs(text);
  expect([program === null, problem]).toEqual([false, null]);
  const found: Node[] = [];
  const stack: Node[] = program ? [program] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    found.push(node);
    stack.push(...childrenByShape(node));
  }
  return found;
}

const byPlace = (a: Node, b: Node): number => a.start - b.start || a.end - b.end;

/** Children as every property of a node tells, in the order of the text: parsers set properties in orders of their own. */
function childrenByShape(node: Node): Node[] {
  const isNode = (value: unknown): value is Node =>
    typeof (value as { type?: unknown } | null)?.type === 'string';
  return Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? value : [value]).filter(isNode))
    .sort(byPlace);
}

test.each([
  ['module', MODULE],
  ['script', SCRIPT],
])('the table knows every child of every kind of node: %s', (_mode, text) => {
  for (const node of everyNode(text)) {
    const told: Node[] = [];
    forEachChild(node, (child) => told.push(child));
    expect([node.type, told.sort(byPlace)]).toEqual([node.type, childrenByShape(node)]);
    expect(childKeys(node)).not.toContain('type');
  }
});

test('a stack gets the children in reverse, without names', () => {
  const [program] = everyNode('f(1, a, g())');
  const call = everyNode('f(1, a, g())').find((node) => node.type === 'CallExpression');
  const stack: Node[] = [];
  if (call) pushChildren(call, stack);
  expect(program?.type).toBe('Program');
  expect(stack.map((node) => node.type)).toEqual(['CallExpression', 'Literal']);
});

test('a type that the table does not know is looked at as a whole', () => {
  const unknown = { type: 'NewSyntax', start: 0, end: 1, inner: { type: 'Literal' } } as unknown as Node;
  const told: Node[] = [];
  forEachChild(unknown, (child) => told.push(child));
  expect(told.map((node) => node.type)).toEqual(['Literal']);
});
