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
