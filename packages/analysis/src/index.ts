export * from './api.ts';
export { isExhausted } from './exhaustion.ts';
export { type Isolation, probeIsolation } from './isolation.ts';
export { CHILD_LIMITS, LINEAR_DEADLINE_MS, type Tier } from './limits.ts';
export { createAnalysisPool } from './pool.ts';
export { lookTwice } from './second-look.ts';
export { type YaraEngine, yaraEngine } from './yara/addon.ts';
export { listYaraRules, loadYaraRules, type YaraRuleRow } from './yara/load.ts';
