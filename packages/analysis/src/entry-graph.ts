import { posix } from 'node:path';
import { decodeSource, type PackageManifest, parseManifest } from '@weir/code';
import { bundledFolders } from './bundled.ts';
import { configHooks, isConfigFile, isManagerConfig } from './config-hooks.ts';
import { manifestEdges, shrinkwrapEdges } from './edges.ts';
import { expandEntry, listCommands, listEntries } from './entry-points.ts';
import { uncachedPython } from './facts-cache-python.ts';
import type { EntryGraph, GraphOptions } from './graph-types.ts';
import { openGypBuilds, type ReadText } from './gyp-builds.ts';
import { createScripts, manifestHooks, type Scripts } from './hooks.ts';
import { MANIFEST_BYTES_MAX } from './limits.ts';
import { followLinks } from './link-modules.ts';
import { followPackageRun } from './package-run.ts';
import { PADDED_BYTES_MAX, withoutPadding } from './padding.ts';
import { createResolver } from './resolve.ts';
import { startsManager } from './script-folders.ts';
import { shadowedCommands } from './shadows.ts';
import { sniffRest } from './sniff-rest.ts';
import { stagedFiles } from './staged-files.ts';
import { createStartedPython } from './started-python.ts';
import { followGlue } from './units.ts';
import { createWalk } from './walk.ts';
import type { Walk } from './walk-types.ts';

export type { EntryGraph, FileReference, GraphOptions } from './graph-types.ts';

const GYP_FILE = /\.gypi?$/i;
/** Bytes of a tool's settings, and of a lock file that are read. */
const CONFIG_BYTES_MAX = 256 * 1024;
const SHRINKWRAP_BYTES_MAX = 8 * 1024 * 1024;
/**
 * Packages up to this many bytes are followed through their own name as well. Frameworks load themselves that way, all
 * of them and late: the largest of the benign set would be read whole, 30 MB of code, for nothing that an import runs.
 */
const OWN_NAME_BYTES_MAX = 16 * 1024 * 1024;
/** Bundled packages whose own hooks are read. */
const HOOKED_MAX = 300;

/** Follows what runs from the package's entry points and gives each file the earliest stage that reaches it. */
export async function buildEntryGraph(options: GraphOptions): Promise<EntryGraph> {
  const { index, manifest, inner } = options;
  const registryHost = options.registryHost ?? null;
  const manifestOf = (folder: string): PackageManifest | null =>
    folder === '' ? manifest : (inner.get(folder) ?? null);
  const resolver = createResolver({ has: (path) => index.has(path), paths: () => index.keys(), manifestOf });
  const { resolvePath } = resolver;
  const scripts = new Map<string, Scripts>();
  const bundled = bundledFolders(manifest, inner);
  let commands: Map<string, string> | undefined;

  function scriptsOf(folder: string): Scripts | null {
    const known = scripts.get(folder);
    const own = manifestOf(folder);
    if (known || !own) return known ?? null;
    const hasServer = index.has(posix.join(folder, 'server.js'));
    const made = createScripts(own, posix.join(folder, 'package.json'), hasServer);
    scripts.set(folder, made);
    return made;
  }

  /** npm links the commands of what is bundled; a package may also start its own by name. */
  function commandFiles(name: string): readonly string[] {
    commands ??= new Map(
      [...bundled.all, ''].flatMap((folder) => {
        const own = manifestOf(folder);
        return own ? [...listCommands(own, index, folder)] : [];
      }),
    );
    // What lies in that folder already is in front of them.
    const shipped = ['', '.cmd'].map((suffix) => `node_modules/.bin/${name}${suffix}`);
    const path = commands.get(name);
    const linked = path === undefined ? null : resolvePath(path);
    return [...(linked === null ? [] : [linked]), ...shipped.filter((file) => index.has(file))];
  }

  let sizeBytes = 0;
  for (const entry of index.values()) sizeBytes += entry.sizeBytes;
  const followsOwnName = sizeBytes <= OWN_NAME_BYTES_MAX;
  const python = createStartedPython(index, options.analyzePython ?? uncachedPython);
  const walk = createWalk({
    ...options,
    resolver,
    registryHost,
    followsOwnName,
    scriptsOf,
    manifestOf,
    commandFiles,
    python,
  });
  const resolveAll = (fromFile: string, specifier: string): readonly string[] =>
    python.has(fromFile)
      ? python.modules.resolve(fromFile, specifier)
      : resolver.resolveAll(fromFile, specifier);
  async function readText(path: string, bytesMax: number, whole = false): Promise<string | null> {
    const entry = index.get(path);
    if (whole && entry && entry.sizeBytes > bytesMax)
      walk.skip(path, `larger than ${bytesMax} bytes`, entry.sizeBytes);
    if (!entry) return null;
    if (entry.sizeBytes <= bytesMax || !GYP_FILE.test(path))
      return decodeSource(await options.read(entry, bytesMax));
    const text = withoutPadding(decodeSource(await options.read(entry, PADDED_BYTES_MAX)), 'hash');
    // Blanks are runs of at most 63 by now; lines of nothing else are many only where they hide something.
    return text.replace(/(?:\n[ \t]{0,64}){64,4096}/g, '\n').slice(0, bytesMax);
  }

  const twinManifests = await readTwins(options, readText);
  const builds = openGypBuilds(index, walk, readText);
  const { installed } = bundled;
  if (installed.length > HOOKED_MAX) {
    const reason = `hooks of ${installed.length - HOOKED_MAX} bundled packages`;
    walk.skipped.push({ file: 'node_modules', reason, sizeBytes: null });
  }
  for (const folder of ['', ...installed.slice(0, HOOKED_MAX)]) {
    const own = scriptsOf(folder);
    for (const hook of own ? manifestHooks(own) : []) walk.addHook(hook);
    if (manifestOf(folder)?.gypfile !== false) await builds.follow(folder);
  }
  for (const [path, own] of twinManifests)
    for (const hook of manifestHooks(createScripts(own, path))) walk.addHook(hook);
  await walk.drain();
  await builds.followCommands();
  await followConfigs(options, walk, readText);
  await walk.drain();

  const entries = [manifest, ...twinManifests.values()].flatMap((own) => listEntries(own));
  for (const entry of entries)
    if (entry.platform === 'any')
      for (const path of expandEntry(entry, index, resolvePath)) walk.reach(path, 'import');
  walk.reach(resolvePath('.'), 'import');
  // What loaders take that know no `exports`, or do not find its target.
  walk.reach(resolvePath('index'), 'import');
  await walk.drain();
  const byNode = new Set(walk.stages.keys());
  for (const entry of entries)
    if (entry.platform === 'browser')
      for (const path of expandEntry(entry, index, resolvePath)) walk.reach(path, 'import');
  await walk.drain();
  const inBrowser = new Set([...walk.stages.keys()].filter((path) => !byNode.has(path)));
  const own = listCommands(manifest, index);
  for (const target of own.values()) walk.reach(resolvePath(target), 'use');
  await walk.drain();

  await followPackageRun(options, walk, resolver);
  await walk.drain();

  walk.edges.add(manifestEdges(manifest, 'package.json'));
  for (const folder of bundled.all) {
    const bundledManifest = manifestOf(folder);
    if (bundledManifest)
      walk.edges.add(manifestEdges(bundledManifest, posix.join(folder, 'package.json'), true));
  }
  const shrinkwrap = await readText('npm-shrinkwrap.json', SHRINKWRAP_BYTES_MAX, true);
  if (shrinkwrap !== null) walk.edges.add(shrinkwrapEdges(shrinkwrap, 'npm-shrinkwrap.json', registryHost));

  followGlue(walk.units, resolveAll);
  await followLinks(options, walk, resolveAll, readText);
  const formats = new Map(walk.formats);
  await sniffRest(index, formats, walk.units, options.read);
  return {
    files: stagedFiles(index, walk.stages, formats, inBrowser),
    units: walk.units,
    hooks: walk.hooks,
    skipped: walk.skipped,
    implicitBuild: manifest.gypfile !== false && builds.has('') && !hasOwnInstall(manifest),
    resolve: (fromFile, specifier) =>
      python.has(fromFile)
        ? python.modules.resolveWhole(fromFile, specifier)
        : (resolver.resolveAll(fromFile, specifier)[0] ?? null),
    resolveAll,
    started: walk.started,
    references: walk.references,
    edges: walk.edges.list(),
    shadows: await findShadows(manifest, own, readText),
  };
}

