export { ANALYZER_DEFAULTS, type AnalyzerConfig } from './config.ts';
export { ANALYZER_GROUP, type AnalyzerDeps, createAnalyzer } from './context.ts';
