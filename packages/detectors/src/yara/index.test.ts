import { parseYara } from '@weir/code';
import { expect, test } from 'vitest';
import { describeSamples } from '../testing/samples-suite.ts';
import { OWN_YARA_RULES } from './rules.ts';
import { PAIRS } from './samples/index.ts';
import { samples } from './samples.ts';

describeSamples('yara', samples);

const rules = OWN_YARA_RULES.flatMap(({ text }) => parseYara(text).rules);

test('every rule above low has a malicious and a benign sample', () => {
  const loud = rules.filter((rule) => rule.meta.severity !== 'low');
  const shown = new Set(PAIRS.map(({ rule }) => rule));

  expect(rules.length).toBeGreaterThanOrEqual(60);
  expect(loud.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});

test.each(rules.map((rule) => [rule.name, rule] as const))('%s says what it is', (_name, { meta }) => {
  expect(meta.description).toMatch(/^[^A-Z].{20,200}$|^(?:GitHub|JavaScript|Python|PowerShell|TypeScript)/);
  expect(meta.severity).toMatch(/^(?:low|medium|high|critical)$/);
  expect(meta.confidence).toBeGreaterThanOrEqual(40);
  expect(meta.files).toMatch(/^(?:code|data|native|docs)(?: (?:code|data|native|docs))*$/);
});
