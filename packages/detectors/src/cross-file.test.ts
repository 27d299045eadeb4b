import { expect, test } from 'vitest';
import type { CodeUnit, DetectorInput } from './contract.ts';
import { unitsByFile } from './cross-file.ts';

const unit = (file: string, layer: string | null = null): CodeUnit => ({ file, layer }) as CodeUnit;

test('files of an input that was made of another one are its own', () => {
  const first = { units: [unit('a.js'), unit('a.js', 'base64')] } as unknown as DetectorInput;
  expect([...unitsByFile(first).keys()]).toEqual(['a.js']);

  const second = { ...first, units: [...first.units, unit('b.js')] };

  expect([...unitsByFile(second).keys()]).toEqual(['a.js', 'b.js']);
  expect(unitsByFile(first).size).toBe(1);
});
