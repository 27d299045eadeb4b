import { basename, dirname, join } from 'node:path/posix';
import type { PythonNode } from '@weir/code';
import { zip } from '@weir/testkit/archive';
import type { NamedFile } from '../blind.ts';
import { bodyStart, isText, lineStart, readSource } from './source.ts';
import { fileOf, isPython, type Specimen, textOf, type Variant, withFiles } from './specimen.ts';

interface Target {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

/** The Python of the finding; null where it is of another file, or cannot be read. */
function targetOf({ files, target }: Specimen): Target | null {
  const file = files.find(({ path }) => path === target);
  if (!file || !isPython(file.path)) return null;
  const text = textOf(file);
  return text === null || readSource(text) === null
    ? null
    : { path: file.path, folder: dirname(file.path), text };
}

/** What code can tell of the file that it is in. */
const OWN_PLACE = /\b__(?:name|file|package|spec|path)__\b/;
const RELATIVE = /^\s*from\s+\./m;
const FUTURE = /^from __future__ import .*$/m;

/** The code in a file that is not called Python, which is read and run where it was. */
export const extension: Variant = (specimen) => {
  const target = targetOf(specimen);
  if (!target) return null;
  const stub = `import os\nwith open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tables.dat'), encoding='utf-8') as held:\n    exec(compile(held.read(), __file__, 'exec'))\n`;
  return withFiles(specimen.files, [
    fileOf(target.path, stub),
    fileOf(join(target.folder, 'tables.dat'), target.text),
  ]);
};

/** The code in a module beside its own, which imports it. */
export const sibling: Variant = (specimen) => {
  const target = targetOf(specimen);
  if (!target || OWN_PLACE.test(target.text)) return null;
  const isPackage = specimen.files.some(({ path }) => path === join(target.folder, '__init__.py'));
  return withFiles(specimen.files, [
    fileOf(target.path, `from ${isPackage ? '.' : ''}_tables import *\n`),
    fileOf(join(target.folder, '_tables.py'), target.text),
  ]);
};

/** The code in an archive inside the package, which its module imports from. */
export const nested: Variant = (specimen) => {
  const target = targetOf(specimen);
  if (!target || OWN_PLACE.test(target.text) || RELATIVE.test(target.text)) return null;
  const stub = `import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tables.zip'))\nfrom _tables import *\n`;
  return withFiles(specimen.files, [
    fileOf(target.path, stub),
    { path: join(target.folder, 'tables.zip'), bytes: zip().file('_tables.py', target.text).build() },
  ]);
};

const BUILD_MODULES = /^(?:setuptools|distutils)(?:\.|$)/;

function namesIn(node: PythonNode, context: 'Load' | 'Store'): string[] {
  const names: string[] = [];
  const pending: unknown[] = [node];
  while (pending.length > 0) {
    const value = pending.pop();
    if (Array.isArray(value)) pending.push(...value);
    else if (value !== null && typeof value === 'object') {
      const { nodeType, id, ctx, name, names: imported } = value as PythonNode;
      if (nodeType === 'Name' && (ctx as PythonNode).nodeType === context) names.push(String(id));
      if (context === 'Store' && nodeType.endsWith('Def')) names.push(String(name));
      if (context === 'Store' && nodeType.startsWith('Import')) {
        for (const one of imported as PythonNode[])
          names.push(String(one.asname ?? one.name).split('.')[0] ?? '');
      }
      pending.push(...Object.values(value));
    }
  }
  return names;
}

/**
 * What a setup script does besides calling `setup()`, as text that runs anywhere; null where the call needs it, or it
 * needs the call's imports.
 */
export function payloadOf(setup: string): string | null {
  const source = readSource(setup);
  if (!source) return null;
  const isBuild = (node: PythonNode): boolean => {
    if (node.nodeType === 'ImportFrom') return BUILD_MODULES.test(String(node.module));
    if (node.nodeType === 'Import')
      return (node.names as PythonNode[]).every(({ name }) => BUILD_MODULES.test(String(name)));
    const call = node.nodeType === 'Expr' ? (node.value as PythonNode) : null;
    const callee = call?.nodeType === 'Call' ? (call.func as PythonNode) : null;
    return callee?.id === 'setup' || callee?.attr === 'setup';
  };
  const build = source.body.filter(({ node }) => isBuild(node));
  const rest = source.body.filter(
    ({ node }) => !isBuild(node) && !(node.nodeType === 'Expr' && isText(node.value as PythonNode)),
  );
  if (rest.length === 0 || FUTURE.test(setup)) return null;
  const made = new Set(rest.flatMap(({ node }) => namesIn(node, 'Store')));
  const needed = new Set(rest.flatMap(({ node }) => namesIn(node, 'Load')));
  const isApart =
    build.every(({ node }) => !namesIn(node, 'Load').some((name) => made.has(name))) &&
    build.every(({ node }) => !namesIn(node, 'Store').some((name) => needed.has(name)));
  if (!isApart || OWN_PLACE.test(setup)) return null;
  return `${rest.map((placed) => setup.slice(lineStart(setup, placed) ?? placed.start, placed.end)).join('\n')}\n`;
}

/** Files that an installed package has not. */
const BUILD_FILES = /^(?:setup\.py|setup\.cfg|pyproject\.toml|PKG-INFO|MANIFEST\.in)$|\.egg-info\//;

/** As it lies once it is installed, with a `.pth` file that runs the code whenever Python starts. */
export const pth: Variant = (specimen) => {
  const target = targetOf(specimen);
  if (!target) return null;
  const isSetup = target.path === 'setup.py';
  const code = isSetup ? payloadOf(target.text) : target.text;
  if (code === null || OWN_PLACE.test(code) || RELATIVE.test(code)) return null;
  const stem = basename(target.path, '.py');
  const named = stem === '__init__' ? basename(target.folder) : stem;
  const isWanted = specimen.files.some(
    (file) =>
      isPython(file.path) &&
      file.path !== target.path &&
      new RegExp(`\\bimport\\b.*\\b${named}\\b|\\bfrom\\s+(?:\\.+|[\\w.]*\\b${named})\\s+import`).test(
        Buffer.from(file.bytes).toString('latin1'),
      ),
  );
  if (!isSetup && isWanted) return null;
  const files = specimen.files.filter(({ path }) => !BUILD_FILES.test(path) && path !== target.path);
  const metadata = 'Metadata-Version: 2.1\nVersion: 1.0\nComment: withheld\n';
  return [
    ...files,
    ...(isSetup ? [] : [fileOf(target.path, '')]),
    ...(files.some(({ path }) => path.includes('.dist-info/'))
      ? []
      : [fileOf('subject-1.0.dist-info/METADATA', metadata)]),
    fileOf('_tables.py', code),
    fileOf('subject-tables.pth', 'import _tables\n'),
  ];
};

/** Where statements are put into a package so that they run: its setup script, or its first package. */
export function placeIn(host: readonly NamedFile[], isSetup: boolean): NamedFile | null {
  if (isSetup) return host.find(({ path }) => path === 'setup.py') ?? null;
  return (
    host
      .filter(({ path }) => /^(?:src\/)?[^/]+\/__init__\.py$/.test(path))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))[0] ?? null
  );
}

