import type { Program } from 'acorn';
import { keyName } from '../keys.ts';

import type { Core } from './interpreter.ts';
import { memberOf } from './members.ts';
import { asObject, based, copyInto } from './objects.ts';
import { type EmuFile, type Env, isOpaque, native, opaque, record, toText, type Value } from './values.ts';

/** Stands for the folder of the package in paths that its code makes. */
export const PACKAGE_ROOT = '/$PACKAGE/';

/** Gives the names that a program imports what they stand for. */
export function declareImports(
  program: Program,
  scope: Env,
  load: (specifier: string) => Value,
  core: Core,
): void {
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration' || statement.type === 'ExportNamedDeclaration') {
      // What is handed on is loaded; without a file of its own nobody asks for it.
      if (statement.source && scope.file) load(String(statement.source.value));
      continue;
    }
    if (statement.type !== 'ImportDeclaration') continue;
    const module = load(String(statement.source.value));
    for (const specifier of statement.specifiers) {
      const name =
        specifier.type === 'ImportNamespaceSpecifier'
          ? null
          : specifier.type === 'ImportSpecifier'
            ? keyName(specifier.imported, false)
            : 'default';
      scope.names.set(specifier.local.name, { value: exportNamed(core, module, name) });
    }
  }
}

/** An export of a module; its value itself for a default that it has not. */
function exportNamed(core: Core, module: Value, name: string | null): Value {
  if (name === null) return module;
  if (name === 'default' && !isOpaque(module) && asObject(module)?.props.has('default') !== true)
    return module;
  return memberOf(core, module, name);
}

/** Gives the exports of a file that are declared and not assigned their values. */
export function declareExports(program: Program, scope: Env, file: EmuFile, core: Core): void {
  const exported = asObject(file.exported());
  if (!exported) return;
  const put = (name: string | null, value: Value): void => {
    if (name !== null) exported.props.set(name, value);
  };
  const valueOf = (name: string): Value => scope.names.get(name)?.value;
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') {
      const module = file.load(String(statement.source.value));
      if (statement.exported) put(keyName(statement.exported, false), module);
      else copyInto(core, exported, module);
    }
    if (statement.type === 'ExportDefaultDeclaration') {
      const { declaration } = statement;
      const name = 'id' in declaration && declaration.id ? declaration.id.name : null;
      put('default', name === null ? core.evaluate(declaration, scope) : valueOf(name));
    }
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const { declaration, source } = statement;
    const module = source ? file.load(String(source.value)) : undefined;
    for (const { local, exported: as } of statement.specifiers) {
      const own = keyName(local, false);
      put(keyName(as, false), source ? exportNamed(core, module, own) : valueOf(own ?? ''));
    }
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations)
        if (id.type === 'Identifier') put(id.name, valueOf(id.name));
    } else if (declaration?.id) put(declaration.id.name, valueOf(declaration.id.name));
  }
}

/** `import.meta` of a file of a package; null where no file is known. */
export function metaOf(file: EmuFile | null): Value {
  if (!file) return null;
  const filename = PACKAGE_ROOT + file.path;
  const dirname = filename.replace(/\/[^/]*$/, '');
  return based('import.meta', { url: `file://${filename}`, filename, dirname });
}

/** What node gives each file beside the globals. */
export function moduleGlobals(load: (specifier: string) => Value): readonly (readonly [string, Value])[] {
  const require = native('require', ([specifier]) =>
    isOpaque(specifier) || specifier === undefined ? opaque('?module') : load(toText(specifier)),
  );
  for (const name of ['main', 'cache', 'extensions', 'resolve'])
    require.props.set(name, opaque(`require.${name}`));
  const exported = record();
  const module = based('module', { exports: exported });
  module.props.set('require', require);
  return [
    ['require', require],
    ['exports', exported],
    ['module', module],
  ];
}
