import { join } from 'node:path';
import { createAnalysisPool } from '@weir/analysis';
import { type Platform, runService } from '@weir/platform';
import type { RunningProgram } from '@weir/runtime';
import { type AnalyzerProgramConfig, configureAnalyzer, configureKeeping } from './config.ts';
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
  const factsDir = join(platform.settings.dataDir, 'facts');
  const pool = stack.use(createAnalysisPool({ ...config.workers, factsDir }));
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
