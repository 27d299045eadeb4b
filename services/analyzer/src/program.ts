import { join } from 'node:path';
import {
  type AnalysisPool,
  createAnalysisPool,
  loadYaraRules,
  probeIsolation,
  yaraEngine,
} from '@weir/analysis';
import { type Platform, runService } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import { type AnalyzerProgramConfig, configureAnalyzer, configureKeeping } from './config.ts';
import { createAnalyzer } from './context.ts';
import { readAnalyzerEnv } from './env.ts';
import { openFetching } from './fetching.ts';

/**
 * The pools with the user's rules; says in the log what YARA and which walls there are. Throws as `loadYaraRules` does.
 */
async function openPools(
  platform: Platform,
  config: AnalyzerProgramConfig,
): Promise<{ readonly live: AnalysisPool; readonly slow: AnalysisPool }> {
  const { logger } = platform;
  const { version, problem } = yaraEngine();
  const yaraRules = config.yaraRulesDir === null ? [] : await loadYaraRules(config.yaraRulesDir);
  if (version === null) logger.warn({ problem }, 'YARA rules are not asked on this machine');
  else logger.info({ engine: version, userFiles: yaraRules.length }, 'YARA rules are asked');
  const { network, limits } = probeIsolation();
  if (network === 'host') {
    logger.warn(
      { limits },
      'analysis children share the network of this system: `weir doctor` says what to do',
    );
  }
  const factsDir = join(platform.settings.dataDir, 'facts');
  return {
    live: createAnalysisPool({ ...config.workers, factsDir, yaraRules }),
    slow: createAnalysisPool({ ...config.slowWorkers, yaraRules }),
  };
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
  const { fetcherOf, previousFetcherOf, readPackage, findStanding } = stack.use(
    await openFetching(platform, config),
  );
  const pools = await openPools(platform, config);
  const pool = stack.use(pools.live);
  const slowPool = stack.use(pools.slow);
  const analyzer = await createAnalyzer({
    ...platform,
    pool,
    slowPool,
    config: configureKeeping(platform.settings.retention),
    findStanding,
    readPackage,
    fetcherFor: (_registry, origin) => fetcherOf(origin),
    previousFetcherFor: (_registry, origin) => previousFetcherOf(origin),
  });
  stack.use(analyzer.resources);
  return { resources: stack.move(), ...(analyzer.stopped ? { stopped: analyzer.stopped } : {}) };
}

/** The analyzer as a process of its own, until it is told to stop. Returns the exit code; throws as `runService` does. */
export function runAnalyzer(): Promise<number> {
  const config = configureAnalyzer(readAnalyzerEnv());
  return runService('analyzer', (platform) => startAnalyzerOn(platform, config));
}
