import type { CodeUnit } from '@weir/detectors';
import type { ReadModule } from './linking.ts';
import type { ModuleResolver } from './resolve.ts';
import type { Root } from './roots.ts';

/** Modules of commands and plugins that are looked at, and imports of one. */
const MODULES_MAX = 20;
const IMPORTS_MAX = 40;
/** `from .wire import query, texts`, `import own.wire`. */
const IMPORTS = /^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+\(?([\w, \t]*)|import[ \t]+([\w.]+))/gm;
/** What another module does that may be fed with what yet another one gives. */
const ACTS = /^(?:process\.spawn|net\.\w+|eval|native)$/;

/** The names of what a text imports. */
function importedBy(text: string): string[] {
  const found: string[] = [];
  for (const [, from, names = '', whole] of text.matchAll(IMPORTS)) {
    if (found.length >= IMPORTS_MAX) break;
    if (whole !== undefined) found.push(whole);
    if (from === undefined) continue;
    found.push(from);
    // `from . import wire` names a module.
    if (from.endsWith('.')) for (const name of names.match(/\w+/g) ?? []) found.push(`${from}${name}`);
  }
  return found;
}

/**
 * Modules of commands and plugins that name nothing which could do harm and bring together several modules of their own
 * package of which one acts: what goes from one to the other stands nowhere else.
 */
export function combiningModules(
  roots: readonly Root[],
  units: readonly CodeUnit[],
  read: ReadonlyMap<string, ReadModule>,
  { resolveWhole }: Pick<ModuleResolver, 'resolveWhole'>,
): string[] {
  const acting = new Set<string>();
  const known = new Set<string>();
  for (const { file, facts } of units) {
    known.add(file);
    if (facts.capabilities.some((id) => ACTS.test(id))) acting.add(file);
  }
  if (acting.size === 0) return [];
  const entries = new Set(roots.flatMap(({ path, isNamed }) => (isNamed && !known.has(path) ? [path] : [])));
  return [...entries].slice(0, MODULES_MAX).filter((path) => {
    const own = new Set<string>();
    for (const name of importedBy(read.get(path)?.text ?? '')) {
      const file = resolveWhole(name.startsWith('.') ? path : '', name);
      if (file !== null) own.add(file);
    }
    return own.size > 1 && own.values().some((file) => acting.has(file));
  });
}
