import {
  classifySpec,
  DEPENDENCY_FIELDS,
  dependencyTarget,
  type ManifestDependency,
} from './npm-dependencies.ts';
import { createSourceText } from './text.ts';

/** A script of package.json with the line it stands on. */
export interface ManifestScript {
  readonly name: string;
  readonly command: string;
  readonly line: number;
}

/** An address that native code is fetched from when a package is installed. */
export interface PrebuiltSource {
  readonly address: string;
  readonly line: number;
}

/** What Weir reads of the archive's own package.json; the registry's copy may say otherwise and does not run. */
export interface PackageManifest {
  readonly name: string | null;
  readonly version: string | null;
  readonly scripts: ReadonlyMap<string, ManifestScript>;
  /** Paths that run as commands. */
  readonly bin: readonly string[];
  /** Names of the commands that the package puts on the path. */
  readonly commands: readonly string[];
  /** Dependencies of every kind, in the order of the file; of those from the registry at most 5,000. */
  readonly dependencies: readonly ManifestDependency[];
  /** Names of dependencies that come inside the archive. */
  readonly bundled: readonly string[];
  /** Paths that an import of the package may load, every condition and platform included. */
  readonly entries: readonly string[];
  readonly gypfile: boolean | null;
  /** Where a tool that installs prebuilt native code fetches it from (`binary.host` and `binary.remote_path`). */
  readonly prebuilt: readonly PrebuiltSource[];
  /** False when a cap left scripts, commands or entries out. */
  readonly complete: boolean;
  /** The whole of package.json as parsed: hostile data of any shape. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Dependencies of one package.json that are told. */
const DEPENDENCIES_MAX = 5_000;
/** The same with those that the registry does not serve. */
const FAR_DEPENDENCIES_MAX = 10_000;
/** Up to so many scripts the line is looked for among all places that look like theirs. */
const EXACT_LINES_MAX = 200;
/** Keys of one object are each searched for in the text, up to so many characters for all of them. */
const SEARCHED_CHARS_MAX = 1024 * 1024;

type Parsed =
  | { readonly kind: 'manifest'; readonly manifest: PackageManifest }
  | { readonly kind: 'unreadable'; readonly detail: string };

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Strings that are taken from a field, levels of it that are looked into, and scripts that are told. */
const STRINGS_MAX = 20_000;
const LEVELS_MAX = 64;
const SCRIPTS_MAX = 20_000;
/** Scripts that npm runs by itself: told before others. */
const RUN_BY_NPM = /^(?:pre|post)?(?:install|prepare|publish)$/;

/** What was left out because of a cap. */
interface Cut {
  any: boolean;
}

/** Every string below a value, in order: targets of `exports` and `browser` maps. */
function stringsBelow(value: unknown, cut: Cut, found: string[] = [], depth = 0): string[] {
  if (typeof value !== 'object' || value === null) {
    if (typeof value !== 'string') return found;
    if (found.length < STRINGS_MAX) found.push(value);
    else cut.any = true;
    return found;
  }
  cut.any ||= depth > LEVELS_MAX;
  if (depth > LEVELS_MAX) return found;
  for (const item of Object.values(value)) stringsBelow(item, cut, found, depth + 1);
  return found;
}

const COLON = /\s*:/y;
const TO_VALUE = /\s*:\s*/y;

/** Where a key, given in quotes, is first written from an offset on; -1 when it is nowhere. */
function keyOffset(text: string, quoted: string, start: number): number {
  for (let at = text.indexOf(quoted, start); at >= 0; at = text.indexOf(quoted, at + 1)) {
    COLON.lastIndex = at + quoted.length;
    if (COLON.test(text)) return at;
  }
  return -1;
}

function lineOfScript(
  text: string,
  lineAt: (offset: number) => number,
  name: string,
  command: string,
): number {
  const key = JSON.stringify(name);
  const written = JSON.stringify(command);
  let fallback = 1;
  for (let at = keyOffset(text, key, 0); at >= 0; at = keyOffset(text, key, at + 1)) {
    fallback = lineAt(at);
    TO_VALUE.lastIndex = at + key.length;
    if (TO_VALUE.test(text) && text.startsWith(written, TO_VALUE.lastIndex)) return fallback;
  }
  return fallback;
}

/** Where each key is first written from an offset on, by its text in quotes: one pass, however many there are. */
function keyOffsets(text: string, start: number): Map<string, number> {
  const offsets = new Map<string, number>();
  const key = /("(?:[^"\\]|\\.)*")\s*:/g;
  key.lastIndex = start;
  for (let match = key.exec(text); match; match = key.exec(text)) {
    const [, quoted] = match;
    if (quoted !== undefined && !offsets.has(quoted)) offsets.set(quoted, match.index);
  }
  return offsets;
}

