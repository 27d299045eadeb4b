import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A release of the benign closure whose archive lies in npm's cache. */
export interface BenignRelease {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly path: string;
  /** The lockfile says that installing it runs something. */
  readonly hasInstallScript: boolean;
}

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

/** Names in one call of the npm client. */
const BATCH = 60;
const FETCH_MS_MAX = 300_000;

/** Where npm's cache keeps the content of a subresource integrity value (cacache's `content-v2` layout). */
function contentPath(cacheDir: string, integrity: string): string | null {
  const sha512 = integrity.split(/\s+/).find((item) => item.startsWith('sha512-'));
  if (sha512 === undefined) return null;
  const hex = Buffer.from(sha512.slice('sha512-'.length), 'base64').toString('hex');
  return join(cacheDir, '_cacache', 'content-v2', 'sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
}

function readLock(lockDir: string): Map<string, { name: string; version: string; locked: LockedPackage }> {
  const text = readFileSync(join(lockDir, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
  const found = new Map<string, { name: string; version: string; locked: LockedPackage }>();
  for (const [place, locked] of Object.entries(packages)) {
    const name = locked.name ?? place.split('node_modules/').at(-1);
    if (!name || !locked.version || !locked.integrity) continue;
    found.set(`${name}@${locked.version}`, { name, version: locked.version, locked });
  }
  return found;
}

function toRelease(
  cacheDir: string,
  { name, version, locked }: { name: string; version: string; locked: LockedPackage },
): BenignRelease | null {
  const path = contentPath(cacheDir, locked.integrity ?? '');
  if (path === null) return null;
  const filename = `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`;
  return { name, version, filename, path, hasInstallScript: locked.hasInstallScript ?? false };
}

/** Hash order: spreads every sample over the whole set, and is the same on each machine. */
function orderKey({ name, version }: BenignRelease): string {
  return createHash('sha256').update(`${name}@${version}`).digest('hex');
}

/**
 * The releases of a lockfile, in an order that only their names decide, once all their archives are in a cache of
 * their own. What is missing is fetched by the npm client from the registry that it is set up for, in batches, so
 * that a second call goes on where the first one ended; nothing of a package runs, and nothing is unpacked.
 */
export async function prepareBenignReleases(lockDir: string, cacheDir: string): Promise<BenignRelease[]> {
  mkdirSync(cacheDir, { recursive: true });
  const releases = [...readLock(lockDir).values()]
    .map((item) => toRelease(cacheDir, item))
    .filter((release) => release !== null);
  const missing = releases.filter((release) => !existsSync(release.path));
  for (let at = 0; at < missing.length; at += BATCH) {
    const specs = missing.slice(at, at + BATCH).map(({ name, version }) => `${name}@${version}`);
    process.stderr.write(`analysis: fetching ${at + specs.length} of ${missing.length} archives\n`);
    const options = ['--cache', cacheDir, '--ignore-scripts', '--no-update-notifier'];
    await promisify(execFile)('npm', ['cache', 'add', ...options, ...specs], {
      cwd: cacheDir,
      timeout: FETCH_MS_MAX,
    });
  }
  const absent = releases.filter((release) => !existsSync(release.path));
  if (absent.length > 0) {
    const names = absent.slice(0, 5).map(({ name, version }) => `${name}@${version}`);
    throw new Error(
      `${absent.length} archives of the benign set have other bytes than its lockfile says: ${names.join(', ')}`,
    );
  }
  return releases
    .map((release) => ({ release, key: orderKey(release) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ release }) => release);
}
