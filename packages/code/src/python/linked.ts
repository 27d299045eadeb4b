import { ANY_SOURCE, LABEL, sourceLabel } from '../js/labels.ts';
import { type Machine, withLive } from './machine.ts';
import { bind } from './names.ts';
import { parsePython } from './parse.ts';
import { createRecorder } from './recorder.ts';
import { docstringOf } from './special-methods.ts';
import { createScope, isNode, moduleOf, type Node, type Scope, textField } from './tree.ts';
import { type ClassValue, type FunctionValue, type RefValue, ref, type Value } from './value.ts';

/** Finds the module of the same distribution that a name means where it is imported; null for one of somebody else. */
export type ModuleLink = (specifier: string) => LinkedModule | null;

/** A source among the modules of its distribution. */
export interface LinkedSource {
  /** Tells it from others: its path. */
  readonly id: string;
  /** What its imports mean. */
  readonly link: ModuleLink;
}

/** A module of the same distribution: what an import of it gives is found by running its text. */
export interface LinkedModule extends LinkedSource {
  readonly chars: number;
  /** Parsed once, whoever asks. */
  readonly tree: () => LinkedTree;
}

interface LinkedTree {
  readonly body: readonly Node[];
  /** Names that its code reads. */
  readonly reads: ReadonlySet<string>;
}

/** A module that is being evaluated, or was, and what its imports mean. */
export interface LinkedScope {
  readonly scope: Scope;
  /** How the source names it, and where. */
  readonly specifier: string;
  readonly from: Scope;
}

/** The modules of one evaluation. */
export interface Links {
  /** By the module's own scope. */
  readonly of: Map<Scope, ModuleLink>;
  readonly scopes: Map<string, Scope>;
  /** What the source itself calls functions (by their node) and classes (by their scope) of other modules. */
  readonly names: WeakMap<object, string>;
  /** Names that the code of other modules reads. */
  readonly reads: Set<string>;
  charsLeft: number;
}

/** Characters of other modules that one source's evaluation runs. */
const LINKED_CHARS_MAX = 200_000;
/** Steps that one of them takes before it is frugal. */
const LOAD_STEPS_MAX = 100_000;
/** Modules inside modules that are run. */
const LOADS_MAX = 12;
const NODES_MAX = 400_000;

/** A module that others import; its text is parsed when somebody does. */
export function createLinkedModule(id: string, text: string, link: ModuleLink): LinkedModule {
  let tree: LinkedTree | null = null;
  return {
    id,
    chars: text.length,
    link,
    tree() {
      if (tree === null) {
        const { body } = parsePython(text);
        tree = { body, reads: readsOf(body) };
      }
      return tree;
    },
  };
}

function readsOf(body: readonly Node[]): Set<string> {
  const reads = new Set<string>();
  const pending: unknown[] = [...body];
  for (let seen = 0; pending.length > 0 && seen < NODES_MAX; seen++) {
    const value = pending.pop();
    if (Array.isArray(value)) for (const item of value) pending.push(item);
    if (!isNode(value)) continue;
    if (value.nodeType === 'Name' && isNode(value.ctx) && value.ctx.nodeType === 'Load')
      reads.add(textField(value, 'id'));
    for (const key in value) {
      const field = value[key];
      if (typeof field === 'object' && field !== null) pending.push(field);
    }
  }
  return reads;
}

/** Links of an evaluation of one source. */
export function createLinks({ id, link }: LinkedSource, module: Scope): Links {
  return {
    of: new Map([[module, link]]),
    scopes: new Map([[id, module]]),
    names: new WeakMap(),
    reads: new Set(),
    charsLeft: LINKED_CHARS_MAX,
  };
}

/** The scope of the module that a name means in a scope, run when it is asked for first; null where it is not known. */
function scopeOf(machine: Machine, specifier: string, from: Scope): Scope | null {
  const { links } = machine;
  const module = links?.of.get(moduleOf(from))?.(specifier);
  if (!links || !module) return null;
  // Who imports in a circle sees what there is so far.
  const known = links.scopes.get(module.id);
  if (known) return known;
  if (module.chars > links.charsLeft || machine.muted > LOADS_MAX) return null;
  links.charsLeft -= module.chars;
  const scope = createScope('module', null);
  links.scopes.set(module.id, scope);
  links.of.set(scope, module.link);
  load(machine, module, scope);
  return scope;
}

/** Runs a module's statements without a trace: its facts are those of its own unit. */
function load(machine: Machine, module: LinkedModule, scope: Scope): void {
  const { body, reads } = module.tree();
  for (const name of reads) machine.links?.reads.add(name);
  const { recorder, frugalFrom, overwritten, catching, doubts, undecided, endless, site } = machine;
  machine.recorder = createRecorder();
  machine.overwritten = null;
  machine.catching = 0;
  machine.site ??= { offset: 0, endOffset: 0 };
  machine.muted++;
  machine.frugalFrom = Math.min(frugalFrom, machine.steps + LOAD_STEPS_MAX);
  try {
    withLive(machine, false, () => {
      const doc = docstringOf({ nodeType: 'Module', body });
      if (doc) scope.names.set('__doc__', doc);
      for (const statement of body) machine.run([statement], scope);
    });
  } finally {
    machine.muted--;
    machine.raised = false;
    Object.assign(machine, { recorder, frugalFrom, overwritten, catching, doubts, undecided, endless, site });
  }
}