function readDependencies(
  json: Record<string, unknown>,
  text: string,
  lineAt: (offset: number) => number,
): ManifestDependency[] {
  const found: ManifestDependency[] = [];
  for (const field of DEPENDENCY_FIELDS) {
    const listed = json[field];
    if (!isObject(listed)) continue;
    const start = Math.max(0, keyOffset(text, `"${field}"`, 0));
    const entries = Object.entries(listed);
    const offsets = entries.length * text.length > SEARCHED_CHARS_MAX ? keyOffsets(text, start) : null;
    const offsetOf = (quoted: string): number =>
      offsets ? (offsets.get(quoted) ?? 0) : Math.max(0, keyOffset(text, quoted, start));
    for (const [name, spec] of entries) {
      if (typeof spec !== 'string') continue;
      const channel = classifySpec(spec);
      // Thousands of names say nothing more; one that comes from elsewhere, behind them, may be all there is to it.
      if (
        found.length >= DEPENDENCIES_MAX &&
        (channel === 'registry' || found.length >= FAR_DEPENDENCIES_MAX)
      )
        continue;
      found.push({
        name: name.slice(0, 512),
        spec: spec.slice(0, 2048),
        field,
        channel,
        target: dependencyTarget(name, spec, channel)?.slice(0, 512) ?? null,
        line: lineAt(offsetOf(JSON.stringify(name))),
      });
    }
  }
  return found;
}

/** Names of a `bundleDependencies` field: a list, or `true` for all dependencies. */
function readBundled(json: Record<string, unknown>): string[] {
  const field = json.bundleDependencies ?? json.bundledDependencies;
  if (field === true) return isObject(json.dependencies) ? Object.keys(json.dependencies).slice(0, 1000) : [];
  return Array.isArray(field) ? field.filter((name) => typeof name === 'string').slice(0, 1000) : [];
}

/** Commands of a `bin` field; a lone path is the command of the package's own name. */
function readCommands(json: Record<string, unknown>): string[] {
  if (isObject(json.bin)) return Object.keys(json.bin).slice(0, STRINGS_MAX);
  if (typeof json.bin !== 'string' || typeof json.name !== 'string') return [];
  return [json.name.replace(/^@[^/]*\//, '').slice(0, 512)];
}

/** Scripts by name, those that npm runs by itself first. */
function readScripts(
  json: Record<string, unknown>,
  text: string,
  lineAt: (offset: number) => number,
  cut: Cut,
): Map<string, ManifestScript> {
  const scripts = new Map<string, ManifestScript>();
  if (!isObject(json.scripts)) return scripts;
  const all = Object.entries(json.scripts);
  const [first, rest] = [true, false].map((run) => all.filter(([name]) => RUN_BY_NPM.test(name) === run));
  // Searching the text for each of very many would take its square.
  const offsets =
    all.length > EXACT_LINES_MAX ? keyOffsets(text, Math.max(0, text.search(/"scripts"\s*:/))) : null;
  for (const [name, command] of [...(first ?? []), ...(rest ?? [])]) {
    if (typeof command !== 'string') continue;
    if (scripts.size >= SCRIPTS_MAX) {
      cut.any = true;
      break;
    }
    const line = offsets
      ? lineAt(offsets.get(JSON.stringify(name)) ?? 0)
      : lineOfScript(text, lineAt, name, command);
    scripts.set(name, { name, command, line });
  }
  return scripts;
}

/** Hosts that node-pre-gyp knows: one for all, or one for each of its targets. */
const PREBUILT_HOST = /^(?:(?:production|staging|development)_)?host$/;

/** As node-pre-gyp and prebuild-install do: the path is resolved against the host, and one with a host of its own wins. */
function readPrebuilt(
  { binary }: Record<string, unknown>,
  text: string,
  lineAt: (offset: number) => number,
): PrebuiltSource[] {
  if (!isObject(binary)) return [];
  const path = typeof binary.remote_path === 'string' ? binary.remote_path : '';
  const start = Math.max(0, keyOffset(text, '"binary"', 0));
  return Object.entries(binary).flatMap(([key, host]) => {
    if (!PREBUILT_HOST.test(key) || typeof host !== 'string' || !URL.canParse(host)) return [];
    const address = URL.canParse(path, host) ? new URL(path, host).href : host;
    return [
      { address: address.slice(0, 2048), line: lineAt(Math.max(0, keyOffset(text, `"${key}"`, start))) },
    ];
  });
}

/** Reads package.json as npm does: unknown and ill-typed fields are ignored, broken JSON is `unreadable`. */
export function parseManifest(text: string): Parsed {
  const clean = text.replace(/^\uFEFF/, '');
  let json: unknown;
  try {
    json = JSON.parse(clean);
  } catch (error) {
    return { kind: 'unreadable', detail: error instanceof Error ? error.message.slice(0, 200) : 'not JSON' };
  }
  if (!isObject(json)) return { kind: 'unreadable', detail: 'package.json is no object' };
  const source = createSourceText(clean);
  const cut: Cut = { any: false };
  const scripts = readScripts(json, clean, source.lineAt, cut);
  const bin = stringsBelow(json.bin, cut);
  const entries = [
    json.main,
    json.module,
    json.exports,
    json.browser,
    json['react-native'],
    json.unpkg,
    json.jsdelivr,
  ].flatMap((field) => stringsBelow(field, cut));
  return {
    kind: 'manifest',
    manifest: {
      name: typeof json.name === 'string' ? json.name.slice(0, 512) : null,
      version: typeof json.version === 'string' ? json.version.slice(0, 256) : null,
      scripts,
      bin,
      commands: readCommands(json),
      dependencies: readDependencies(json, clean, source.lineAt),
      bundled: readBundled(json),
      entries,
      prebuilt: readPrebuilt(json, clean, source.lineAt),
      gypfile: typeof json.gypfile === 'boolean' ? json.gypfile : null,
      complete: !cut.any,
      json,
    },
  };
}
