import type { AssignmentExpression, Expression, ModuleDeclaration, Program, Statement } from 'acorn';
import type { Evaluator } from './evaluator.ts';
import { isInert } from './inert.ts';
import { keyName, spelledName } from './keys.ts';
import { collectMentions, loadsOf, type Mentions, targetOf } from './mentions.ts';
import type { Node } from './parse.ts';
import { type Bindings } from './scope.ts';

/** Something of another file of the package; member `*` is the file as a whole. */
export interface Use {
  readonly specifier: string;
  readonly member: string;
}

/**
 * A top-level piece of a file, as tree shaking sees it: it runs when the file is loaded (`atLoad`), or once something
 * that runs mentions one of its names. Offsets are UTF-16 units of the source.
 */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly atLoad: boolean;
  /** Top-level names that it gives a value. */
  readonly declares: readonly string[];
  /** Names under which other files get at it; `*` for any name. */
  readonly exports: readonly string[];
  /** Names that it mentions, scopes not told apart: too many rather than too few. */
  readonly names: readonly string[];
  /** What it uses of other files; an empty specifier is this file, by the name of an export. */
  readonly uses: readonly Use[];
}

/** The top-level pieces of a file, and what it loads. */
export interface FileParts {
  readonly parts: readonly Part[];
  /** Specifiers that loading the file loads. */
  readonly loads: readonly string[];
  /** Specifiers whose exports it hands on as its own; it loads them as well. */
  readonly forwards: readonly string[];
}

interface Draft extends Omit<Part, 'names' | 'uses'> {
  readonly mentions: Mentions;
}

/** Helpers of compilers that copy getters of names into the exports. */
const EXPORT_HELPER = /^_{0,2}(?:export|reExport)\w*$/;

/** Splits a file into its top-level pieces; see {@link Part}. */
export function splitParts(program: Program, bindings: Bindings, ev: Evaluator): FileParts {
  const loads = loadsOf(bindings, ev);
  const aliases = new Map<string, Use>();
  const forwards: string[] = [];
  const loaded: string[] = [];
  const drafts: Draft[] = [];
  const declared = new Set(bindings.all.map((binding) => binding.name));

  function add(
    node: Node,
    atLoad: boolean,
    given: { declares?: readonly string[]; exports?: readonly string[] },
  ): void {
    drafts.push({
      start: node.start,
      end: node.end,
      atLoad,
      declares: given.declares ?? [],
      exports: given.exports ?? [],
      mentions: collectMentions(node, loads),
    });
  }

  function addDeclaration(node: Node, exported: boolean): void {
    if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) addVariable(id, init ?? null, exported);
    } else if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
      const declares = node.id ? [node.id.name] : [];
      add(node, !isInert(node, aliases), { declares, exports: exported ? declares : [] });
    }
  }

  function addVariable(id: Node, init: Expression | null, exported: boolean): void {
    if (!init) return;
    const names = namesIn(id);
    const target = targetOf(init, loads);
    if (target) loaded.push(target.specifier);
    if (target && !exported && aliasPattern(id, target)) return;
    add(init, !isInert(init, aliases), { declares: names, exports: exported ? names : [] });
  }

  /** `const x = require('./x')` and `const { a: b } = require('./x')`: other names for what the file exports. */
  function aliasPattern(id: Node, target: Use): boolean {
    if (id.type === 'Identifier') {
      aliases.set(id.name, target);
      return true;
    }
    if (id.type !== 'ObjectPattern' || target.member !== '*') return false;
    for (const property of id.properties) {
      const key = property.type === 'Property' ? keyName(property.key, property.computed) : null;
      if (property.type !== 'Property' || key === null || property.value.type !== 'Identifier') return false;
      aliases.set(property.value.name, { specifier: target.specifier, member: key });
    }
    return true;
  }

  function addAssignment(statement: Node, node: AssignmentExpression): void {
    const targets: Node[] = [];
    let value: Node = node;
    for (; value.type === 'AssignmentExpression'; value = value.right) targets.push(value.left);
    const exports = targets.map(exportedName).filter((name) => name !== null);
    const bases = targets.map(baseName).filter((name) => name !== null && !isExportsName(name));
    const known = targets.length === exports.length + bases.length && !targets.some(computes);
    const target = targetOf(value, loads);
    if (target) loaded.push(target.specifier);
    if (exports.includes('*') && target?.member === '*') forwards.push(target.specifier);
    else if (known && exports.length === targets.length && exports.every((name) => name === '*')) {
      addExportedValue(value);
    } else {
      const declares = bases.filter((name) => name !== null);
      const inert = known && declares.every((name) => declared.has(name)) && isInert(value, aliases);
      add(statement, !inert, { declares, exports });
    }
  }

  /** `module.exports = { a, b() {} }` is as many pieces as it has members. */
  function addExportedValue(value: Node): void {
    if (value.type !== 'ObjectExpression' || !isInert(value, aliases)) {
      add(value, !isInert(value, aliases), { exports: ['*'] });
      return;
    }
    for (const property of value.properties) {
      const key = property.type === 'Property' ? keyName(property.key, property.computed) : null;
      add(property, false, { exports: [key ?? '*'] });
    }
  }

  function addExpression(statement: Node, node: Node): void {
    const specifier = loads.get(node);
    if (specifier !== undefined) loaded.push(specifier);
    if (node.type === 'Literal' || specifier !== undefined) return;
    if (node.type === 'AssignmentExpression') {
      addAssignment(statement, node);
      return;
    }
    const helped = node.type === 'CallExpression' ? exportHelper(node) : null;
    if (helped === null) add(statement, true, {});
    else if (helped.specifier !== null) forwards.push(helped.specifier);
    else add(statement, false, { exports: [helped.name] });
  }

  /** `Object.defineProperty(exports, 'x', { get })`, `__exportStar(require('./x'), exports)` and their like. */
  function exportHelper(node: Node): { name: string; specifier: string | null } | null {
    if (node.type !== 'CallExpression') return null;
    const callee = node.callee as Node;
    const args = node.arguments as Node[];
    const spelled = spelledName(callee);
    if (spelled === null) return null;
    const [first, second] = args;
    if (spelled === 'defineProperty' && first && second && baseName(first) === 'exports') {
      const name = second.type === 'Literal' ? String(second.value) : '*';
      return args.slice(2).every((item) => isInert(item, aliases)) ? { name, specifier: null } : null;
    }
    if (!EXPORT_HELPER.test(spelled)) return null;
    const target = args.map((item) => targetOf(item, loads)).find((item) => item !== null);
    if (target) return { name: '*', specifier: target.specifier };
    return args.every((item) => isInert(item, aliases)) ? { name: '*', specifier: null } : null;
  }

  function addStatement(node: Statement | ModuleDeclaration): void {
    switch (node.type) {
      case 'ImportDeclaration':
        loaded.push(String(node.source.value));
        for (const item of node.specifiers) {
          const member =
            item.type === 'ImportSpecifier'
              ? (keyName(item.imported, false) ?? '*')
              : item.type === 'ImportDefaultSpecifier'
                ? 'default'
                : '*';
          aliases.set(item.local.name, { specifier: String(node.source.value), member });
        }
        return;
      case 'ExportAllDeclaration':
        forwards.push(String(node.source.value));
        return;
      case 'ExportNamedDeclaration':
        if (node.source) loaded.push(String(node.source.value));
        if (node.declaration) addDeclaration(node.declaration, true);
        for (const { local, exported } of node.specifiers) {
          const own = keyName(local, false) ?? '*';
          const mentions: Mentions = node.source
            ? { names: new Set(), uses: [{ specifier: String(node.source.value), member: own }] }
            : { names: new Set([own]), uses: [] };
          const place = { start: node.start, end: node.end, atLoad: false, declares: [] };
          drafts.push({ ...place, exports: [keyName(exported, false) ?? '*'], mentions });
        }
        return;
      case 'ExportDefaultDeclaration': {
        const { declaration } = node;
        const declares = 'id' in declaration && declaration.id ? [declaration.id.name] : [];
        add(declaration, !isInert(declaration, aliases), { declares, exports: ['default'] });
        return;
      }
      case 'ExpressionStatement':
        addExpression(node, node.expression);
        return;
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'VariableDeclaration':
        addDeclaration(node, false);
        return;
      default:
        add(node, true, {});
    }
  }

  for (const node of program.body) addStatement(node);
  return { parts: drafts.map((draft) => finish(draft, aliases)), loads: [...loaded, ...forwards], forwards };
}

