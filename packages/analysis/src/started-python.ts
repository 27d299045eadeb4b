import type { CodeUnit } from '@weir/detectors';
import type { PythonAnalyzer } from './facts-cache-python.ts';
import type { PackageIndex } from './package-index.ts';
import { loadedFiles } from './python/loaded-files.ts';
import { createModuleResolver, type ModuleResolver } from './python/resolve.ts';
import type { Reader } from './started-files.ts';
import { createUnits } from './units.ts';

/** How Python is read: as a program, as a module that another file imports, or as one whose `DoMain` gyp calls. */
export type PythonReader = Extract<Reader, 'python' | 'python-module' | 'gyp-module'>;

/** Python that npm's hooks, builds and code start. */
export interface StartedPython {
  /** Module names, looked up beside the file that imports and at the package's root. */
  readonly modules: ModuleResolver;
  /** Whether a file was read as Python. */
  has(file: string): boolean;
  /** A file's unit, followed by those of the layers inside it. */
  read(source: Pick<CodeUnit, 'file' | 'stage'> & { text: string }, reader: PythonReader): CodeUnit[];
  /** Code that stands in a command. */
  inline(source: Pick<CodeUnit, 'file' | 'stage' | 'layer'> & { text: string }): CodeUnit[];
  /** Files that a unit runs or imports, and how each is read. */
  filesOf(unit: CodeUnit): { readonly path: string; readonly reader: PythonReader }[];
}

/** True for a reader of Python. */
export function isPythonReader(reader: Reader): reader is PythonReader {
  return reader === 'python' || reader === 'python-module' || reader === 'gyp-module';
}

/** Reads Python inside of a package of another ecosystem. */
export function createStartedPython(index: PackageIndex, analyze: PythonAnalyzer): StartedPython {
  const modules = createModuleResolver((path) => index.has(path) && path.endsWith('.py'), ['']);
  const files = new Set<string>();

  function unitsOf(source: Pick<CodeUnit, 'file' | 'stage' | 'layer'> & { text: string }, script: boolean) {
    return createUnits({ ...source, language: 'python', script }, (text) => analyze.source(text, { script }));
  }

  return {
    modules,
    has: (file) => files.has(file),
    read(source, reader) {
      files.add(source.file);
      // gyp imports the module and calls one function of it: as if the file's last line did.
      const text = reader === 'gyp-module' ? `${source.text}\nDoMain([])\n` : source.text;
      return unitsOf({ ...source, layer: null, text }, reader === 'python');
    },
    inline: (source) => unitsOf(source, true),
    filesOf(unit) {
      const imported = unit.facts.imports.flatMap(({ specifier }) => modules.resolve(unit.file, specifier));
      return [
        ...loadedFiles(unit, index).map((path) => ({ path, reader: 'python' as const })),
        ...[...new Set(imported)].map((path) => ({ path, reader: 'python-module' as const })),
      ];
    },
  };
}
