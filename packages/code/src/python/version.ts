import { isNode, type Node } from './tree.ts';
import { list, number, unknown, type Value } from './value.ts';

/** The name of the version of the Python that runs, unless the source puts another one there. */
export const VERSION_INFO = 'sys.version_info';
/** Major version of every Python that installers still find packages for. */
const MAJOR = 3;
const PARTS = ['major', 'minor', 'micro', 'releaselevel', 'serial'];
/** Nodes of a condition that are looked at: who asks for the version asks for little else. */
const NODES_MAX = 50;

/** What `sys.version_info` holds, of which only the first number is known; made anew for who may change it. */
export function versionInfo(): Value {
  return list([number(MAJOR), ...PARTS.slice(1).map(() => unknown())], 'tuple');
}

/** A part of such a version by its name (`sys.version_info.major`); null for all else, plain tuples as well. */
export function versionPart(items: readonly Value[], name: string): Value | null {
  return items.length === PARTS.length ? (items[PARTS.indexOf(name)] ?? null) : null;
}

const asking = new WeakMap<Node, boolean>();

/** True for a condition that names the version of Python itself, not what was made of it earlier. */
export function asksForVersion(test: Node): boolean {
  const known = asking.get(test);
  if (known !== undefined) return known;
  const asks = namesVersion(test);
  asking.set(test, asks);
  return asks;
}

function namesVersion(test: Node): boolean {
  const pending: unknown[] = [test];
  for (let at = 0; at < pending.length && at < NODES_MAX; at++) {
    const value = pending[at];
    if (Array.isArray(value)) pending.push(...value.slice(0, NODES_MAX));
    if (!isNode(value)) continue;
    if (value.attr === 'version_info' || value.id === 'version_info') return true;
    for (const field in value) if (typeof value[field] === 'object') pending.push(value[field]);
  }
  return false;
}
