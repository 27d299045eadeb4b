import { expect, test } from 'vitest';
import { withoutPadding } from './padding.ts';

test('blanks and comment lines go, code and line numbers stay', () => {
  const text = `// one\n${' '.repeat(1000)}a(); // kept\n\t// two\n${'\t'.repeat(99)}b('  ');\n`;

  expect(withoutPadding(text, 'js')).toBe(`\n a(); // kept\n\n b('  ');\n`);
  expect(withoutPadding('#!/bin/sh\necho # kept\n  # gone\n', 'hash')).toBe('\necho # kept\n\n');
});

test('megabytes of either cost one look', () => {
  const text = `${' '.repeat(9_000_000)}${'// x\n'.repeat(1_000_000)}${'/'.repeat(2_000_000)}${' \n'.repeat(1_000_000)}a()`;

  expect(withoutPadding(text, 'js').length).toBeLessThan(3_100_000);
});

test('quoted texts that are longer than anybody writes become empty', () => {
  const long = 'x|'.repeat(40_000);
  const text = `// it's\nvar t = '${long}\\'${long}', u = "a'b"; f(\`${long}\`); eval('1');\n'`;

  expect(withoutPadding(text, 'js')).toBe(`\nvar t = '', u = "a'b"; f(\`\`); eval('1');\n'`);
  expect(withoutPadding(`${long}'${long}\n${long}'`, 'hash')).toBe(`${long}'${long}\n${long}'`);
});

test('millions of quotes cost one look', () => {
  const text = `${"'\n".repeat(2_000_000)}${'"'.repeat(1_000_001)}${'\\'.repeat(1_000_000)}\`${"'\\".repeat(500_000)}`;

  expect(withoutPadding(text, 'js')).toHaveLength(text.length);
});
