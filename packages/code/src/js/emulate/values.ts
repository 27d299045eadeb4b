import type {
  ArrowFunctionExpression,
  FunctionDeclaration,
  FunctionExpression,
  PropertyDefinition,
} from 'acorn';
import { partOf } from '../unknown-parts.ts';

/** A value of the emulated program. Nothing of the host is reachable through it. */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | EmuArray
  | EmuObject
  | EmuFunction
  | EmuNative
  | EmuPattern
  | EmuAccessor
  | Opaque;

export interface EmuArray {
  readonly kind: 'array';
  items: Value[];
  /** Of what a generator yields: takes what `next` is given, before the next item is taken out. */
  resume?: (sent: Value) => void;
}

export interface EmuObject {
  readonly kind: 'object';
  readonly props: Map<string, Value>;
  /** What `String(object)` gives. */
  readonly label: string;
  /** Where members are looked for that it has not itself. */
  base?: Value;
  /** What answers in its place. */
  readonly proxy?: { readonly target: Value; readonly handler: Value };
}

/** A member that is computed when it is read, or taken when it is written; only objects hold it. */
export interface EmuAccessor {
  readonly kind: 'accessor';
  readonly get: Value;
  readonly set: Value;
}

/** What the constructor of a class does beside running its text. */
export interface EmuClass {
  readonly parent: Value;
  readonly fields: readonly PropertyDefinition[];
  readonly env: Env;
  readonly hasConstructor: boolean;
}

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

export interface EmuFunction {
  readonly kind: 'function';
  readonly node: FunctionNode;
  readonly env: Env;
  readonly self: Value;
  readonly props: Map<string, Value>;
  readonly ofClass?: EmuClass;
}

/** A pure function of the language or of node's own modules. */
export interface EmuNative {
  readonly kind: 'native';
  readonly name: string;
  readonly call: (args: readonly Value[], self: Value, fresh: boolean) => Value;
  readonly props: Map<string, Value>;
}

/** A regular expression; `run` is null for patterns that could backtrack without end. */
export interface EmuPattern {
  readonly kind: 'pattern';
  readonly source: string;
  readonly flags: string;
  readonly run: RegExp | null;
}

/** Something of the outside world: its name is known, its value is not. */
export interface Opaque {
  readonly kind: 'opaque';
  readonly name: string;
}

/** Names of one scope. */
export interface Env {
  readonly names: Map<string, { value: Value }>;
  readonly parent: Env | null;
  /** `this` and `arguments` live in the scope of a function that is no arrow. */
  readonly self?: Value;
  /** The class that the scope is the body of: where `super` leads. */
  readonly home?: EmuClass;
  /** The object whose members are names here. */
  readonly object?: Value;
  /** The file that the scope is of, where several run together. */
  readonly file?: EmuFile;
  /** What a generator has yielded so far. */
  readonly yields?: Value[] | undefined;
  /** What `yield` gives instead of what was yielded, by its number: what the generator was sent. */
  readonly sent?: ReadonlyMap<number, Value> | undefined;
  /** The text whose code the scope is the outermost of. */
  readonly source?: string;
  /** True for code that stands in for a part of the language: what it calls, its caller calls. */
  readonly ofLanguage?: boolean;
}

/** A file of a package that runs with others. */
export interface EmuFile {
  readonly path: string;
  readonly load: (specifier: string) => Value;
  readonly exported: () => Value;
}

/** What the scope that code of a text lies in says of that text. */
export function outermostOf(env: Env): Env {
  let at = env;
  while (at.source === undefined && at.parent) at = at.parent;
  return at;
}

/** The file that a scope is of; null where one runs alone. */
export function fileOf(env: Env): EmuFile | null {
  for (let at: Env | null = env; at; at = at.parent) if (at.file) return at.file;
  return null;
}

/** The emulation cannot go on: budget spent, or something that is not emulated. Programs cannot catch it. */
export class Bail extends Error {}

/** A value that the program threw. */
export class Thrown extends Error {
  readonly value: Value;
  constructor(value: Value) {
    super('thrown');
    this.value = value;
  }
}

/** What one emulation may use, and what of it went into texts that were encoded. */
export interface Budget {
  steps: number;
  chars: number;
  /** Steps that may still be earned. */
  credit: number;
  /** Texts that decoders made, one after the other: of bytes, of numbers, of a cipher. */
  decoded?: string;
  /** How often that may still be looked through. */
  looks?: number;
}

/** Decoded texts that are kept. */
const DECODED_CHARS_MAX = 100_000;

