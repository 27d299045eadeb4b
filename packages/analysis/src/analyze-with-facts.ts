import { type AnalyzeFileOptions, analyzeFile } from './analyze-file.ts';
import type { AnalysisRequest, ArtifactAnalysis } from './api.ts';
import { createFactsMemory, openFactsSession } from './facts-cache.ts';
import { packBundle, readBundle } from './facts-cache-bundle.ts';
import { createJsAnalyzer } from './facts-cache-js.ts';
import { createPythonAnalyzer } from './facts-cache-python.ts';
import { createTlshFinder } from './facts-cache-tlsh.ts';
import { createCachedScanner } from './facts-cache-yara.ts';
import { FACTS_MEMORY_BYTES_MAX } from './limits.ts';

/** A result, and the facts that it rests on. */
export interface FactsRun {
  readonly result: ArtifactAnalysis;
  /** To be kept for the next release of the package; null when the file at `factsPath` holds them all. */
  readonly bundle: Uint8Array | null;
  readonly hits: number;
  readonly misses: number;
}

/**
 * Analyses one release after the other and keeps facts between them: what several packages ship in memory, what a
 * package's last release held in the file at `factsPath` (null: nowhere), which it only reads.
 */
export function createFactsAnalyzer(): (
  request: AnalysisRequest,
  factsPath: string | null,
  options: Pick<AnalyzeFileOptions, 'rulesetVersion' | 'tier' | 'now' | 'spentMs' | 'yara'>,
) => Promise<FactsRun> {
  const memory = createFactsMemory(FACTS_MEMORY_BYTES_MAX);
  return async (request, factsPath, options) => {
    const facts = openFactsSession(memory, () => (factsPath === null ? new Map() : readBundle(factsPath)));
    const yara = options.yara ? createCachedScanner(options.yara, facts) : null;
    const result = await analyzeFile(request, {
      ...options,
      yara,
      analyzeJs: createJsAnalyzer(facts, options.rulesetVersion),
      analyzePython: createPythonAnalyzer(facts, options.rulesetVersion),
      tlshOf: createTlshFinder(facts),
    });
    const grown = facts.close();
    const { hits, misses } = facts;
    const bundle = factsPath !== null && grown ? packBundle(facts.used) : null;
    return { result, bundle, hits, misses };
  };
}
