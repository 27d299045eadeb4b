import { LABEL } from '@weir/code';
import { expect, test } from 'vitest';
import type { CodeUnit, DetectorInput } from './contract.ts';
import { gatheredBehind, unitsByFile } from './cross-file.ts';

const unit = (file: string, layer: string | null = null): CodeUnit => ({ file, layer }) as CodeUnit;

test('files of an input that was made of another one are its own', () => {
  const first = { units: [unit('a.js'), unit('a.js', 'base64')] } as unknown as DetectorInput;
  expect([...unitsByFile(first).keys()]).toEqual(['a.js']);

  const second = { ...first, units: [...first.units, unit('b.js')] };

  expect([...unitsByFile(second).keys()]).toEqual(['a.js', 'b.js']);
  expect(unitsByFile(first).size).toBe(1);
});

test.each([
  ['an export by its name, and what has none', './env.read', false, LABEL.envAll | LABEL.host],
  ['another export', './env.version', false, LABEL.host],
  ['a name that only the value of the file can have', './env.other', false, LABEL.host],
  ['the file itself', './env', false, LABEL.envAll | LABEL.host],
  ['an export by its name, of a piece', './env.read', true, LABEL.envAll],
  ['a name that a piece does not have', './env.other', true, 0],
])('what comes out of another file: %s', (_, name, isPiece, labels) => {
  const exports = [
    ['read', LABEL.envAll],
    ['*', LABEL.host],
  ];
  const all = LABEL.envAll | LABEL.host;
  const gatherer = {
    ...unit('env.js'),
    ...(isPiece ? { piece: true } : {}),
    facts: { flow: { exported: all, exports }, exportRuns: null },
  } as unknown as CodeUnit;
  const resolve = (_from: string, specifier: string) => (specifier === './env' ? 'env.js' : null);
  const input = { units: [gatherer], resolve } as unknown as DetectorInput;
  const gatherers = new Map([['env.js', [{ unit: gatherer, labels: all }]]]);

  const found = gatheredBehind(input, 'index.js', [name], gatherers);

  expect(found).toEqual({ labels, files: labels === 0 ? [] : ['env.js'] });
});
