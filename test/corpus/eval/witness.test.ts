import { expect, it } from 'vitest';
import { compareLines } from './witness.ts';

function files(of: Readonly<Record<string, string>>) {
  return Object.entries(of).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
}

const ORIGINAL = files({ 'own/__init__.py': 'import os\n\ndef add(a, b):\n    return a + b\n' });
const COPY = files({
  'own/__init__.py': 'import os\n\ndef add(a, b):\n\treturn a + b\n\n\n\nsend(os.environ)\n',
  'setup.py': 'import os\n',
});

it.each([
  [8, 0],
  [6, 2],
  [1, 7],
])('a finding on line %i is %i lines from what the original has not', (line, distance) => {
  expect(compareLines(COPY, ORIGINAL, 'own/__init__.py', line).distance).toBe(distance);
});

it('knows no distance in a file in which nothing was changed, or that is not there', () => {
  expect(compareLines(COPY, ORIGINAL, 'setup.py', 1).distance).toBeNull();
  expect(compareLines(COPY, ORIGINAL, 'other.py', 1).distance).toBeNull();
});

it('says what a line by chance would hit', () => {
  expect(compareLines(COPY, ORIGINAL, 'own/__init__.py', 8).changedShare).toBe(1 / 5);
});
