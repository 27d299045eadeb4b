import type { FlowFacts } from '../js/flow-facts.ts';
import { LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import { type ClassValue, labelsOf, methodsOf, type Value } from './value.ts';

/** What detectors ask of a value that another module hands on. */
const TOLD = LABEL.envAll | LABEL.credential | LABEL.host | LABEL.clipboard | LABEL.harvest;
/** Tables inside tables in which functions are looked for, the entries of one of them, and bases of a class. */
const LEVELS_MAX = 3;
const ENTRIES_MAX = 200;
const BASES_DEPTH_MAX = 8;
/** Exports of one module that are told apart. */
const EXPORTS_MAX = 1_000;
/** What a module gives names to that its text does not spell. */
const NAMES_OTHERS = /^(?:globals|locals|vars|setattr|sys\.modules)\b/;

/** What the functions of a module give and what its names hold, together and by the name. */
export function exportedBy(
  machine: Machine,
  apis: Iterable<string>,
): Pick<FlowFacts, 'exported' | 'exports'> {
  let exported = 0;
  for (const labels of machine.given.values()) exported |= labels;
  const { names } = machine.module;
  for (const value of names.values()) exported |= labelsOf(value);
  exported &= TOLD;
  if (exported === 0) return { exported };
  const isOpen = names.has('__getattr__') || [...apis].some((name) => NAMES_OTHERS.test(name));
  const exports = new Map<string, number>();
  for (const [name, value] of names) {
    if (exports.size >= EXPORTS_MAX) break;
    const labels = givenBy(machine, value, 0) & TOLD;
    // Beside names that the text does not spell, those that give nothing are told as well.
    if (labels !== 0 || isOpen) exports.set(name, labels);
  }
  if (isOpen || exports.size >= EXPORTS_MAX) exports.set('*', exported);
  return { exported, exports: [...exports] };
}

/** What using a value gives, whichever way: what it holds, what it is called for, what its methods give. */
function givenBy(machine: Machine, value: Value, level: number): number {
  switch (value.kind) {
    case 'function':
      return (machine.given.get(value.node) ?? 0) | (value.self ? labelsOf(value.self) : 0);
    case 'class':
      return givenByClass(machine, value, 0);
    case 'object':
      return givenByClass(machine, value.type, 0) | labelsOf(value);
    case 'list':
    case 'dict': {
      const held =
        value.kind === 'list'
          ? value.items.slice(0, ENTRIES_MAX)
          : [...value.entries.values()].slice(0, ENTRIES_MAX).map((entry) => entry.value);
      const inner = level >= LEVELS_MAX ? [] : held;
      return inner.reduce((labels, item) => labels | givenBy(machine, item, level + 1), labelsOf(value));
    }
    case 'ref':
    case 'unknown': {
      const wrapped = machine.wrapped.get(value) ?? [];
      const bound = value.kind === 'ref' && value.bound ? [value.bound.self] : [];
      const inner = level >= LEVELS_MAX ? [] : [...wrapped, ...bound];
      return inner.reduce((labels, item) => labels | givenBy(machine, item, level + 1), value.labels);
    }
    default:
      return value.labels;
  }
}

function givenByClass(machine: Machine, type: ClassValue, depth: number): number {
  let labels = 0;
  for (const node of methodsOf(type)) labels |= machine.given.get(node) ?? 0;
  for (const value of type.scope.names.values()) labels |= labelsOf(value);
  if (depth >= BASES_DEPTH_MAX) return labels;
  for (const base of type.bases) if (base.kind === 'class') labels |= givenByClass(machine, base, depth + 1);
  return labels;
}
