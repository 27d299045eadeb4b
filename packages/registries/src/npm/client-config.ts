import Config from '@npmcli/config';
import npmOptions from '@npmcli/config/lib/definitions/index.js';
import { AppError } from '@weir/model';
import { NPM_PUBLIC } from '../defaults.ts';
import type { NpmEnvironment } from './env.ts';

/** The npm client's configuration, as far as reading packages goes. Used by `scan` and `backfill`. */
export interface NpmClientConfig {
  /** Base of the default registry, without a trailing slash. */
  readonly registry: string;
  /** The registry of a package: its scope's, or the default one. */
  registryFor(name: string): string;
  /** Authorization header for a URL of a configured registry; null for every other origin. */
  authorize(url: string): string | null;
  /** Origins of all configured registries: where tarballs may come from. */
  readonly origins: readonly string[];
  /** The origin that a mirror stands in for in tarball URLs (`replace-registry-host`); null for none. */
  readonly replaceOrigin: string | null;
}

const SCOPE_KEY = /^(?<scope>@[^:/]+):registry$/;

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function parseRegistry(key: string, value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return withoutSlash(url.href);
  throw new AppError('NPM_CONFIG', `npm's setting ${key} is no http(s) URL; see npm config ls -l`, {
    retriable: false,
  });
}

/** Directories from a URL's path up to the root: npm binds a credential to a host and path prefix. */
function prefixesOf(url: URL): string[] {
  const prefixes: string[] = [];
  for (let path = url.pathname; ; path = path.slice(0, path.lastIndexOf('/', path.length - 2) + 1)) {
    prefixes.push(`${url.origin}${path}`);
    if (path === '/' || path === '') return prefixes;
  }
}

/**
 * Reads the npm client's configuration the way npm does: environment, project, user, global and built-in npmrc,
 * `${VAR}` replaced. Unset, the registry is the public one.
 * @throws AppError `NPM_CONFIG`, not retriable, when a registry is no URL.
 */
export async function readNpmClientConfig(environment: NpmEnvironment): Promise<NpmClientConfig> {
  const config = new Config({
    ...npmOptions,
    env: { ...environment.env },
    cwd: environment.cwd,
    npmPath: environment.npmPath,
    execPath: environment.execPath,
    argv: [],
    warn: false,
  });
  await config.load();
  const registry = parseRegistry('registry', config.get('registry') ?? NPM_PUBLIC.documents);
  const scopes = new Map<string, string>();
  for (const layer of config.list) {
    for (const key of Object.keys(layer)) {
      const scope = SCOPE_KEY.exec(key)?.groups?.scope;
      if (scope) scopes.set(scope, parseRegistry(key, config.get(key)));
    }
  }
  const origins = [...new Set([registry, ...scopes.values()].map((base) => new URL(base).origin))];
  const replace = config.get('replace-registry-host');
  const publicOrigin = new URL(NPM_PUBLIC.documents).origin;
  return {
    registry,
    origins,
    replaceOrigin: replace === 'never' ? null : publicOrigin,
    registryFor: (name) => scopes.get(name.slice(0, Math.max(0, name.indexOf('/')))) ?? registry,
    authorize(href) {
      const url = new URL(href);
      if (!origins.includes(url.origin)) return null;
      for (const prefix of prefixesOf(url)) {
        const { token, auth } = config.getCredentialsByURI(prefix);
        if (token) return `Bearer ${token}`;
        if (auth) return `Basic ${auth}`;
      }
      return null;
    },
  };
}
