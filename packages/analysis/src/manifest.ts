import { createSourceText } from '@weir/code';

/** A script of package.json with the line it stands on. */
export interface ManifestScript {
  readonly name: string;
  readonly command: string;
  readonly line: number;
}

/** What Weir reads of the archive's own package.json; the registry's copy may say otherwise and does not run. */
export interface PackageManifest {
  readonly name: string | null;
  readonly scripts: ReadonlyMap<string, ManifestScript>;
  /** Paths that run as commands. */
  readonly bin: readonly string[];
  /** Paths that an import of the package may load, every condition and platform included. */
  readonly entries: readonly string[];
  readonly gypfile: boolean | null;
}

type Parsed =
  | { readonly kind: 'manifest'; readonly manifest: PackageManifest }
  | { readonly kind: 'unreadable'; readonly detail: string };

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Every string below a value, at most 2,000 and 12 levels: targets of `exports` and `browser` maps. */
function stringsBelow(value: unknown, found: string[] = [], depth = 0): string[] {
  if (found.length >= 2000 || depth > 12) return found;
  if (typeof value === 'string') found.push(value);
  else if (Array.isArray(value)) for (const item of value) stringsBelow(item, found, depth + 1);
  else if (isObject(value)) for (const item of Object.values(value)) stringsBelow(item, found, depth + 1);
  return found;
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
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
    const rest = text.slice(at + key.length, at + key.length + 64);
    if (!/^\s*:/.test(rest)) continue;
    fallback = lineAt(at);
    if (
      text
        .slice(at + key.length)
        .trimStart()
        .slice(1)
        .trimStart()
        .startsWith(written)
    )
      return fallback;
  }
  return fallback;
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
  const scripts = new Map<string, ManifestScript>();
  if (isObject(json.scripts)) {
    for (const [name, command] of Object.entries(json.scripts).slice(0, 500)) {
      if (typeof command !== 'string') continue;
      scripts.set(name, { name, command, line: lineOfScript(clean, source.lineAt, name, command) });
    }
  }
  const bin = typeof json.bin === 'string' ? [json.bin] : isObject(json.bin) ? stringsBelow(json.bin) : [];
  const entries = [
    json.main,
    json.module,
    json.exports,
    json.browser,
    json['react-native'],
    json.unpkg,
    json.jsdelivr,
  ].flatMap((field) => stringsBelow(field));
  return {
    kind: 'manifest',
    manifest: {
      name: typeof json.name === 'string' ? json.name.slice(0, 512) : null,
      scripts,
      bin,
      entries,
      gypfile: typeof json.gypfile === 'boolean' ? json.gypfile : null,
    },
  };
}
