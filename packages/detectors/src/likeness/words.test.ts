import { createSourceText } from '@weir/code';
import { expect, test } from 'vitest';
import type { CodeUnit } from '../contract.ts';
import { SAMPLE_CHARS } from './style.ts';
import { wordsOf } from './words.ts';

function unit(text: string, layer: string | null = null): CodeUnit {
  return { source: createSourceText(text), layer } as CodeUnit;
}

test('are those of names, comments and texts, each once and in lower case', () => {
  const words = wordsOf([unit("# Sends it\nsend_it = Sends('sends it now', x1)\n"), unit('import zlib2\n')]);

  expect([...words]).toEqual(['sends', 'send_it', 'now', 'import', 'zlib2']);
});

test('are of the first of the code only, and of no decoded layer', () => {
  const words = wordsOf([unit('hidden\n', 'base64'), unit('one '.repeat(SAMPLE_CHARS / 4)), unit('two2\n')]);

  expect([...words]).toEqual(['one']);
});
