/** The analysis without a child around it, for tests, samples and benchmarks: loads parsers and detectors. */
export { type AnalyzeOptions, analyzeArtifact } from './analyze.ts';
export { analyzeFile } from './analyze-file.ts';
export { createFactsAnalyzer, type FactsRun } from './analyze-with-facts.ts';
export { type AnalysisBudget, DEFAULT_ANALYSIS_BUDGET, TIERS } from './limits.ts';
export { createMemoryView } from './memory-view.ts';
export { hasOuterFolder, type Layout, layoutOf } from './package-index.ts';
export { createProcessorClock } from './processor-time.ts';
export { computeRulesetVersion } from './ruleset.ts';
export { lookAgain } from './second-look.ts';
export { V8_FLAGS } from './v8-flags.ts';
export { createYaraScanner, type YaraScanner } from './yara/scanner.ts';
