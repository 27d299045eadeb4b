import type { AnalysisResult } from '@weir/model';
import { analyzeArtifact } from '../analyze.ts';
import { createMemoryView } from '../memory-view.ts';

/** The result for a wheel of these files, which needs no metadata of its own. */
export async function analyzeWheel(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<AnalysisResult> {
  await using view = createMemoryView({
    'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    ...files,
  });
  return analyzeArtifact(
    view,
    { ecosystem: 'pypi', filename: 'own-1.0-py3-none-any.whl', context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
    },
  );
}
