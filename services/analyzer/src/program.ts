import { createAnalysisPool, probeIsolation } from '@weir/analysis';
import { type Platform, runService } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import { type AnalyzerProgramConfig, configureAnalyzer } from './config.ts';
import { createAnalyzer } from './context.ts';
import { readAnalyzerEnv } from './env.ts';
import { openFetching } from './fetching.ts';

/**
 * Starts the analyzer on an open platform, with fetchers and children of its own; the children come up with the first
 * release. What was opened is closed again when a later part fails.
 */
export async function startAnalyzerOn(
  platform: Platform,
  config: AnalyzerProgramConfig,
): Promise<RunningProgram> {
  await using stack = new AsyncDisposableStack();
  const { fetcherOf } = stack.use(await openFetching(platform, config));
  const pool = stack.use(createAnalysisPool(config.workers));
  const isolation = probeIsolation();
  if (isolation.network === 'host') {
    platform.logger.warn(
      { limits: isolation.limits },
      'analysis children share the network of this system: `weir doctor` says what to do',
    );
  }
  const slowPool = stack.use(createAnalysisPool(config.slowWorkers));
  const analyzer = await createAnalyzer({
    ...platform,
    pool,
    slowPool,
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
