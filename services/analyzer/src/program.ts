import { join } from 'node:path';
import { type AnalysisPool, createAnalysisPool, loadYaraRules, yaraEngine } from '@weir/analysis';
import { type Platform, runService } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import { type AnalyzerProgramConfig, configureAnalyzer, configureKeeping } from './config.ts';
import { createAnalyzer } from './context.ts';
import { readAnalyzerEnv } from './env.ts';
import { openFetching } from './fetching.ts';

/** The pool with the user's rules; says in the log what YARA there is. Throws as `loadYaraRules` does. */
async function openPool(platform: Platform, config: AnalyzerProgramConfig): Promise<AnalysisPool> {
  const { version, problem } = yaraEngine();
  const yaraRules = config.yaraRulesDir === null ? [] : await loadYaraRules(config.yaraRulesDir);
  if (version === null) platform.logger.warn({ problem }, 'YARA rules are not asked on this machine');
  else platform.logger.info({ engine: version, userFiles: yaraRules.length }, 'YARA rules are asked');
  const factsDir = join(platform.settings.dataDir, 'facts');
  return createAnalysisPool({ ...config.workers, factsDir, yaraRules });
}

/**
 * Starts the analyzer on an open platform, with fetchers and children of its own; the children come up with the first
 * release. What was opened is closed again when a later part fails.
 * @throws AppError `YARA_RULES` or `YARA_ENGINE`, not retriable, when the user's rules cannot be used.
 */
export async function startAnalyzerOn(
  platform: Platform,
  config: AnalyzerProgramConfig,
): Promise<RunningProgram> {
  await using stack = new AsyncDisposableStack();
  const { fetcherOf } = stack.use(await openFetching(platform, config));
  const pool = stack.use(await openPool(platform, config));
  const analyzer = await createAnalyzer({
    ...platform,
    pool,
    config: configureKeeping(platform.settings.retention),
    fetcherFor: (_registry, origin) => fetcherOf(origin),
  });
  stack.use(analyzer.resources);
  return { resources: stack.move(), ...(analyzer.stopped ? { stopped: analyzer.stopped } : {}) };
}

/** The analyzer as a process of its own, until it is told to stop. Returns the exit code; throws as `runService` does. */
export function runAnalyzer(): Promise<number> {
  const config = configureAnalyzer(readAnalyzerEnv());
  return runService('analyzer', (platform) => startAnalyzerOn(platform, config));
}
