import { Parser } from 'acorn';
import { describe, expect, test } from 'vitest';
import { type Node, parseJs } from './parse.ts';

/** What acorn alone makes of a text as a module, as plain data. */
function acornTree(text: string): unknown {
  return plain(Parser.parse(text, { ecmaVersion: 'latest', sourceType: 'module' }));
}

/** A tree without what no pass reads: how a literal was spelled, and which strings are directives. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
  const kept = Object.entries(value).filter(
    ([key, item]) =>
      key !== 'raw' && key !== 'directive' && item !== null && item !== false && item !== undefined,
  );
  return Object.fromEntries(
    kept
      .filter(([, item]) => !Array.isArray(item) || item.length > 0)
      .map(([key, item]) => [key, plain(item)]),
  );
}

const TEXTS = [
  '#!/usr/bin/env node\nimport a, { b as c, "x y" as d } from "./m" with { type: "json" }; import * as n from "n";',
  'export * from "p"; export * as q from "q"; export { a as r }; export default class extends n.X {}; var a, n;',
  'class A extends B { #p = 1; static y; static { this.z = 1; } get [a]() { return super.v; } has(o) { return #p in o; } }',
  'class C { static async = 1; get; set; static async *g() { yield* a; } "s" = 2; 3() {} static async() {} }',
  'for (const [i, , ...rest] of [...[1, , 2]]) { if (i) continue; else break; } for (var k in {}) ; for (;;) break;',
  'l: do { x++; } while (!x)\nwhile (x) x -= 1; switch (x) { case 1: y(); default: }',
  'try { throw new E; } catch { } finally { } try { } catch ({ message: [m] }) { }',
  'async function* f({ g = 1, ...h }, j = a?.b?.[c]?.(d), ...l) { await 1; yield* f(); for await (const x of y) yield; }',
  'const m = async (o) => ({ ...o, [o]: o, get p() { return 1; }, set p(v) {}, async *q() {}, r: function s() {} });',
  'const v = `a${x}b\\u{41}${`c`}`, w = tag`\\xg`, z = (1, 2), re = /[/]\\/(?<n>a)/giu.test(b) / c, big = 0x1n;',
  'a = b ? c : (d || e) ?? f; a ??= b; a ||= c; a **= 2; delete x.y; void typeof import.meta.url; import("x", { with: {} });',
  'const s = "😀\\u{1F600}\\x41\\\n";\nlet after = `😀`; after.length;',
  'if (a) b\nelse c\na\n++b\nasync\nx\n/a/g;{}/a/g',
  'x = a / b / c; y = +/a/g; z = a++ / 2; (function () {} / 1); u = {} / 1; async () => {}\n;[v] = [1]',
  'const of = 1, get = 2, set = 3, async = 4; of => of; async => async; async (x) => x; async(x); \\u0061b = 1',
  'await 0; for await (const x of y) { } const t = await import("t");',
  'function g() { "use strict"; return new.target; } new new X(1)(2); new a.b; new (f())(); (a, b)',
  'x = 0b11 + 0o7 + 1_000 + .5e-3;',
];

describe('meriyah and acorn', () => {
  test.each(TEXTS)('make the same tree of %j', (text) => {
    const { program, mode, problem } = parseJs(text);
    expect([mode, problem]).toEqual(['module', null]);
    expect(plain(program)).toEqual(acornTree(text));
  });
});

describe('what meriyah refuses', () => {
  test.each([
    ['return in no function', 'const a = 1; return a;', 'module'],
    ['a private name that no class declares', 'class A { m() { return this.#p; } }', 'module'],
    ['super in no method', 'super.x;', 'module'],
    ['an import in a block', '{ import "a"; }', 'module'],
    ['resources', 'await using a = b; { using c = d; }', 'module'],
    ['sloppy code', 'with (a) { b; } var x = 017;', 'script'],
    ['comments of HTML', 'a();\n<!-- b\n--> c\nd();', 'script'],
  ])('acorn reads: %s', (_what, text, mode) => {
    expect(parseJs(text)).toMatchObject({ mode, problem: null });
  });

  test('is recovered when acorn refuses it as well', () => {
    const { program, mode, problem } = parseJs('a(; require("child_process").exec(b)');
    expect([mode, problem]).toEqual(['loose', 'syntax']);
    expect(program?.body.length).toBeGreaterThan(0);
  });
});

/** Milliseconds of processor time. */
function costOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('text in which nothing can be read costs what its length says, and is passed over', () => {
  parseJs('\0'.repeat(2_000));
  const short = costOf(() => parseJs(`${'\0'.repeat(4_000)}(`));
  const long = costOf(() => parseJs(`${'\0'.repeat(40_000)}(`));
  // Ten times the text, and about its square in cost when lines were counted for each of the errors.
  expect(long / short).toBeLessThan(40);
  const { program } = parseJs(`a(\0\0\0;\nrequire("b").exec(c)`);
  expect(JSON.stringify(program)).toContain('"exec"');
});

test('what has more mistakes than code can have is given up, and the next text is not', () => {
  expect(parseJs('@'.repeat(60_000))).toEqual({ program: null, mode: null, problem: 'too-large' });
  expect(parseJs('a(').mode).toBe('loose');
});

test('a long sum is no nesting', () => {
  const { program } = parseJs(`x = ${'"a" + '.repeat(12_000)}"b";`);
  expect((program?.body[0] as Node | undefined)?.type).toBe('ExpressionStatement');
});

describe('nesting that no parser takes', () => {
  const depth = 200_000;
  test.each([
    ['parentheses', '('.repeat(depth) + ')'.repeat(depth)],
    ['functions', 'function f(){'.repeat(depth) + '}'.repeat(depth)],
    ['templates', '`${'.repeat(depth) + '}`'.repeat(depth)],
    ['signs', `${'- '.repeat(depth)}1`],
    ['arrows', `${'a=>'.repeat(depth)}1`],
    ['conditions', `${'if(a)'.repeat(depth)};`],
    ['patterns', `x = ${'/a/ - ('.repeat(depth)}`],
  ])('is told from broken code: %s', (_what, text) => {
    expect(parseJs(text)).toEqual({ program: null, mode: null, problem: 'nesting' });
  });
});
