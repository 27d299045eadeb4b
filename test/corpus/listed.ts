import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FETCH_MS_MAX = 120_000;

/** An archive of a list, in the cache or still to be fetched. */
export interface Listed {
  /** As the list names it. */
  readonly spec: string;
  readonly path: string;
  readonly filename: string;
}

/** Lines of a list without comments and empty ones. */
export function readLines(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Whether a list is one of PyPI distributions, which lie in the cache by their sha256. */
export function isPypiList(list: string): boolean {
  return list.endsWith('.tsv');
}

/** The folder that archives of a list are kept in when none is named. */
export function defaultCache(list: string): string {
  return join(homedir(), '.cache', 'weir', isPypiList(list) ? 'benign-pypi' : 'corpus');
}

/** A package of npm by name and version, under the name that `npm pack` gives its archive. */
export function npmListed(spec: string, cache: string): Listed {
  const at = spec.lastIndexOf('@');
  const filename = `${spec.slice(0, at).replace(/^@/, '').replace('/', '-')}-${spec.slice(at + 1)}.tgz`;
  return { spec, filename, path: join(cache, filename) };
}

/** Fetches what of a list of PyPI is missing, by its file name and digest. Throws when something stays missing. */
export async function fetchPypi(list: string, cache: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const program = join(import.meta.dirname, 'benign-pypi', 'fetch.py');
  await promisify(execFile)('python3', [program, '--list', list, '--cache', cache]);
}

/** Packs what is missing, one after the other, by the npm client and the registry that it is set up for; runs nothing. */
export async function packNpm(listed: readonly Listed[], cache: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  for (const { spec, path } of listed) {
    if (existsSync(path)) continue;
    const options = ['--ignore-scripts', '--prefer-offline', '--silent', '--pack-destination', cache];
    await promisify(execFile)('npm', ['pack', spec, ...options], { timeout: FETCH_MS_MAX });
  }
}
