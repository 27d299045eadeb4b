import { analyzeArtifact, createMemoryView } from '@weir/analysis/in-process';
import type { AnalysisResult } from '@weir/model';

/** Analyses a package in memory: inert samples only. */
export async function analyzeFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<AnalysisResult> {
  await using view = createMemoryView(files);
  return analyzeArtifact(
    view,
    { ecosystem: 'npm', filename: 'sample.tgz', context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
    },
  );
}