/** Manifests that some machines have in place of the package's own. */
async function readTwins(
  { twins }: Pick<GraphOptions, 'twins'>,
  readText: ReadText,
): Promise<Map<string, PackageManifest>> {
  const found = new Map<string, PackageManifest>();
  for (const path of twins?.get('package.json') ?? []) {
    const parsed = parseManifest((await readText(path, MANIFEST_BYTES_MAX)) ?? '');
    if (parsed.kind === 'manifest') found.set(path, parsed.manifest);
  }
  return found;
}

function hasOwnInstall({ scripts }: PackageManifest): boolean {
  return scripts.has('install') || scripts.has('preinstall');
}

/** Commands in the settings of tools: dead, but where a hook starts the package manager that reads them. */
async function followConfigs(options: GraphOptions, walk: Walk, readText: ReadText): Promise<void> {
  const paths = [...options.index.keys()].filter(isConfigFile).slice(0, 100);
  if (paths.length === 0) return;
  const runs = walk.hooks.some((hook) => hook.stage === 'install' && hook.actions.some(startsManager));
  for (const path of paths) {
    const text = (await readText(path, CONFIG_BYTES_MAX)) ?? '';
    const stage = runs && isManagerConfig(path) ? 'install' : 'dead';
    const hooks = configHooks(path, text, stage);
    for (const hook of hooks) walk.addHook(hook);
    if (stage === 'install' && hooks.length > 0) walk.reach(path, stage);
  }
}

async function findShadows(
  manifest: PackageManifest,
  commands: ReadonlyMap<string, string>,
  readText: ReadText,
): Promise<EntryGraph['shadows']> {
  const found = shadowedCommands(commands.keys(), manifest, () => 1);
  if (found.length === 0) return found;
  const text = (await readText('package.json', CONFIG_BYTES_MAX)) ?? '';
  const start = Math.max(0, text.search(/"(?:bin|directories)"\s*:/));
  return shadowedCommands(commands.keys(), manifest, (command) => {
    const at = text.indexOf(JSON.stringify(command), start);
    return text.slice(0, at < 0 ? start : at).split('\n').length;
  });
}
