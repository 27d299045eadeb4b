import { describe, expect, it } from 'vitest';
import { listFiles, readText } from './lib/tree.ts';

const DEFAULTS = 'packages/registries/src/defaults.ts';
const TEXT =
  /\.(?:ts|mjs|json|md|ya?ml|toml|sql|sh|xml|tsv|txt|html|properties)$|(?:^|\/)(?:weir|run|Dockerfile|LICENSE|\.npmrc|\.gitignore)$/;
/** A host of a public registry, whatever its subdomain: told by the label before the top-level domain. */
const REGISTRY_HOST =
  /\b(?:[a-z0-9-]+\.)*(?:npmjs|npmmirror|yarnpkg|pypi|pythonhosted|open-vsx|visualstudio|huggingface)\.(?:org|com|io|co)\b/gi;

const files = listFiles().filter((path) => TEXT.test(path));

describe('hosts', () => {
  it('names hosts of public registries in one file', () => {
    const naming = files.flatMap((path) =>
      [...new Set(readText(path).match(REGISTRY_HOST))].map((host) => ({ path, host })),
    );

    expect(files.length).toBeGreaterThan(100);
    expect(naming.filter(({ path }) => path === DEFAULTS).length).toBeGreaterThan(0);
    expect(naming.filter(({ path }) => path !== DEFAULTS)).toEqual([]);
  });

  it('keeps hosts that defaults.ts names out of every other file', () => {
    const hosts = [...readText(DEFAULTS).matchAll(/https?:\/\/(?<host>[^/'"`\s:]+)/g)].map(
      (match) => match.groups?.host ?? '',
    );
    const naming = files
      .filter((path) => path !== DEFAULTS)
      .flatMap((path) => {
        const text = readText(path);
        return hosts.filter((host) => text.includes(host)).map((host) => `${path}: ${host}`);
      });

    expect(hosts.length).toBeGreaterThan(0);
    expect(naming).toEqual([]);
  });

  it('locks versions and digests, not where they came from', () => {
    expect(readText('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });
});
