import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

/** A text that takes more statements to make than are run. */
const LONG = "let text = ''; for (let i = 0; i < 1e7; i++) text += String.fromCharCode(i % 90);\n";

test('a text that runs as code, and takes too long to be made, leaves a source incomplete', () => {
  expect(analyzeJs(`${LONG}Function(text)();`).complete).toBe(false);
  expect(analyzeJs(`${LONG}Function('return ' + text)();`).complete).toBe(false);
});

test('what asks for a module by such a text does not: it runs no other code', () => {
  expect(analyzeJs(`${LONG}Function('return require("' + text + '")')();`).complete).toBe(true);
});
