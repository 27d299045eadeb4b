import {
  cleanUrl,
  githubName,
  type ManifestDependency,
  type PackageManifest,
  parseRequirement,
  parseShrinkwrap,
  readNpmSpec,
  type ShellAction,
} from '@weir/code';
import {
  type EdgeChannel,
  normalizeName,
  type PackageEdge,
  type ReleaseContext,
  type Stage,
  safeText,
} from '@weir/model';

/** Edges of one graph. */
export const EDGES_MAX = 500;

/** Where an edge is written, and when it comes in. */
export interface EdgePlace {
  readonly stage: Stage;
  readonly file: string;
  readonly line: number;
}

/** Collects edges, each once, with the earliest place that says so. */
export interface EdgeList {
  add(edges: Iterable<PackageEdge>): void;
  /** Those past the manifest's own list first, so that no long list hides them; at most {@link EDGES_MAX}. */
  list(): readonly PackageEdge[];
}

const PLAIN: ReadonlySet<EdgeChannel> = new Set(['dependency', 'optional', 'peer', 'bundled']);

/** An empty list. */
export function createEdgeList(): EdgeList {
  const found = new Map<string, PackageEdge>();
  const plain = new Map<string, PackageEdge>();
  return {
    add(edges) {
      for (const edge of edges) {
        const into = PLAIN.has(edge.channel) ? plain : found;
        const key = JSON.stringify([edge.channel, edge.ecosystem, edge.name, edge.spec, edge.url]);
        if (into.size < EDGES_MAX && !into.has(key)) into.set(key, edge);
      }
    },
    list: () => [...found.values(), ...plain.values()].slice(0, EDGES_MAX),
  };
}

function createEdge(
  channel: EdgeChannel,
  place: EdgePlace,
  target: Pick<PackageEdge, 'ecosystem' | 'name' | 'url'> & { readonly spec: string },
): PackageEdge {
  return {
    channel,
    ecosystem: target.ecosystem,
    name: target.name === null ? null : safeText(target.name, 512) || null,
    // An address loses its secrets, also where it stands in a spec.
    spec: safeText(/:\/\//.test(target.spec) ? (cleanUrl(target.spec) ?? '') : target.spec, 1024),
    url: target.url,
    stage: place.stage,
    file: safeText(place.file, 1024),
    line: place.line,
  };
}

/** What an address or a repository is: on GitHub a package of its own kind, elsewhere an address only. */
function remote(spec: string, channel: string): Pick<PackageEdge, 'ecosystem' | 'name' | 'url'> {
  const github = channel === 'git' || /github/i.test(spec) ? githubName(spec) : null;
  return { ecosystem: github === null ? null : 'github', name: github, url: cleanUrl(spec) };
}

const CHANNEL_OF_FIELD = {
  dependencies: 'dependency',
  optionalDependencies: 'optional',
  peerDependencies: 'peer',
  devDependencies: null,
} as const;

function dependencyEdge(
  dependency: ManifestDependency,
  bundled: ReadonlySet<string>,
  file: string,
): PackageEdge | null {
  const plain = CHANNEL_OF_FIELD[dependency.field];
  const { channel, name, spec, target, line } = dependency;
  if (plain === null || channel === 'workspace') return null;
  const place = { stage: 'install', file, line } as const;
  if (channel === 'registry')
    return createEdge(bundled.has(name) ? 'bundled' : plain, place, {
      ecosystem: 'npm',
      name,
      url: null,
      spec,
    });
  if (channel === 'alias')
    return createEdge('alias', place, { ecosystem: 'npm', name: target, url: null, spec });
  if (channel === 'file') return createEdge('file', place, { ecosystem: null, name: null, url: null, spec });
  return createEdge(channel, place, { ...remote(spec, channel), spec });
}

/**
 * Dependencies of a manifest, those for development left out, and where it has native code fetched from.
 * @param special only those that do not come from the registry under their own name.
 */
export function manifestEdges(manifest: PackageManifest, file: string, special = false): PackageEdge[] {
  const bundled = new Set(manifest.bundled);
  const prebuilt = manifest.prebuilt.map(({ address, line }) =>
    createEdge('url', { stage: 'install', file, line }, { ...remote(address, 'url'), spec: address }),
  );
  const dependencies = manifest.dependencies
    .map((dependency) => dependencyEdge(dependency, bundled, file))
    .filter((item) => item !== null && !(special && PLAIN.has(item.channel)))
    .filter((item) => item !== null);
  return [...dependencies, ...prebuilt];
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).host : null;
}

