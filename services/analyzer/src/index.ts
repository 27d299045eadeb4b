export {
  ANALYZER_DEFAULTS,
  type AnalyzerConfig,
  type AnalyzerProgramConfig,
  configureAnalyzer,
} from './config.ts';
export { ANALYZER_GROUP, type AnalyzerDeps, createAnalyzer } from './context.ts';
export { readAnalyzerEnv } from './env.ts';
export { runAnalyzer, startAnalyzerOn } from './program.ts';
