import { type Decompiled, decompile } from './decompile.ts';
import { disassemble, MINORS, type Minor, minorOfMagic, versionOf } from './instructions.ts';
import {
  type CodeLayout,
  type CodeObject,
  type MarshalProblem,
  type MarshalValue,
  unmarshal,
} from './marshal.ts';

/** Why a compiled file says nothing, or not all. */
export type PycProblem = MarshalProblem | 'version' | 'too-large' | 'no-code';

export interface DecompiledPyc extends Decompiled {
  /** The version that the file is for, such as `3.12`; null when its magic number is none of 2.6, 2.7 and 3.0 to 3.15. */
  readonly version: string | null;
  readonly problem: PycProblem | null;
  /** Name of the source that it was compiled from, as the file says. */
  readonly filename: string;
  /** Texts among the constants of all code objects, whether or not an instruction uses them. */
  readonly strings: readonly string[];
}

/** Bytes of a compiled file that are read. */
const BYTES_MAX = 32 * 1024 * 1024;
/** Magic, flags, and time and size or a hash of the source (PEP 552): no flags before 3.7, no size before 3.3. */
const headerBytes = (minor: Minor): number => (minor >= 7 ? 16 : minor >= 3 ? 12 : 8);
/** `c`: what marshals a code object. */
const CODE = 0x63;
const STRINGS_MAX = 20_000;

const layoutOf = (minor: Minor): CodeLayout =>
  minor >= 11 ? '3.11' : minor >= 8 ? '3.8' : minor >= 0 ? '3.0' : '2.6';

const nothing = (version: string | null, problem: PycProblem): DecompiledPyc => ({
  text: '',
  whole: false,
  version,
  problem,
  filename: '',
  strings: [],
});

/** True for bytes that begin as a `.pyc` of a version that is read, or as marshalled code without a header. */
export function isCompiledPython(data: Uint8Array): boolean {
  if (data[2] === 0x0d && data[3] === 0x0a)
    return minorOfMagic((data[0] ?? 0) | ((data[1] ?? 0) << 8)) !== null;
  return isMarshalledCode(data);
}

/** A code object begins with the number of its arguments: four bytes, most of them zero. */
function isMarshalledCode(data: Uint8Array): boolean {
  return (
    ((data[0] ?? 0) & 0x7f) === CODE && data.length > 32 && data[2] === 0 && data[3] === 0 && data[4] === 0
  );
}

/** Reads a `.pyc` of CPython 2.6, 2.7 and 3.0 to 3.15 as source, or marshalled code without its header. Never throws for what the file holds. */
export function decompilePyc(data: Uint8Array): DecompiledPyc {
  if (data.length < 4) return nothing(null, 'truncated');
  if (isMarshalledCode(data)) {
    const loaded = loadMarshal(data);
    if (loaded?.kind === 'code') return loaded;
  }
  const minor = minorOfMagic((data[0] ?? 0) | ((data[1] ?? 0) << 8));
  if (minor === null || data[2] !== 0x0d || data[3] !== 0x0a) return nothing(null, 'version');
  const version = versionOf(minor);
  if (data.length < headerBytes(minor)) return nothing(version, 'truncated');
  if (data.length > BYTES_MAX) return nothing(version, 'too-large');
  // pytest writes the size as well where Python 2 does not.
  const more = minor < 0 && data[headerBytes(minor)] !== CODE && data[headerBytes(minor) + 4] === CODE;
  const read = unmarshal(data.subarray(headerBytes(minor) + (more ? 4 : 0)), layoutOf(minor));
  if ('problem' in read) return nothing(version, read.problem);
  if (read.value.type !== 'code') return nothing(version, 'no-code');
  return described(read.value, minor);
}

function described(code: CodeObject, minor: Minor): DecompiledPyc {
  return {
    ...decompile(code, minor),
    version: versionOf(minor),
    problem: null,
    filename: code.filename,
    strings: stringsOf(code),
  };
}

/** Texts among the constants of a code object and of those inside it. */
function stringsOf(code: CodeObject): string[] {
  const found = new Set<string>();
  const seen = new Set<MarshalValue>();
  const pending: MarshalValue[] = [code];
  while (pending.length > 0 && found.size < STRINGS_MAX) {
    const value = pending.pop();
    if (!value || seen.has(value)) continue;
    seen.add(value);
    if (value.type === 'str' && value.value.length >= 4) found.add(value.value);
    else if (value.type === 'code') pending.push(...value.consts.slice(0, 100_000));
    else if ('items' in value) pending.push(...value.items.slice(0, 100_000));
    else if (value.type === 'dict') for (const pair of value.entries) pending.push(...pair);
  }
  return [...found];
}

/** What `marshal.loads` gives for constant bytes. */
export type Loaded =
  | ({ readonly kind: 'code' } & DecompiledPyc)
  | { readonly kind: 'value'; readonly value: MarshalValue };

/**
 * Reads what `marshal.dumps` wrote. Bytes of that kind do not name their version: code is taken for that of the version
 * whose instructions fit it best, the newest of equals. Null for what is no marshalled value.
 */
export function loadMarshal(data: Uint8Array): Loaded | null {
  if (data.length === 0 || data.length > BYTES_MAX) return null;
  let best: { readonly minor: Minor; readonly code: CodeObject; readonly faults: number } | null = null;
  for (const layout of ['3.11', '3.8', '3.0', '2.6'] as const) {
    const read = unmarshal(data, layout);
    if ('problem' in read) continue;
    if (read.value.type !== 'code') return { kind: 'value', value: read.value };
    if (read.value.code.length === 0) continue;
    for (const minor of MINORS.toReversed()) {
      if (layoutOf(minor) !== layout) continue;
      const faults = faultsOf(read.value, minor);
      if (best === null || faults < best.faults) best = { minor, code: read.value, faults };
    }
  }
  return best && { kind: 'code', ...described(best.code, best.minor) };
}

const ENDS = /^(?:RETURN_VALUE|RETURN_CONST|RAISE_VARARGS|RERAISE|JUMP_\w+)$/;

/** How badly code fits a version: unknown instructions, jumps to nowhere and arguments out of range, per 1,000. */
function faultsOf(code: CodeObject, minor: Minor): number {
  const instructions = disassemble(code, minor);
  const places = new Set(instructions.map(({ offset }) => offset));
  let faults = 0;
  for (const { op, arg, target } of instructions) {
    if (op === '-' || op === 'CACHE' || op === 'STOP_CODE') faults += 2;
    if (target !== null && !places.has(target)) faults++;
    if (op === 'LOAD_CONST' && arg >= code.consts.length) faults++;
    if ((op === 'LOAD_NAME' || op === 'STORE_NAME' || op === 'IMPORT_NAME') && arg >= code.names.length)
      faults++;
  }
  // Lines are told in steps before 3.10, and for all of the code from then on.
  if (minor <= 10) {
    let covered = 0;
    for (let at = 0; at < code.linetable.length; at += 2) covered += code.linetable[at] ?? 0;
    if ((covered === code.code.length) !== (minor === 10)) faults += 3;
  }
  if (!ENDS.test(instructions.at(-1)?.op ?? '')) faults += 5;
  if (minor >= 11 && !instructions.slice(0, 8).some(({ op }) => op === 'RESUME')) faults += 10;
  return (faults * 1000) / Math.max(1, instructions.length);
}
