import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import type { Bindings, Scope, Site } from './scope.ts';

type ExportNode = Extract<Node, { type: 'ExportNamedDeclaration' | 'ExportDefaultDeclaration' }>;

/** Where declarations of exports are put. */
interface ExportSites {
  readonly exports: Bindings['exports'][number][];
  readonly imports: Site[];
}

/** Collects what a declaration exports, and the declaration itself where it is another file that it exports from. */
export function collectExportSites(
  node: ExportNode,
  scope: Scope,
  { exports: found, imports }: ExportSites,
): void {
  if (node.type === 'ExportDefaultDeclaration') {
    found.push({ name: 'default', value: node.declaration, scope });
    return;
  }
  if (node.source) imports.push({ node, scope });
  else
    for (const { exported, local } of node.specifiers)
      found.push({ name: keyName(exported, false), value: local, scope });
  const { declaration } = node;
  if (declaration?.type === 'VariableDeclaration') {
    for (const { id, init } of declaration.declarations)
      if (init) found.push({ name: id.type === 'Identifier' ? id.name : null, value: init, scope });
  } else if (declaration) found.push({ name: declaration.id?.name ?? null, value: declaration, scope });
}