/** Host of the registry that served a release, by where its document says that the archive is; null when unknown. */
export function registryHostOf(context: ReleaseContext | null): string | null {
  const manifest = context?.facts?.manifest;
  const dist = manifest !== null && typeof manifest === 'object' && 'dist' in manifest ? manifest.dist : null;
  const tarball = dist !== null && typeof dist === 'object' && 'tarball' in dist ? dist.tarball : null;
  return typeof tarball === 'string' ? hostOf(tarball) : null;
}

/** `/@s/name/-/name-1.0.0.tgz`: where a registry serves a package of a name. */
function isConventional(address: string, name: string): boolean {
  const path = URL.canParse(address) ? new URL(address).pathname : '';
  return decodeURIComponent(path.replace(/%(?![0-9a-f]{2})/gi, '')).includes(`/${name}/-/`);
}

/**
 * What a lock file that ships fixes: addresses outside the registry, and packages under other names. While the
 * registry's host is not known, one package of each host tells of it.
 */
export function shrinkwrapEdges(text: string, file: string, registryHost: string | null): PackageEdge[] {
  const hosts = new Set<string>();
  const found: PackageEdge[] = [];
  for (const { name, version, resolved, line } of parseShrinkwrap(text) ?? []) {
    if (resolved === null || !/^(?:[a-z+]+:|git@)/i.test(resolved) || /^file:/i.test(resolved)) continue;
    const host = hostOf(resolved) ?? '';
    const usual = isConventional(resolved, name);
    if (usual && host === registryHost) continue;
    if (usual && registryHost === null && hosts.has(host)) continue;
    hosts.add(host);
    const isGit = /^git|\.git(?:#|$)/i.test(resolved);
    const where = remote(resolved.replace(/^git@([^:]+):/, 'ssh://git@$1/'), isGit ? 'git' : 'url');
    found.push(
      createEdge(
        'shrinkwrap',
        { stage: 'install', file, line },
        // A registry that is not ours has packages of its own under any name.
        { ...where, name: where.name ?? name, spec: version ?? '' },
      ),
    );
    if (found.length >= EDGES_MAX) break;
  }
  return found;
}

function pypiEdge(channel: EdgeChannel, place: EdgePlace, word: string): PackageEdge | null {
  if (/^(?:git\+|https?:)/i.test(word))
    return createEdge(channel, place, { ...remote(word, 'git'), spec: word });
  const groups = /^(?<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?<spec>\s*(?:[=<>!~@][^]*)?)$/.exec(
    word,
  )?.groups;
  if (groups?.name === undefined || /\.(?:txt|whl|zip|gz|toml|cfg)$/.test(word)) return null;
  const name = normalizeName('pypi', groups.name);
  return createEdge(channel, place, { ecosystem: 'pypi', name, url: null, spec: groups.spec?.trim() ?? '' });
}

function npmEdge(channel: EdgeChannel, place: EdgePlace, word: string): PackageEdge | null {
  const read = readNpmSpec(word);
  if (!read || read.channel === 'workspace') return null;
  const { name, spec } = read;
  if (read.channel === 'file') return null;
  if (name !== null) return createEdge(channel, place, { ecosystem: 'npm', name, url: null, spec });
  return createEdge(channel, place, { ...remote(spec, read.channel), spec });
}

/**
 * What a distribution of Python asks for (PEP 508): by its name from the index, or from an address.
 * @param channel how it comes in where it comes from the index.
 */
export function requirementEdge(channel: EdgeChannel, place: EdgePlace, spec: string): PackageEdge | null {
  const url = /^(?:git\+|[a-z]+:\/\/)/i.test(spec) ? null : (parseRequirement(spec)?.url ?? null);
  if (url === null)
    return pypiEdge(
      channel,
      place,
      spec
        .replace(/;.*$/s, '')
        .replace(/\((?<range>[^()]*)\)/, '$<range>')
        .trim(),
    );
  const isGit = /^git\b/i.test(url);
  const address = url.replace(/^git\+/i, '');
  // A branch or commit stands behind the repository.
  const where = isGit ? remote(address.replace(/@[^/@]+$/, ''), 'git') : remote(address, 'url');
  return createEdge(isGit ? 'git' : 'url', place, { ...where, spec: address });
}

/** Options of `docker run` and its kin that stand alone: all others take the next word along. */
const ALONE =
  /^(?:-[ditqP]+|--(?:rm|detach|interactive|tty|privileged|init|quiet|read-only|publish-all|no-healthcheck|disable-content-trust|all-tags|oom-kill-disable|sig-proxy))$|=/;

/** The image that a command starts in a container, or fetches: from a registry that Weir does not watch. */
function imageEdge(action: ShellAction, place: EdgePlace): PackageEdge | null {
  const [program = '', ...args] = action.argv;
  if (!/^(?:\S*\/)?(?:docker|podman|nerdctl)$/.test(program)) return null;
  const words = args[0] === 'container' || args[0] === 'image' ? args.slice(1) : args;
  const [verb = ''] = words;
  if (!/^(?:run|create|pull)$/.test(verb)) return null;
  let at = 1;
  while (words[at]?.startsWith('-')) at += ALONE.test(words[at] ?? '') ? 1 : 2;
  const image = /^(?<name>[\w.-]+(?::\d+(?=\/))?(?:\/[\w.-]+)*)(?<spec>[:@][\w.:-]+)?$/.exec(
    words[at] ?? '',
  )?.groups;
  if (image?.name === undefined) return null;
  const target = { ecosystem: null, name: image.name, url: null, spec: image.spec?.slice(1) ?? '' };
  return createEdge(verb === 'pull' ? 'install' : 'run', place, target);
}

/** Packages and images that a command fetches to run them, or installs. */
export function actionEdges(
  action: ShellAction,
  place: EdgePlace,
  registryHost: string | null,
): PackageEdge[] {
  if (action.kind === 'other') return [imageEdge(action, place)].filter((edge) => edge !== null);
  if (action.kind !== 'run-package' && action.kind !== 'install-package') return [];
  const channel = action.kind === 'run-package' ? 'run' : 'install';
  const words = action.kind === 'run-package' ? [action.spec] : action.specs;
  const registry = action.kind === 'install-package' ? action.registry : null;
  return words.slice(0, 100).flatMap((word) => {
    const made =
      action.source === 'npm'
        ? npmEdge(channel, place, word)
        : action.source === 'pypi'
          ? requirementEdge(channel, place, word)
          : /^[\w@][\w@./:+-]*$/.test(word)
            ? createEdge(channel, place, { ecosystem: null, name: word, url: null, spec: '' })
            : null;
    if (!made) return [];
    // Another registry's package of this name is another package.
    const foreign = registry !== null && (registryHost === null || hostOf(registry) !== registryHost);
    return [foreign ? { ...made, ecosystem: null, url: cleanUrl(registry) ?? made.url } : made];
  });
}

/** True for a module that is loaded from an address, or fetched by the runtime. */
export function isRemoteImport(specifier: string): boolean {
  return /^(?:https?:\/\/|npm:)/i.test(specifier);
}

/** Modules that code loads from an address. */
export function importEdge(specifier: string, place: EdgePlace): PackageEdge | null {
  if (/^https?:\/\//i.test(specifier))
    return createEdge('url', place, { ...remote(specifier, 'url'), spec: specifier });
  return /^npm:/i.test(specifier) ? npmEdge('run', place, specifier.slice(4)) : null;
}