/** Puts what the aliases stand for in their place. */
function finish(draft: Draft, aliases: ReadonlyMap<string, Use>): Part {
  const { mentions, ...part } = draft;
  const names = new Set<string>();
  const uses: Use[] = [...mentions.uses];
  for (const mention of mentions.names) {
    const dot = mention.indexOf('.');
    const name = dot < 0 ? mention : mention.slice(0, dot);
    const member = dot < 0 ? '*' : mention.slice(dot + 1);
    const alias = aliases.get(name);
    if (alias) uses.push(alias.member === '*' ? { specifier: alias.specifier, member } : alias);
    else if (isExportsName(name)) uses.push({ specifier: '', member });
    else names.add(name);
  }
  return { ...part, names: [...names], uses };
}

/** `eval` runs text that may call anything of the file. */
function isExportsName(name: string): boolean {
  return name === 'exports' || name === 'module' || name === 'eval';
}

/** The export that an assignment target sets, `*` for the exports as a whole; null for anything else. */
function exportedName(target: Node): string | null {
  if (target.type !== 'MemberExpression') return null;
  const member = keyName(target.property, target.computed) ?? '*';
  const { object } = target;
  if (object.type === 'Identifier' && object.name === 'module') return member === 'exports' ? '*' : null;
  if (object.type === 'Identifier') return object.name === 'exports' ? member : null;
  return exportedName(object) === '*' ? member : null;
}

/** True when an assignment target has to be computed first, which may run anything. */
function computes(target: Node): boolean {
  for (let at: Node = target; at.type === 'MemberExpression'; at = at.object as Node) {
    if (keyName(at.property, at.computed) === null) return true;
  }
  return false;
}

/** The name that an assignment target, or an argument, begins with. */
function baseName(target: Node): string | null {
  let at: Node = target;
  while (at.type === 'MemberExpression') at = at.object as Node;
  if (at.type === 'ThisExpression') return 'this';
  return at.type === 'Identifier' ? (at.name === 'module' ? 'exports' : at.name) : null;
}

/** Names that a pattern binds. */
function namesIn(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((item) =>
        namesIn(item.type === 'RestElement' ? item.argument : item.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((item) => (item ? namesIn(item) : []));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}
