import { createLinkedModule, type LinkedModule, type ModuleLink } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import type { Stage } from '@weir/model';
import type { ModuleResolver } from './resolve.ts';

/** Characters that units and what they import have together, all units of a release counted: they are run again. */
const RELINKED_CHARS_MAX = 120_000;
/** Modules that one unit leads to, which are looked at for what they do. */
const MODULES_MAX = 60;
/** What makes it worth to know where values come from: code that runs, sends, starts, writes or deletes. */
const ACTS = /^(?:process\.spawn|net\.\w+|eval|native|fs\.(?:write|delete)|clipboard)$/;
/** Names by which code gets at such things without being seen to. */
const NAMES = /\b(?:subprocess|builtins|importlib|__import__|getattr|exec|eval)\b/;
const STAGES: readonly Stage[] = ['install', 'import', 'use', 'dead'];

/** A source that was read, and how it runs. */
export interface ReadModule {
  readonly text: string;
  readonly script: boolean;
}

/** Finds what imports of each module mean among the modules that were read. */
export function createLinker(
  modules: Pick<ModuleResolver, 'resolveWhole'>,
  read: ReadonlyMap<string, ReadModule>,
): (file: string) => ModuleLink {
  const made = new Map<string, LinkedModule>();

  function moduleAt(path: string): LinkedModule | null {
    const known = made.get(path);
    const text = known ? null : read.get(path)?.text;
    if (known || text === null || text === undefined) return known ?? null;
    const module = createLinkedModule(path, text, linkFrom(path));
    made.set(path, module);
    return module;
  }

  function linkFrom(file: string): ModuleLink {
    // Python 3 looks beside a program for what it imports by its whole name, and nowhere near a module.
    const from = read.get(file)?.script === true ? file : '';
    return (specifier) => {
      const path = modules.resolveWhole(specifier.startsWith('.') ? file : from, specifier);
      return path === null ? null : moduleAt(path);
    };
  }

  return linkFrom;
}

/**
 * Units whose values come from other modules of the distribution, or go there, where any of them does something: those
 * that run first come first, and then those that lead to little, as far as {@link RELINKED_CHARS_MAX} goes.
 */
export function unitsToLink(
  units: readonly CodeUnit[],
  read: ReadonlyMap<string, ReadModule>,
  linkFrom: (file: string) => ModuleLink,
): readonly CodeUnit[] {
  const byFile = new Map(units.filter(({ layer }) => layer === null).map((unit) => [unit.file, unit]));
  const look = lookAround(byFile, read, linkFrom);
  let left = RELINKED_CHARS_MAX;
  return [...byFile.values()]
    .filter(({ stage }) => stage !== 'dead')
    .map((unit) => ({ unit, ...leadsTo(unit.file, look) }))
    .filter(({ isLink, acts }) => isLink && acts)
    .toSorted((a, b) => STAGES.indexOf(a.unit.stage) - STAGES.indexOf(b.unit.stage) || a.chars - b.chars)
    .filter(({ chars }) => {
      left -= chars;
      return left >= 0;
    })
    .map(({ unit }) => unit);
}

/** A module, as those that lead to it look at it. */
interface Looked {
  readonly chars: number;
  readonly acts: boolean;
  /** The files that its imports mean, each once. */
  readonly imports: readonly string[];
}

/** Looks at each file once: most are reached from many. */
function lookAround(
  byFile: ReadonlyMap<string, CodeUnit>,
  read: ReadonlyMap<string, ReadModule>,
  linkFrom: (file: string) => ModuleLink,
): (file: string) => Looked {
  const known = new Map<string, Looked>();
  return (file) => {
    const before = known.get(file);
    if (before) return before;
    const facts = byFile.get(file)?.facts;
    const text = read.get(file)?.text ?? '';
    const acts = (facts?.capabilities ?? []).some((id) => ACTS.test(id)) || NAMES.test(text);
    const imports = new Set<string>();
    const link = linkFrom(file);
    for (const { specifier } of facts?.imports ?? []) {
      const path = link(specifier)?.id;
      if (path !== undefined) imports.add(path);
    }
    const looked = { chars: text.length, acts, imports: [...imports] };
    known.set(file, looked);
    return looked;
  };
}

/**
 * Whether a file's imports lead to others, whether any of them or itself acts, and the characters of all of them; once
 * that is more than anybody asks for, of those that were looked at.
 */
function leadsTo(
  file: string,
  look: (file: string) => Looked,
): { readonly isLink: boolean; readonly acts: boolean; readonly chars: number } {
  const reached = new Set([file]);
  let acts = false;
  let chars = 0;
  for (const one of reached) {
    const looked = look(one);
    chars += looked.chars;
    acts ||= looked.acts;
    for (const path of looked.imports) if (reached.size < MODULES_MAX) reached.add(path);
    if (acts && chars > RELINKED_CHARS_MAX && reached.size > 1) break;
  }
  return { isLink: reached.size > 1, acts, chars };
}
