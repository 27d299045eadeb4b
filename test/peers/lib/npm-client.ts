import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inheritedEnv } from '../../lib/env.ts';

/** One command of npm takes a quarter of a second; a machine under load may need a multiple. */
const TIMEOUT_MS = 30_000;

const execute = promisify(execFile);

/** What goes into `package.json` beside name and version. */
export type Manifest = Readonly<Record<string, unknown>>;

/** The npm client of this machine, with a home, a configuration and a cache of its own. */
export interface NpmClient extends AsyncDisposable {
  /** PATH, HOME and configuration: a program with this environment reads what this client reads. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs `npm ARGS…`. Throws with npm's own words when it fails. */
  run(...args: readonly string[]): Promise<void>;
  /** Publishes a small package. Its scripts do not run, neither here nor later. */
  publish(name: string, version: string, manifest?: Manifest, ...args: readonly string[]): Promise<void>;
}

/** Prepares a client that knows one registry. What would go elsewhere ends at a port where nobody listens. */
export async function createNpmClient(origin: string, token: string): Promise<NpmClient> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-peer-npm-'));
  const home = join(directory, 'home');
  await mkdir(home);
  const settings = [
    `registry=${origin}/`,
    `//${new URL(origin).host}/:_authToken=${token}`,
    `cache=${join(directory, 'cache')}`,
    'ignore-scripts=true',
    'fund=false',
    'audit=false',
    'update-notifier=false',
    'fetch-retries=0',
    'proxy=http://127.0.0.1:9/',
    'https-proxy=http://127.0.0.1:9/',
    'noproxy=127.0.0.1',
  ];
  await writeFile(join(home, '.npmrc'), `${settings.join('\n')}\n`, { mode: 0o600 });
  const env = {
    ...inheritedEnv(),
    HOME: home,
    // Beside the home, the machine's own configuration would be read.
    npm_config_globalconfig: join(directory, 'no-global-npmrc'),
  };

  async function run(cwd: string, args: readonly string[]): Promise<void> {
    await execute('npm', [...args], { cwd, env, timeout: TIMEOUT_MS });
  }

  return {
    env,
    run: (...args) => run(home, args),
    async publish(name, version, manifest = {}, ...args) {
      const folder = await mkdtemp(join(directory, 'package-'));
      const content = { name, version, main: 'index.js', ...manifest };
      await writeFile(join(folder, 'package.json'), JSON.stringify(content));
      await writeFile(join(folder, 'index.js'), `exports.version = ${JSON.stringify(version)};\n`);
      await run(folder, ['publish', '--access', 'public', ...args]);
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
