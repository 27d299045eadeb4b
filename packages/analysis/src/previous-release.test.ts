import type { PreviousRelease } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { analyzeArtifact } from './analyze.ts';
import type { ArtifactAnalysis } from './api.ts';
import { createMemoryView } from './memory-view.ts';

type Files = Readonly<Record<string, string>>;

const PLAIN = 'exports.pad = (text, width) => text.padStart(width);\n';
const SENDING = `${PLAIN}require('node:https').request('https://lines.weir.example/note').end('x');\n`;

async function analyze(
  files: Files,
  previous: PreviousRelease | null,
  ecosystem: 'npm' | 'pypi' = 'npm',
): Promise<ArtifactAnalysis> {
  await using view = createMemoryView(files);
  return analyzeArtifact(
    view,
    { ecosystem, filename: ecosystem === 'npm' ? 'x.tgz' : 'x-1-py3-none-any.whl', context: null, previous },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
    },
  );
}

/** What is found in `files` after `before`, as a registry was not asked about either. */
async function update(before: Files, files: Files, ecosystem?: 'npm' | 'pypi'): Promise<readonly string[]> {
  const { named, facts } = await analyze(before, null, ecosystem);
  if (!named?.version || !facts) throw new Error('the release before names no version');
  const { findings } = await analyze(files, { version: named.version, facts }, ecosystem);
  return findings.map(({ rule }) => rule).toSorted();
}

function npm(version: string, code: string, manifest: object = {}): Files {
  return { 'package.json': JSON.stringify({ name: 'weir-pad', version, ...manifest }), 'index.js': code };
}

function wheel(version: string, code: string, headers = ''): Files {
  const metadata = `Metadata-Version: 2.1\nName: weir-pad\nVersion: ${version}\n${headers}\n`;
  return { [`weir_pad-${version}.dist-info/METADATA`]: metadata, 'weir_pad/__init__.py': code };
}

const PLAIN_PY = 'def pad(text, width):\n    return text.rjust(width)\n';
const SENDING_PY = `import urllib.request\n${PLAIN_PY}urllib.request.urlopen('https://lines.weir.example/note')\n`;

describe('the release before, of bytes that no registry was asked about', () => {
  it('is held against by the versions that the manifests tell', async () => {
    const both = ['capability-delta/ability', 'capability-delta/destination'];

    expect(await update(npm('1.4.2', PLAIN), npm('1.4.3', SENDING))).toEqual(both);
    expect(await update(npm('1.4.2', PLAIN), npm('2.0.0', SENDING))).toEqual([]);
    expect(await update(npm('1.4.2', SENDING), npm('1.4.3', SENDING))).toEqual([]);
  });

  it.each([
    ['', ['capability-delta/ability', 'capability-delta/destination']],
    ['Home-page: https://notes.weir.example/\n', ['capability-delta/ability']],
  ])(
    'is held against in a wheel, and the owner of a host known by its metadata: %j',
    async (headers, told) => {
      const before = wheel('1.4.2', PLAIN_PY, headers);
      const found = await update(before, wheel('1.4.3', SENDING_PY, headers), 'pypi');

      expect(found.filter((rule) => rule.startsWith('capability-delta/'))).toEqual(told);
    },
  );

  it("knows the owner of a host by the package's own manifest", async () => {
    const homepage = 'https://notes.weir.example/pad';

    expect(await update(npm('1.4.2', PLAIN), npm('1.4.3', SENDING, { homepage }))).toEqual([
      'capability-delta/ability',
    ]);
  });
});

describe('what an analysis tells of a package', () => {
  it('is what the manifest calls it', async () => {
    expect((await analyze(npm('1.4.2', PLAIN), null)).named).toEqual({ name: 'weir-pad', version: '1.4.2' });
    expect((await analyze(wheel('1.4.2', PLAIN_PY), null, 'pypi')).named).toEqual({
      name: 'weir-pad',
      version: '1.4.2',
    });
    expect((await analyze({ 'package.json': '{}' }, null)).named).toEqual({ name: null, version: null });
  });

  it('is nothing where there is none', async () => {
    expect((await analyze({ 'index.js': PLAIN }, null)).named).toBeUndefined();
  });
});
