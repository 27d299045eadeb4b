import { LABEL } from '../js/labels.ts';
import { canonical, isKnownApi } from './api.ts';
import { noteOverwrittenIn } from './forks.ts';
import { constantOf } from './library.ts';
import type { Machine } from './machine.ts';
import { moduleOf, type Scope } from './tree.ts';
import { bool, ref, str, unknown, type Value } from './value.ts';
import { saidLabels } from './visitors.ts';

const BUILTINS = new Set(
  (
    'abs all any ascii bin bool bytearray bytes callable chr classmethod compile complex delattr dict dir divmod ' +
    'enumerate eval exec execfile filter float format frozenset getattr globals hasattr hash help hex id input int ' +
    'isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property ' +
    'raw_input copyright credits license range reduce reload repr reversed round set setattr slice sorted staticmethod str sum super tuple type ' +
    'unichr unicode vars xrange zip __import__ exit quit __builtins__ __loader__ __spec__ BaseException Exception'
  ).split(' '),
);

/** Modules that are meant by their name where an import was forgotten, or stands in code around this one. */
const MODULES = new Set(
  'base64 builtins codecs ctypes marshal os platform requests shutil socket subprocess sys tempfile urllib zlib'.split(
    ' ',
  ),
);

/** What a site signs its sessions with, and its databases: nobody signs in to another server with them. */
const SITE_SECRET = /^django\.conf\.settings\.(?:SECRET_KEY|DATABASES)$/;

/** A thing outside by its dotted name, with the labels that names themselves have. */
export function outside(name: string, machine: Machine | null, labels = 0): Value {
  const known = canonical(name);
  const patched = machine?.patched.get(known);
  if (patched) return patched;
  const constant = constantOf(known);
  if (constant) return constant;
  const own = known === 'os.environ' ? LABEL.envAll : 0;
  const kept = SITE_SECRET.test(known) ? LABEL.secretParam : 0;
  return ref(known, labels | own | saidLabels(known) | kept);
}

/** Python compares identifiers in NFKC: `ｅｘｅｃ` is `exec`. */
export function identifier(name: string): string {
  for (let at = 0; at < name.length; at++) if (name.charCodeAt(at) > 127) return name.normalize('NFKC');
  return name;
}

/** What a name means in a scope: the nearest binding, a builtin, or a name of a star import. */
export function lookup(machine: Machine, written: string, scope: Scope): Value {
  const name = identifier(written);
  let at: Scope | null = scope;
  let innermost = true;
  while (at) {
    const other = at.elsewhere?.get(name);
    const found = (other ?? at).names.get(name);
    if (found && (innermost || at.kind !== 'class')) return found;
    at = at.parent;
    innermost = false;
  }
  if (name === '__name__')
    return machine.script && moduleOf(scope) === machine.module ? str('__main__') : unknown();
  if (name === '__file__') return str('$UNKNOWN/__file__', 0, [], true);
  if (name === 'TYPE_CHECKING') return bool(false);
  if (name === '__builtins__') return ref('builtins');
  if (BUILTINS.has(name)) return outside(name, machine);
  // `setattr(builtins, 'z', exec)`: a builtin of the source's own.
  const added = machine.patched.size > 0 ? machine.patched.get(name) : undefined;
  if (added) return added;
  const starred = machine.starred.find((module) => isKnownApi(canonical(`${module}.${name}`)));
  if (starred !== undefined) return outside(`${starred}.${name}`, machine);
  if (MODULES.has(name)) return outside(name, machine);
  // `from .installer import *`: the package's own module is likely to have what nothing else has.
  const own = machine.starred.find((module) => module.startsWith('.'));
  return own === undefined ? unknown() : outside(`${own}.${name}`, machine);
}

/** Binds a name where the scope says that it lives. */
export function bind(machine: Machine, written: string, value: Value, scope: Scope): void {
  const name = identifier(written);
  const home = scope.elsewhere?.get(name) ?? scope;
  const before = home.names.get(name);
  noteOverwrittenIn(machine, home.names, name);
  if (before !== undefined || home.names.size < 20_000) home.names.set(name, value);
  if (value.kind !== 'unknown' && value.kind !== 'ref' && !isSame(before, value)) machine.changes++;
}

/** True for a flag that stays as it was: `found = True` in every round changes nothing. */
function isSame(a: Value | undefined, b: Value): boolean {
  return a?.kind === b.kind && (b.kind === 'true' || b.kind === 'false' || b.kind === 'none');
}

/** The names of a scope or of the module, as `globals()` and `locals()` give them. */
export function namesOf(name: string, scope: Scope): Scope {
  return name === 'globals()' ? moduleOf(scope) : scope;
}
