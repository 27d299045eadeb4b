import { parseYara } from '@weir/code';
import { expect, test } from 'vitest';
import { analyzeSample, describeSamples } from '../testing/samples-suite.ts';
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

test('a table of characters is no text that is stored in them', async () => {
  const selectors = Array.from({ length: 16 }, (_, at) => String.fromCharCode(0xfe00 + at));
  const [table, text] = [selectors.join(''), selectors.toReversed().join('')];
  const isTold = async (held: string): Promise<boolean> => {
    const manifest = '{"name":"own","version":"1.0.0"}';
    const files = { 'package.json': manifest, 'index.js': `exports.a = '${held}';\n` };
    const { findings } = await analyzeSample({ name: 'held', files, expected: [] });
    return findings.some(({ rule }) => rule === 'yara/invisible_payload');
  };

  expect(await isTold(table)).toBe(false);
  expect(await isTold(`${table}, ${text}`)).toBe(true);
});

test('what a test spells, and nothing imports, is a step less', async () => {
  const text = `import subprocess\ndef run():\n    subprocess.run(['bash', '-c', "rm -rf ~/ "])\n`;
  const severityIn = async (file: string): Promise<string | undefined> => {
    const METADATA = 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n';
    const files = { 'own-1.0.dist-info/METADATA': METADATA, 'own/__init__.py': '', [file]: text };
    const { findings } = await analyzeSample({ name: file, files, expected: [] });
    return findings.find(({ rule }) => rule === 'yara/destroys_home')?.severity;
  };

  expect(await severityIn('own/clean.py')).toBe('high');
  expect(await severityIn('own/test_clean.py')).toBe('medium');
});
