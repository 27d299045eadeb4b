import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { readStoreEnv, type StoreEnv } from '../env.ts';

/**
 * Where Weir keeps its data on this machine: `WEIR_DATA`, else the user's data home
 * (XDG Base Directory 0.8 on Linux, which says to ignore relative values; Application Support on macOS; LocalAppData on Windows).
 */
export function defaultDataDir(
  env: Partial<StoreEnv> = readStoreEnv(),
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.weirData !== undefined) return resolve(env.weirData);
  if (platform === 'win32') return join(env.localAppData ?? join(home, 'AppData', 'Local'), 'weir');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'weir');
  const { xdgDataHome } = env;
  return xdgDataHome !== undefined && isAbsolute(xdgDataHome)
    ? join(xdgDataHome, 'weir')
    : join(home, '.local', 'share', 'weir');
}
