import { createSourceText } from './text.ts';

/** A package as a lock file that ships with another one fixes it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string | null;
  /** Where it is fetched from; null when the lock file does not say. */
  readonly resolved: string | null;
  readonly integrity: string | null;
  /** 1-based. */
  readonly line: number;
}

const LOCKED_MAX = 20_000;
const DEPTH_MAX = 40;
/** Entries of which the place is looked for in vain, each of which costs a pass over the text. */
const MISSES_MAX = 20;

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function textOf(value: unknown, charsMax: number): string | null {
  return typeof value === 'string' ? value.slice(0, charsMax) : null;
}

/** The name in a path of lock files since version 2: what follows the last `node_modules/`. */
function nameOfPath(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Reads npm-shrinkwrap.json of any version; null when it is no lock file. Entries of development only are left out. */
export function parseShrinkwrap(text: string): LockedPackage[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // npm would not read it either.
    return null;
  }
  if (!isObject(json)) return null;
  const source = createSourceText(text);
  const found: LockedPackage[] = [];
  let offset = 0;
  let misses = 0;

  function add(key: string, name: string, entry: Record<string, unknown>): void {
    if (entry.dev === true || found.length >= LOCKED_MAX) return;
    const resolved =
      textOf(entry.resolved, 2048) ??
      (/^(?:https?|git)/.test(textOf(entry.version, 8) ?? '') ? textOf(entry.version, 2048) : null);
    // Entries come in the order of the text.
    const at = misses < MISSES_MAX ? text.indexOf(JSON.stringify(resolved ?? key), offset) : -1;
    if (at < 0) misses++;
    else offset = at;
    found.push({
      name: name.slice(0, 512),
      version: textOf(entry.version, 256),
      resolved,
      integrity: textOf(entry.integrity, 1024),
      line: source.lineAt(offset),
    });
  }

  function addTree(tree: unknown, depth: number): void {
    if (!isObject(tree) || depth > DEPTH_MAX) return;
    for (const [name, entry] of Object.entries(tree)) {
      if (!isObject(entry)) continue;
      add(name, name, entry);
      addTree(entry.dependencies, depth + 1);
    }
  }

  if (isObject(json.packages)) {
    for (const [path, entry] of Object.entries(json.packages)) {
      if (path === '' || !isObject(entry)) continue;
      add(path, textOf(entry.name, 512) ?? nameOfPath(path), entry);
    }
  } else addTree(json.dependencies, 0);
  return found;
}
