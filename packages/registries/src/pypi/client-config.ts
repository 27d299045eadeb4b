import { AppError } from '@weir/model';
import { PYPI_PUBLIC } from '../defaults.ts';
import type { PypiAddresses } from './api.ts';

/** What decides the pip client's configuration: variables, and its files in the order in which later ones win. */
export interface PipEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** The pip client's configuration, as far as reading packages goes. Used by `backfill`. */
export interface PipClientConfig {
  readonly addresses: PypiAddresses;
  /** Authorization header for a URL of the configured index; null for every other origin. */
  authorize(this: void, url: string): string | null;
  /** Origins that files may come from: the index's own, and the public host of files where that is the index. */
  readonly origins: readonly string[];
}

/** `pip install` reads both sections; the command's own wins. */
const SECTIONS: readonly string[] = ['global', 'install'];

/** One value of a pip configuration file (Python's configparser, as far as one line goes); undefined when it has none. */
function readValue(text: string, key: string): string | undefined {
  const found = new Map<string, string>();
  let section = '';
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const header = /^\[(?<name>[^\]]+)\]$/.exec(line)?.groups?.name;
    if (header !== undefined) section = header.trim();
    const pair = /^(?<name>[^=:]+?)\s*[=:]\s*(?<value>.*)$/.exec(line)?.groups;
    if (header === undefined && pair?.name?.toLowerCase().replaceAll('_', '-') === key)
      found.set(section, pair.value ?? '');
  }
  return SECTIONS.reduce<string | undefined>((last, name) => found.get(name) ?? last, undefined);
}

function parseIndex(text: string, from: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new AppError('PIP_CONFIG', `pip's index-url in ${from} is no http(s) URL; see pip config list`, {
    retriable: false,
  });
}

/**
 * Reads which index pip is told to use: `PIP_INDEX_URL`, or the last file that names one. Unset it is the public PyPI.
 * Credentials in the URL go to its origin only. Pure.
 * @throws AppError `PIP_CONFIG`, not retriable, when the index is no URL.
 */
export function parsePipConfig({ env, files }: PipEnvironment): PipClientConfig {
  const named = [
    ...files.map(({ path, text }) => ({ from: path, value: readValue(text, 'index-url') })),
    { from: 'PIP_INDEX_URL', value: env.PIP_INDEX_URL },
  ].findLast(({ value }) => value !== undefined && value !== '');
  const url = parseIndex(named?.value ?? `${PYPI_PUBLIC.index}/simple`, named?.from ?? 'the defaults');
  const { username, password } = url;
  const authorization =
    username === ''
      ? null
      : `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  url.username = '';
  url.password = '';
  const simple = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  const isPublic = url.origin === new URL(PYPI_PUBLIC.index).origin;
  return {
    addresses: {
      simple,
      // Where a server has the JSON API, it is beside the simple index; where it has none, it answers 404.
      json: simple.endsWith('/simple') ? `${simple.slice(0, -'/simple'.length)}/pypi` : null,
      rss: null,
    },
    origins: isPublic ? [url.origin, new URL(PYPI_PUBLIC.files).origin] : [url.origin],
    authorize: (href) => (new URL(href).origin === url.origin ? authorization : null),
  };
}
