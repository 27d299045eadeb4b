import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { PipEnvironment } from './client-config.ts';

function read(path: string): { readonly path: string; readonly text: string }[] {
  try {
    return [{ path, text: readFileSync(path, 'utf8') }];
  } catch {
    // Not there, or not ours to read: pip passes over such files, too.
    return [];
  }
}

/** Reads pip's variables and files of this machine, in pip's order: global, user, environment's own, `PIP_CONFIG_FILE`. */
export function readPipEnvironment(): PipEnvironment {
  const env = { ...process.env };
  const home = homedir();
  const own = env.PIP_CONFIG_FILE;
  // pip reads no file at all when it is told to read none.
  if (own === '/dev/null') return { env, files: [] };
  const global = (env.XDG_CONFIG_DIRS ?? '/etc/xdg').split(':').filter(Boolean);
  const paths = [
    ...global.map((directory) => join(directory, 'pip', 'pip.conf')),
    '/etc/pip.conf',
    join(home, '.pip', 'pip.conf'),
    join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'pip', 'pip.conf'),
    ...(env.VIRTUAL_ENV ? [join(env.VIRTUAL_ENV, 'pip.conf')] : []),
    ...(own ? [own] : []),
  ];
  return { env, files: paths.flatMap(read) };
}
