import type { Program } from 'acorn';
import { keyName } from '../scope.ts';
import type { Machine } from './members.ts';
import { memberOf } from './members.ts';
import { based } from './objects.ts';
import { type Env, native, opaque, record, type Value } from './values.ts';

/** Gives the names that a program imports what they stand for. */
export function declareImports(
  program: Program,
  globals: Env,
  load: (specifier: string) => Value,
  machine: Machine,
): void {
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue;
    const module = load(String(statement.source.value));
    for (const specifier of statement.specifiers) {
      const name = specifier.type === 'ImportSpecifier' ? keyName(specifier.imported, false) : null;
      const value = name === null || name === 'default' ? module : memberOf(machine, module, name);
      globals.names.set(specifier.local.name, { value });
    }
  }
}

/** What node gives each module beside the globals. */
export function moduleGlobals(
  machine: Machine,
  load: (name: string, args: readonly Value[]) => Value,
): readonly (readonly [string, Value])[] {
  const require = native('require', (args) => load('require', args));
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
