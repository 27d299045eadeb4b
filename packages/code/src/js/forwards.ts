import type { Program } from 'acorn';
import { byName } from '../by-name.ts';
import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Bindings, type Scope } from './scope.ts';

/** An export that is another file's: its name, and what it stands for (`./lib/run.start`); `*` is the file's value. */
export type Forward = readonly [name: string, target: string];

/** Exports of a file that it has from other files of the package: `module.exports = require('./x')`, `export … from`. */
export function collectForwards(program: Program, bindings: Bindings, ev: Evaluator): readonly Forward[] {
  const found: Forward[] = [];

  function add(name: string, value: Node, scope: Scope): void {
    const target = localName(ev, value, scope);
    if (target !== null) found.push([name, target]);
    if (value.type !== 'ObjectExpression') return;
    for (const property of value.properties) {
      if (property.type === 'SpreadElement') {
        const spread = localName(ev, property.argument, scope);
        if (spread !== null) found.push([name, spread]);
        continue;
      }
      const key = keyName(property.key, property.computed);
      const member = localName(ev, property.value, scope);
      if (key !== null && member !== null) found.push([key, member]);
    }
  }

  for (const { target, value, scope } of bindings.assigns) {
    const name = ev.nameOf(target, scope);
    const exported = name === null ? null : exportOf(name);
    if (exported !== null) add(exported, value, scope);
  }
  const scope = bindings.rootScope;
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ExportAllDeclaration': {
        const source = String(statement.source.value);
        const name = statement.exported ? keyName(statement.exported, false) : '*';
        if (source.startsWith('.') && name !== null) found.push([name, source]);
        break;
      }
      case 'ExportNamedDeclaration':
        for (const { local, exported } of statement.specifiers) {
          const name = keyName(exported, false);
          if (name === null) continue;
          if (!statement.source) add(name, local, scope);
          else if (String(statement.source.value).startsWith('.'))
            found.push([name, `${String(statement.source.value)}.${keyName(local, false) ?? ''}`]);
        }
        break;
      case 'ExportDefaultDeclaration':
        add('default', statement.declaration, scope);
        break;
      case 'ExpressionStatement':
        found.push(...copied(statement.expression, ev, scope));
        break;
    }
  }
  return found;
}

/** `exports.start`: `start`; `module.exports`: `*`; null for what is no export. */
export const exportOf = byName((name): string | null => {
  const match = /^(?:module\.)?exports(?:\.(?<member>[\w$]+))?$/.exec(name);
  return match ? (match.groups?.member ?? '*') : null;
});

function localName(ev: Evaluator, node: Node, scope: Scope): string | null {
  const name = ev.nameOf(node, scope);
  return name?.startsWith('.') ? name : null;
}

/** What a call puts into the exports: `Object.assign(exports, require('./x'))`, `__exportStar(…)`, a getter. */
function copied(node: Node, ev: Evaluator, scope: Scope): Forward[] {
  if (node.type !== 'CallExpression') return [];
  const args = node.arguments as Node[];
  const isInto = args.some((item) => {
    const name = ev.nameOf(item, scope);
    return name !== null && exportOf(name) === '*';
  });
  if (!isInto) return [];
  const [, key, descriptor] = args;
  if (key?.type === 'Literal' && descriptor?.type === 'ObjectExpression') {
    return descriptor.properties.flatMap((property): Forward[] => {
      if (property.type !== 'Property') return [];
      const given = returned(property.value);
      const target = given && localName(ev, given, scope);
      return target ? [[String(key.value), target]] : [];
    });
  }
  return args.flatMap((item): Forward[] => {
    const target = localName(ev, item, scope);
    return target === null ? [] : [['*', target]];
  });
}

/** What a getter gives, or the value itself. */
export function returned(node: Node): Node | null {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return node;
  if (node.body.type !== 'BlockStatement') return node.body;
  const [first] = node.body.body;
  return first?.type === 'ReturnStatement' ? (first.argument ?? null) : null;
}
