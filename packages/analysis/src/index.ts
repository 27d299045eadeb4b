export * from './api.ts';
export { createAnalysisPool } from './pool.ts';
export { type YaraEngine, yaraEngine } from './yara/addon.ts';
export { listYaraRules, loadYaraRules, type YaraRuleRow } from './yara/load.ts';
