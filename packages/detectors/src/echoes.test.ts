import type { Finding } from '@weir/model';
import { expect, test } from 'vitest';
import { withoutEchoes } from './echoes.ts';

function finding(file: string, more: Partial<Finding> = {}): Finding {
  return {
    detector: 'env-to-network',
    rule: 'env-to-network/environment',
    kind: 'threat',
    basis: 'content',
    severity: 'high',
    stage: 'import',
    confidence: 0.9,
    class: null,
    summary: 'the environment reaches fetch',
    location: { file, line: 1, endLine: null, layer: null },
    snippet: null,
    indicators: [],
    chain: [],
    ...more,
  };
}

const near = finding('index.js', { summary: 'the environment reaches fetch in lib/send.js' });

test('what is handed to a file that sends it is told once, where it is handed over', () => {
  const other = finding('lib/other.js');
  expect(withoutEchoes([finding('lib/send.js'), near, other])).toEqual([near, other]);
});

test('the graver one of the two stays', () => {
  const far = finding('lib/send.js', { severity: 'critical' });
  expect(withoutEchoes([near, far])).toEqual([far]);
});

test.each([
  ['another rule', finding('lib/send.js', { rule: 'env-to-network/files' })],
  ['a file whose name only ends alike', finding('send.js')],
  ['the same file', finding('index.js')],
])('stays: %s', (_, other) => {
  expect(withoutEchoes([near, other])).toEqual([near, other]);
});
