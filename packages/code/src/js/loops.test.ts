import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

function endless(source: string): number {
  return analyzeJs(source).endlessLoops.length;
}

test.each([
  ['true', 'while (true) { console.log("x"); }'],
  ['nothing', 'for (;;) { count += 1; }'],
  ['more than any number', 'for (let i = 1; i < Infinity; i++) console.log(i);'],
  [
    'true, where what it does throws nothing',
    'try { while (true) { console.log(Math.random()); } } catch {}',
  ],
  [
    'true, where only another function catches',
    'try { run(); } catch {}\nfunction run() { while (true) { next(); } }',
  ],
])('a loop while %s has no end', (_, source) => {
  expect(endless(source)).toBe(1);
});

test.each([
  ['is left', 'while (true) { if (done()) break; }'],
  ['waits', 'async function f() { while (true) { await next(); } }'],
  [
    'reads until that throws',
    'function read(message) { try { while (true) { message.next(); } } catch (e) { return e; } }',
  ],
])('a loop that %s has an end', (_, source) => {
  expect(endless(source)).toBe(0);
});
