import { startOpsServer } from '@weir/runtime';
import type { PlatformConfig } from './config.ts';
import type { Platform } from './platform.ts';
import { readVersion } from './version.ts';

/** Readiness checks by name: each throws with the reason when not ready. */
export type Checks = Readonly<Record<string, () => Promise<void>>>;

/** What of the platform the ops server shows. */
export interface OpsParts extends Pick<Platform, 'service' | 'logger' | 'metrics'> {
  readonly settings: Pick<PlatformConfig, 'http'>;
  readonly store: Pick<Platform['store'], 'ping'>;
}

function isPortTaken(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EADDRINUSE' || code === 'EACCES';
}

/**
 * Starts `/livez`, `/readyz`, `/metrics` and `/version` on the configured port, or on a free one when that is taken:
 * a second monitor on a machine must not fail for its metrics.
 */
export async function startOps(
  platform: OpsParts,
  signal: AbortSignal,
  checks: Checks = {},
): Promise<AsyncDisposable & { readonly url: string }> {
  const { host, port } = platform.settings.http;
  const options = {
    service: platform.service,
    version: readVersion(),
    host,
    metrics: platform.metrics,
    checks: { postgres: () => platform.store.ping(), ...checks },
    signal,
  };
  try {
    return await startOpsServer({ ...options, port });
  } catch (error) {
    if (!isPortTaken(error) || port === 0) throw error;
    platform.logger.warn({ port }, 'the port is taken, using a free one');
    return startOpsServer({ ...options, port: 0 });
  }
}
