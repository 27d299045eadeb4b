import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseManifest } from '@weir/code';
import { describe, expect, test } from 'vitest';
import { DETECTORS } from './catalog.ts';
import type { Detector } from './contract.ts';
import { renderRules } from './rules-doc.ts';
import { runDetectors } from './run.ts';
import { SAMPLES } from './samples.ts';

const SRC = new URL('./', import.meta.url);
const folders = readdirSync(SRC, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/index.ts`, SRC)))
  .map((entry) => entry.name)
  .sort();

test('folders and catalog are the same list, in order', () => {
  expect(folders.length).toBeGreaterThan(0);
  expect(DETECTORS.map((detector) => detector.id)).toEqual(folders);
  expect(Object.keys(SAMPLES).sort()).toEqual(folders);
});

describe.each(DETECTORS.map((detector) => [detector.id, detector] as const))('%s', (id, detector) => {
  test('has malicious and benign samples and a suite that runs them', () => {
    expect(SAMPLES[id]?.malicious.length).toBeGreaterThanOrEqual(3);
    expect(SAMPLES[id]?.benign.length).toBeGreaterThanOrEqual(3);
    expect(readFileSync(new URL(`${id}/index.test.ts`, SRC), 'utf8')).toContain('describeSamples');
  });

  test('states each rule once', () => {
    const ids = detector.rules.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(0);
    for (const sample of SAMPLES[id]?.malicious ?? []) {
      for (const { rule } of sample.expected) expect(ids).toContain(rule);
    }
  });
});

test('RULES.md is what the catalog says', () => {
  expect(readFileSync(new URL('../RULES.md', import.meta.url), 'utf8')).toBe(renderRules(DETECTORS));
});

describe('runDetectors', () => {
  const parsed = parseManifest('{}');
  if (parsed.kind !== 'manifest') throw new Error(parsed.detail);
  const { manifest } = parsed;
  const input = {
    manifest,
    context: null,
    files: new Map(),
    units: [],
    hooks: [],
    hits: [],
    edges: [],
    shadows: [],
    resolve: () => null,
    runsAtInstall: () => false,
    runsAtImport: () => false,
  };
  const broken: Detector = {
    id: 'broken',
    title: 'breaks',
    rules: [],
    detect: () => {
      throw new TypeError('no such thing');
    },
  };

  test('a detector that throws becomes a finding and the others still run', () => {
    const run = runDetectors([broken, ...DETECTORS], input, () => 0, 1000);

    expect(run.failed).toEqual(['broken']);
    expect(run.findings.map((finding) => finding.rule)).toEqual(['detector-error/crashed']);
    expect(run.findings[0]?.summary).toContain('no such thing');
  });

  test('a detector that asks too late is marked as timed out', () => {
    let clock = 0;
    const slow: Detector = { ...broken, id: 'slow', detect: (_input, isExpired) => (isExpired() ? [] : []) };

    const run = runDetectors([slow], input, () => (clock += 600), 500);

    expect(run.failed).toEqual(['slow']);
    expect(run.findings[0]?.rule).toBe('detector-error/timed-out');
  });
});
