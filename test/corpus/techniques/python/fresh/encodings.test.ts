import { expect, test } from 'vitest';
import { untoldOf } from '../../../told.ts';
import { module } from '../kit.ts';
import { ENCODINGS } from './encodings.ts';

/** What is not found when it runs by itself: libraries that no model of the evaluator has. */
const KNOWN_MISSES: readonly string[] = ['complex-real'];
/** What is not found beside those where somebody has to call it first. */
const KNOWN_MISSES_CALLED: readonly string[] = ['seeded'];

function missedOf(wrap: (code: string) => string): Promise<string[]> {
  return untoldOf(Object.entries(ENCODINGS).map(([id, code]) => [id, module(wrap(code))] as const));
}

test('a program in many spellings, run at load', async () => {
  expect(await missedOf((code) => code)).toEqual(KNOWN_MISSES);
}, 120_000);

test('the same in a function', async () => {
  const inFunction = (code: string): string => `def go(self=None):\n    ${code.replaceAll('\n', '\n    ')}\n`;
  const known = new Set([...KNOWN_MISSES, ...KNOWN_MISSES_CALLED]);

  expect(await missedOf(inFunction)).toEqual(Object.keys(ENCODINGS).filter((id) => known.has(id)));
}, 120_000);