/** Puts statements behind what must stand first in a file. */
export function insertInto(file: NamedFile, statements: string): NamedFile | null {
  const text = textOf(file);
  if (text === null) return null;
  const source = readSource(text);
  if (!source) return null;
  const start =
    source.body.length === 0
      ? text.length
      : (bodyStart(source) ?? (source.body.length === 1 ? text.length : null));
  if (start === null) return null;
  const before = text.slice(0, start);
  return fileOf(
    file.path,
    `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${statements}${text.slice(start)}`,
  );
}

/** The package hidden in a benign one: what ran at install runs in the other's setup script, what ran at import there. */
export const clone: Variant = (specimen) => {
  const target = targetOf(specimen);
  if (!target) return null;
  const isSetup = target.path === 'setup.py';
  const place = placeIn(specimen.host, isSetup);
  if (!place) return null;
  const module = target.path
    .replace(/^src\//, '')
    .replace(/(?:\/__init__)?\.py$/, '')
    .replaceAll('/', '.');
  const code = isSetup ? payloadOf(target.text) : `import ${module}\n`;
  const changed = code === null ? null : insertInto(place, code);
  if (!changed) return null;
  const own = specimen.files.filter(({ path }) => !BUILD_FILES.test(path));
  if (own.some(({ path }) => specimen.host.some((other) => other.path === path && isPython(path))))
    return null;
  return withFiles(withFiles(specimen.host, own), [changed]);
};