/** True for what tells more than that it is another module's: flags and gaps are what a caller may have set. */
function isTelling(value: Value | undefined): value is Value {
  switch (value?.kind) {
    case undefined:
    case 'none':
    case 'true':
    case 'false':
      return false;
    case 'unknown':
      return value.labels !== 0;
    case 'ref':
      return !value.name.startsWith('.');
    default:
      return true;
  }
}

/** Names a class of another module, and its methods as they are called of the class itself. */
function nameClass(links: Links | null, { scope }: ClassValue, full: string): void {
  if (!links || links.names.get(scope) === full) return;
  links.names.set(scope, full);
  for (const [name, value] of scope.names)
    if (value.kind === 'function' && !links.names.has(value.node))
      links.names.set(value.node, `${full}.${name}`);
}

/** Names of other files that are told apart in one source. */
const LOCALS_MAX = 1_000;

/** Labels of what a name of another file of the distribution stands for, where its own facts say what that is. */
export function localLabels(
  machine: Machine,
  name: string,
  from: Scope,
  of: 'locals' | 'members' = 'locals',
): number {
  const names = machine[of];
  // What another module imports is no name of the source.
  if (moduleOf(from) !== machine.module) return LABEL.local | ANY_SOURCE;
  const index = names.get(name) ?? names.size;
  if (index >= LOCALS_MAX) return LABEL.local | ANY_SOURCE;
  names.set(name, index);
  return LABEL.local | sourceLabel(index, of);
}

function memberOf(machine: Machine, { scope, specifier, from }: LinkedScope, name: string): Value | null {
  const held = scope.names.get(name);
  const full = specifier.endsWith('.') ? `${specifier}${name}` : `${specifier}.${name}`;
  if (isTelling(held)) {
    if (moduleOf(from) === machine.module) {
      if (held.kind === 'function') machine.links?.names.set(held.node, full);
      if (held.kind === 'class') nameClass(machine.links, held, full);
    }
    return held.kind === 'unknown'
      ? { ...held, labels: held.labels | localLabels(machine, full, from) }
      : held;
  }
  return moduleNamed(machine, full, from);
}

/** The module that a name means, as a value; null where it is none of the distribution's. */
export function moduleNamed(machine: Machine, specifier: string, from: Scope): RefValue | null {
  const scope = scopeOf(machine, specifier, from);
  return scope && { ...ref(specifier), module: { scope, specifier, from } };
}

/** What `from module import name` gives; null where the module does not say it. */
export function importedFrom(machine: Machine, module: string, name: string, from: Scope): Value | null {
  if (!machine.links) return null;
  const scope = scopeOf(machine, module, from);
  if (scope) return memberOf(machine, { scope, specifier: module, from }, name);
  return moduleNamed(machine, module.endsWith('.') ? `${module}${name}` : `${module}.${name}`, from);
}

/** Binds what `from module import *` gives. */
export function bindStarred(machine: Machine, module: string, to: Scope): void {
  const scope = machine.links ? scopeOf(machine, module, to) : null;
  if (!scope || scope === to) return;
  for (const name of scope.names.keys()) {
    const value = name.startsWith('_')
      ? null
      : memberOf(machine, { scope, specifier: module, from: to }, name);
    if (value) bind(machine, name, value, to);
  }
}

/** An attribute of a module of the distribution; null for everything else. */
export function attributeOfModule(machine: Machine, { module }: RefValue, name: string): Value | null {
  return module ? memberOf(machine, module, name) : null;
}

/**
 * Runs a function's body. What one of another module does is told at the call of it that stands in the source; what it
 * calls back is told where that stands.
 */
export function whereItStands<T>(machine: Machine, { scope }: FunctionValue, run: () => T): T {
  const isAway = moduleOf(scope) !== machine.module;
  const { site } = machine;
  if (!machine.links || isAway === (site !== null)) return run();
  machine.site = isAway ? machine.positionOf(machine.calling ?? { nodeType: 'Pass' }) : null;
  try {
    return run();
  } finally {
    machine.site = site;
  }
}

/** What the source calls a function or class of another module; null for its own. */
export function linkedName(machine: Machine, callee: Value): string | null {
  const { links } = machine;
  if (!links) return null;
  if (callee.kind === 'class') return links.names.get(callee.scope) ?? null;
  if (callee.kind !== 'function') return null;
  if (callee.self?.kind !== 'object') return links.names.get(callee.node) ?? null;
  const type = links.names.get(callee.self.type.scope);
  return type === undefined ? null : `${type}().${textField(callee.node, 'name')}`;
}

/** The name that keeps a call's answer, empty for none; absent where something looks at it, here or in the other module. */
export function keptBy({ kept, links, site, calling }: Machine, at: Node): string | undefined {
  const name = kept.get(at);
  // What is thrown away over there, nobody over here can read.
  if (site === null || name === undefined || name === '') return name;
  return links?.reads.has(name) || calling === null ? undefined : kept.get(calling);
}
