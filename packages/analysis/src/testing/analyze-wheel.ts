import type { AnalysisResult } from '@weir/model';
import { analyzeArtifact } from '../analyze.ts';
import { createMemoryView } from '../memory-view.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** The result for a file of PyPI that holds these, at its top. */
export async function analyzeFiles(files: Files, filename: string): Promise<AnalysisResult> {
  await using view = createMemoryView(files);
  return analyzeArtifact(
    view,
    { ecosystem: 'pypi', filename, context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
    },
  );
}

/** The result for a wheel of these files, which needs no metadata of its own. */
export async function analyzeWheel(files: Files): Promise<AnalysisResult> {
  const metadata = { 'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n' };
  return analyzeFiles({ ...metadata, ...files }, 'own-1.0-py3-none-any.whl');
}

/** Where a package is said to run a download: `install setup.py:3`. */
export function downloadsRun({ findings }: Pick<AnalysisResult, 'findings'>): string[] {
  return findings
    .filter(({ rule }) => rule === 'lifecycle-script/download-and-run')
    .map(({ stage, location }) => `${stage} ${location?.file}:${location?.line}`);
}
