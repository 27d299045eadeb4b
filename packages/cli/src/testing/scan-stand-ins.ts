import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NpmStandIn, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { type PypiStandIn, startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { expect } from 'vitest';
import type { ScanResult } from '../scan/result.ts';
import { scanResultValidator } from './json-schemas.ts';
import { startWeir, type WeirRun } from './run-weir.ts';

/** `weir scan` on a machine whose npm and pip are configured with stand-ins. */
export interface ScanStandIns extends AsyncDisposable {
  readonly npm: NpmStandIn;
  readonly pypi: PypiStandIn;
  scan(target: string, ...args: readonly string[]): Promise<WeirRun>;
  /** The one result of a scan, which the committed schema must allow. */
  resultOf(target: string, ...args: readonly string[]): Promise<ScanResult>;
}

/** Starts both stand-ins and makes an empty home. */
export async function openScanStandIns(): Promise<ScanStandIns> {
  await using stack = new AsyncDisposableStack();
  const home = mkdtempSync(join(tmpdir(), 'weir-scan-stand-ins-'));
  stack.defer(() => rmSync(home, { recursive: true }));
  const npm = stack.use(await startNpmStandIn());
  const pypi = stack.use(await startPypiStandIn());
  const problemsOf = scanResultValidator();
  const env = {
    HOME: home,
    npm_config_registry: npm.url,
    npm_config_globalconfig: join(home, 'none'),
    PIP_CONFIG_FILE: '/dev/null',
    PIP_INDEX_URL: `${pypi.url}/simple`,
  };
  const scan = (target: string, ...args: readonly string[]): Promise<WeirRun> =>
    startWeir(['scan', target, ...args], env).ended;
  const owned = stack.move();
  return {
    npm,
    pypi,
    scan,
    async resultOf(target, ...args) {
      const { stdout, stderr } = await scan(target, '--format', 'ndjson', ...args);
      const result: ScanResult = JSON.parse(stdout || `{"stderr":${JSON.stringify(stderr)}}`);
      expect(problemsOf(result)).toEqual([]);
      return result;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What one detector found, by rule and severity, sorted. */
export function toldBy(detector: string, { findings }: ScanResult): string[] {
  return findings
    .filter((finding) => finding.detector === detector)
    .map(({ id, severity }) => `${id} ${severity}`)
    .toSorted();
}
