import { realpathSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';

/** Where the npm client of this machine lives and what it is told by the environment. */
export interface NpmEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Directory of npm's own package (its `npmrc` is the built-in configuration). */
  readonly npmPath: string;
  /** The node binary beside `npm`: npm takes its global prefix from it. */
  readonly execPath: string;
}

/** `npm` of the system: the first on PATH that does not come with somebody's node_modules, as Weir's own Node does. */
function findNpm(path: string): string | null {
  for (const directory of path.split(delimiter)) {
    if (directory === '' || directory.includes(`${sep}node_modules${sep}`)) continue;
    try {
      realpathSync(join(directory, 'npm'));
      return join(directory, 'npm');
    } catch {
      // Not in this directory; look on.
    }
  }
  return null;
}

/** Reads what decides the npm client's configuration. A copy of the environment: the reader writes into it. */
export function readNpmEnvironment(): NpmEnvironment {
  const npm = findNpm(process.env.PATH ?? '');
  return {
    env: { ...process.env },
    cwd: process.cwd(),
    npmPath: npm === null ? process.cwd() : dirname(dirname(realpathSync(npm))),
    execPath: npm === null ? process.execPath : join(dirname(npm), 'node'),
  };
}