/** Notes a text that a decoder made, and gives it. */
export function noteDecoded(budget: Budget, text: string): string {
  const known = budget.decoded ?? '';
  if (known.length < DECODED_CHARS_MAX)
    budget.decoded = known + text.slice(0, DECODED_CHARS_MAX - known.length);
  return text;
}

/** What one operation that decoders live on is good for, in steps: more than the loop around it costs. */
const EARNED = 40;

/** Gives a program that decodes more to go on with. */
export function earn(budget: Budget, count = 1): void {
  if (budget.credit <= 0) return;
  const steps = Math.min(budget.credit, EARNED * count);
  budget.credit -= steps;
  budget.steps += steps;
}

/** Takes work and memory from a budget. @throws Bail when it is spent. */
export function spend(budget: Budget, steps: number, chars = 0): void {
  budget.steps -= steps;
  budget.chars -= chars;
  if (budget.steps < 0 || budget.chars < 0) throw new Bail('budget');
}

/** An array of the emulated program. */
export function list(items: Value[]): EmuArray {
  return { kind: 'array', items };
}

/** An object with the given members. */
export function record(entries: Readonly<Record<string, Value>> = {}, label = '[object Object]'): EmuObject {
  return { kind: 'object', props: new Map(Object.entries(entries)), label };
}

/** A native function with a name. */
export function native(name: string, call: EmuNative['call']): EmuNative {
  return { kind: 'native', name, call, props: new Map() };
}

/** Something of the outside world. */
export function opaque(name: string): Opaque {
  return { kind: 'opaque', name: name.slice(0, 200) };
}

type Tagged = EmuArray | EmuObject | EmuFunction | EmuNative | EmuPattern | EmuAccessor | Opaque;

/** The tag of a value that is neither a primitive nor bytes, null for those. */
export function kindOf(value: Value): Tagged['kind'] | null {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) ? value.kind : null;
}

/** True for an array of the emulated program. */
export function isArray(value: Value): value is EmuArray {
  return kindOf(value) === 'array';
}

/** True for what stands for the outside world. */
export function isOpaque(value: Value): value is Opaque {
  return kindOf(value) === 'opaque';
}

/** True for a member that is computed when it is read. */
export function isAccessor(value: Value): value is EmuAccessor {
  return (
    typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && value.kind === 'accessor'
  );
}

/** Arrays may hold each other many times over: their text is made up to this many items and levels. */
const TEXT_ITEMS_MAX = 200_000;
const TEXT_DEPTH_MAX = 12;

/** As `String(value)`; for what is not known, what stands for it in texts. @throws Bail for texts of too many items. */
export function toText(value: Value): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return textOfObject(value, { items: TEXT_ITEMS_MAX }, 0);
}

function textOfObject(
  value: Exclude<Value, string | number | boolean | null | undefined>,
  left: { items: number },
  depth: number,
): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  switch (value.kind) {
    case 'array':
      left.items -= value.items.length;
      if (left.items < 0 || depth > TEXT_DEPTH_MAX) throw new Bail('text');
      return value.items
        .map((item) =>
          item === undefined || item === null
            ? ''
            : typeof item === 'object'
              ? textOfObject(item, left, depth + 1)
              : String(item),
        )
        .join(',');
    case 'object':
      return value.label;
    case 'function':
      return textOfFunction(value);
    case 'native':
      return `function ${value.name}() { [native code] }`;
    case 'pattern':
      return `/${value.source}/${value.flags}`;
    case 'accessor':
      return 'undefined';
    default:
      return partOf(value.name);
  }
}

/** Functions whose text is longer are not looked at as texts by programs that hide something in it. */
const FUNCTION_CHARS_MAX = 100_000;

/** The text of a function as it is spelled in its source, where that is at hand. */
function textOfFunction({ node, env }: EmuFunction): string {
  const { source } = outermostOf(env);
  const isKnown =
    source !== undefined && node.end > node.start && node.end - node.start <= FUNCTION_CHARS_MAX;
  return isKnown ? source.slice(node.start, node.end) : 'function () { }';
}

/** As `Number(value)`. */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined || isOpaque(value)) return Number.NaN;
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return Number(toText(value));
}

/** As `Boolean(value)`; what is not known counts as true. */
export function toBoolean(value: Value): boolean {
  return typeof value === 'object' ? value !== null : Boolean(value);
}

/** What a program sees of a host value that JSON or a decoder made. */
export function fromHost(value: unknown, depth = 0): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (depth > 20 || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return list(value.map((item) => fromHost(item, depth + 1)));
  return {
    kind: 'object',
    props: new Map(Object.entries(value).map(([key, item]) => [key, fromHost(item, depth + 1)])),
    label: '[object Object]',
  };
}
