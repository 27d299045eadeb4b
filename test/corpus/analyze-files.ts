import { analyzeArtifact, createMemoryView } from '@weir/analysis/in-process';
import type { AnalysisResult } from '@weir/model';

/** Analyses a package in memory: inert samples only. Without a package.json it is a distribution of Python. */
export async function analyzeFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<AnalysisResult> {
  await using view = createMemoryView(files);
  return analyzeArtifact(
    view,
    Object.hasOwn(files, 'package.json')
      ? { ecosystem: 'npm', filename: 'sample.tgz', context: null }
      : { ecosystem: 'pypi', filename: 'sample', context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
    },
  );
}
