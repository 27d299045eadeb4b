import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

function isRare(source: string): boolean {
  return (analyzeJs(source).rare?.length ?? 0) > 0;
}

test.each([
  ['in one condition', `if (Date.now() > Date.UTC(2027, 1, 1) && Math.random() < 0.2) process.exit();`],
  [
    'by names and functions',
    `const due = new Date(2027, 10, 29);\nconst roll = (n) => Math.floor(Math.random() * 100) < n;\nexports.run = (on) => { const pick = on && Date.now() > due && roll(20); return pick ? null : on; };`,
  ],
  [
    'by a count',
    `const since = 1800000000000;\nlet n = 0;\nconst active = () => process.env.CI !== '1' && since < new Date().getTime();\nexports.add = (a) => { n++; return active() && n % 41 === 0 ? a + 1 : a; };`,
  ],
])('what is done after a date, and then by chance, is found %s', (_name, source) => {
  expect(isRare(source)).toBe(true);
});

test.each([
  ['a date alone', `if (Date.now() > Date.UTC(2027, 1, 1)) process.exit();`],
  ['chance alone', `const due = new Date(2027, 1, 1);\nif (Math.random() < 0.2) process.exit();`],
  [
    'a date before which something is done',
    `if (Date.now() < Date.UTC(2027, 1, 1) && Math.random() < 0.2) process.exit();`,
  ],
  [
    'a date that is given',
    `exports.run = (due) => { const from = new Date(0); return Date.now() > due && Math.random() < 0.2; };`,
  ],
  [
    'years that can be divided',
    `const old = (d) => d < new Date(1582, 9, 15) && d.getFullYear() % 400 === 0;`,
  ],
  ['a warning', `if (Date.now() > Date.UTC(2027, 1, 1) && Math.random() < 0.2) console.warn('old');`],
  ['a short warning', `Date.now() > Date.UTC(2027, 1, 1) && Math.random() < 0.2 && console.warn('old');`],
])('%s is not', (_name, source) => {
  expect(isRare(source)).toBe(false);
});

test('conditions of conditions cost what they may cost', () => {
  const names = Array.from(
    { length: 3_000 },
    (_, at) => `const a${at} = a${at + 1} && a${at + 2} && x${at};`,
  );
  const startedMs = performance.now();
  isRare(`const due = new Date(2027, 1, 1);\n${names.join('\n')}`);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
