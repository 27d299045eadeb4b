import {
  type CarriedPython,
  cythonSource,
  decodeSource,
  frozenScripts,
  isCythonOutput,
  type JsFacts,
} from '@weir/code';
import type { PackageFile } from '@weir/detectors';
import type { ArtifactEntry } from '@weir/model';
import type { PythonAnalyzer } from '../facts-cache-python.ts';
import { hasCompiledMark, mayDoHarm } from './first-look.ts';

/** Sources of Cython up to this size are read for the Python in them: larger ones are wrappers of libraries. */
const CYTHON_BYTES_MAX = 64 * 1024;
/** C of Cython is read up to here, some fifty times as long as what it was made of. */
const CYTHON_C_BYTES_MAX = 4 * 1024 * 1024;
/** Programs up to this size are opened for the Python that they carry. */
const PROGRAM_BYTES_MAX = 48 * 1024 * 1024;

/** Python inside of a file that is none. */
interface EmbeddedCode extends CarriedPython {
  /** The file, and the part of it where it has such. */
  readonly file: string;
  readonly script: boolean;
}

interface EmbeddedIn {
  readonly path: string;
  readonly entry: ArtifactEntry;
  readonly head: Uint8Array;
  readonly format: PackageFile['format'];
  /** Something starts it as a program. */
  readonly isStarted: boolean;
  readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
}

/**
 * True for a file that is read as a source of Python by its name, or by its first line.
 * @param head how a program begins; null for what is none.
 */
export function isSource(path: string, sizeBytes: number, head: Uint8Array | null): boolean {
  if (/\.pyw?$/.test(path) || (path.endsWith('.pyx') && sizeBytes <= CYTHON_BYTES_MAX)) return true;
  return head !== null && /^#!.*python/.test(decodeSource(head));
}

/** The Python that C of Cython was made of, and that programs of PyInstaller carry. */
export async function embeddedCode(file: EmbeddedIn): Promise<readonly EmbeddedCode[]> {
  const { path, entry, head, format, isStarted, read } = file;
  if (path.endsWith('.c') && isCythonOutput(decodeSource(head))) {
    const text = cythonSource(decodeSource(await read(entry, CYTHON_C_BYTES_MAX)));
    if (text === null || text.length > CYTHON_BYTES_MAX || !mayDoHarm(text)) return [];
    return [{ file: path, layers: ['cython'], compiled: null, text, script: false }];
  }
  if (!isStarted || !/^(?:elf|pe|macho)$/.test(format) || entry.sizeBytes > PROGRAM_BYTES_MAX) return [];
  return frozenScripts(await read(entry)).map(({ name, code }) => ({
    file: `${path}!/${name}.pyc`,
    layers: [],
    compiled: code,
    text: '',
    script: true,
  }));
}

/** Python that something carries as what the rest works on: its source, its facts, and what it was under. */
export interface ReadCarried {
  readonly text: string;
  readonly layer: string;
  readonly facts: JsFacts;
  /** Why compiled Python could not be read; null where it could, and for what Python would not load either. */
  readonly problem: string | null;
}

/** Reads what something carries. */
export function readCarried(
  { layers, compiled, text }: CarriedPython,
  script: boolean,
  analyzePython: PythonAnalyzer,
): ReadCarried {
  if (compiled === null)
    return {
      text,
      layer: layers.join('>'),
      facts: analyzePython.source(text, { script }).facts,
      problem: null,
    };
  const { facts, version, ...read } = analyzePython.compiled(compiled, { script });
  const layer = [...layers, `pyc ${version ?? ''}`.trim()].join('>');
  // What begins as neither a compiled file nor marshalled code is loaded by nobody.
  const isCode = hasCompiledMark(compiled) || ((compiled[0] ?? 0) & 0x7f) === 0x63;
  const problem = isCode ? read.problem : null;
  return { text: read.text, layer, facts, problem };
}
