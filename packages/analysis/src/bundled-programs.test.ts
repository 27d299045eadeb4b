import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { analyzeArtifact } from './analyze.ts';
import { createMemoryView } from './memory-view.ts';
import { analyzeWheel } from './testing/analyze-wheel.ts';

function int32(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) out.writeUInt32BE(value, at * 4);
  return out;
}

const ELF = Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(2_000)]);

/** A program with an archive of PyInstaller behind it that holds these scripts. */
function frozen(...names: readonly string[]): Buffer {
  const code = deflateSync('no code');
  const rows = names.map((name) => {
    const text = Buffer.from(`${name}\0`);
    return Buffer.concat([int32(18 + text.length, 0, code.length, 7), Buffer.from('\x01s'), text]);
  });
  const contents = Buffer.concat(rows);
  const size = code.length + contents.length + 88;
  const cookie = [
    Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1'),
    int32(size, code.length, contents.length, 312),
  ];
  return Buffer.concat([ELF, code, contents, ...cookie, Buffer.alloc(64), Buffer.from('a signature')]);
}

/** By nexe: the program, its source, and a last record of two sizes. */
const NEXE = Buffer.concat([ELF, Buffer.from('source'), Buffer.from('<nexe~~sentinel>'), Buffer.alloc(16)]);

async function told(files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  await using view = createMemoryView({ 'package.json': '{"name":"own","version":"1.0.0"}', ...files });
  const { findings } = await analyzeArtifact(
    view,
    { ecosystem: 'npm', filename: 'own-1.0.0.tgz', context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
    },
  );
  return bundles(findings);
}

const bundles = (
  findings: readonly { readonly rule: string; readonly severity: string; readonly summary: string }[],
) =>
  findings
    .filter(({ rule }) => rule === 'shipped-executable/bundle')
    .map(({ severity, summary }) => `${severity}: ${summary}`);

test('a program of PyInstaller is named, with the scripts that it runs', async () => {
  const program = frozen('pyiboot01_bootstrap', 'fetch', 'pay load', 'three', 'four');

  expect(await told({ 'bin/tool.exe': program })).toEqual([
    'info: bin/tool.exe is a bundle of PyInstaller with fetch, pay load, three and 1 more',
  ]);
  expect(bundles((await analyzeWheel({ 'own/__init__.py': '', 'own/tool': program })).findings)).toEqual([]);
  expect(
    bundles((await analyzeWheel({ 'own/__init__.py': '', 'own-1.0.data/scripts/tool': program })).findings),
  ).toEqual([
    'info: own-1.0.data/scripts/tool is a bundle of PyInstaller with fetch, pay load, three and 1 more',
  ]);
});

test('a program of nexe is named', async () => {
  expect(await told({ 'tool.exe': NEXE })).toEqual(['info: tool.exe is a bundle of nexe']);
});

test('other programs, and texts about bundles, are none', async () => {
  expect(
    await told({ 'a.exe': ELF, 'b.exe': 'MEI\x0c\x0b\x0a\x0b\x0e', 'c.js': "'<nexe~~sentinel>'" }),
  ).toEqual([]);
});
