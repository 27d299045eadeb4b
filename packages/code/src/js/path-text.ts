import type { Evaluator } from './evaluator.ts';
import { asText, textOf } from './fold-value.ts';
import { soleValue } from './held.ts';
import { methodName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Binding, lookup, type Scope } from './scope.ts';
import { folderOf, OWN_FILE, UNKNOWN_PART } from './unknown-parts.ts';
import { itemsOf, valuesOf } from './values.ts';

/** Texts of one expression; a loop over constants has several. */
const TEXTS_MAX = 12;
const DEPTH_MAX = 24;
/** What it takes of {@link DEPTH_MAX} to go from a parameter to what it is given. */
const HOP = 4;
/** Expressions that are looked at for one text: each may stand for several, and these again. */
const STEPS_MAX = 300;
const TEXT_CHARS_MAX = 4096;

/** Calls whose value is the path that they are given. */
const SAME_PATH = /^(?:path\.(?:normalize|resolve|join)|url\.fileURLToPath|URL|String|fs\.realpathSync)$/;

/**
 * What is known of the paths that an expression may yield, with forward slashes: `~/.bashrc` for a file of the home
 * folder, `/tmp/…`, `$CWD/…`, `./…` for files next to the code, `$UNKNOWN` for parts that are not constant. Empty
 * when nothing of it is known.
 */
export function pathTexts(ev: Evaluator, node: Node, scope: Scope): string[] {
  return partialTexts(ev, node, scope).map((text) => text.replaceAll('\\', '/'));
}

/** As {@link pathTexts}, with every character as it stands: for addresses. */
export function partialTexts(ev: Evaluator, node: Node, scope: Scope): string[] {
  return told({ ev, wholeOnly: false, left: STEPS_MAX }, node, scope);
}

/**
 * As {@link partialTexts}, for commands: what stands elsewhere is taken only as a whole, since what is unknown of a
 * program may be what decides.
 */
export function commandTexts(ev: Evaluator, node: Node, scope: Scope): string[] {
  return told({ ev, wholeOnly: true, left: STEPS_MAX }, node, scope);
}

function told(look: Look, node: Node, scope: Scope): string[] {
  const found = textsOf(look, node, scope, 0).filter((text) => text !== UNKNOWN_PART);
  return [...new Set(found)].slice(0, TEXTS_MAX);
}

/** One look for texts: what is left of its budget. */
interface Look {
  readonly ev: Evaluator;
  /** Of what stands in a table, or what a function returns, parts are not told. */
  readonly wholeOnly: boolean;
  left: number;
}

function textsOf(look: Look, node: Node, scope: Scope, depth: number): string[] {
  if (depth > DEPTH_MAX || --look.left < 0) return [UNKNOWN_PART];
  const { ev } = look;
  const name = ev.nameOf(node, scope);
  const folder = name === null ? null : folderOf(name);
  if (folder !== null) return [folder];
  const whole = ev.fold(node, scope);
  const text = textOf(whole) ?? (whole && typeof whole.value === 'number' ? asText(whole.value) : null);
  if (text !== null) return [text.slice(0, TEXT_CHARS_MAX)];
  const inner = (part: Node): string[] => textsOf(look, part, scope, depth + 1);
  switch (node.type) {
    case 'BinaryExpression':
      return node.operator === '+' && node.left.type !== 'PrivateIdentifier'
        ? combine([inner(node.left), inner(node.right)], '')
        : [UNKNOWN_PART];
    case 'TemplateLiteral':
      return combine(
        node.quasis.flatMap((quasi, index) => {
          const expression = node.expressions[index];
          const spelled = [quasi.value.cooked ?? quasi.value.raw];
          return expression ? [spelled, inner(expression)] : [spelled];
        }),
        '',
      );
    case 'CallExpression':
    case 'NewExpression':
      return textsOfCall(look, node, scope, depth);
    case 'Identifier':
      return textsOfName(look, node, scope, depth);
    case 'MemberExpression': {
      const held = ev.heldBy(node, scope);
      return held ? textsOf(look, held.node, held.scope, depth + 1) : textsOfValues(look, node, scope, depth);
    }
    case 'ConditionalExpression':
      return [...inner(node.consequent), ...inner(node.alternate)].slice(0, TEXTS_MAX);
    case 'LogicalExpression':
      return inner(node.left).every((item) => item === UNKNOWN_PART) ? inner(node.right) : inner(node.left);
    case 'AwaitExpression':
      return inner(node.argument);
    default:
      return [UNKNOWN_PART];
  }
}

/** What a name stands for as a whole, or as a part of what is known of a table. */
function textsOfName(
  look: Look,
  node: Node & { readonly type: 'Identifier' },
  scope: Scope,
  depth: number,
): string[] {
  const found = textsOfBinding(look, lookup(scope, node.name), depth);
  return found.some((text) => text !== UNKNOWN_PART) ? found : textsOfValues(look, node, scope, depth);
}

/** Texts of what an expression stands for: in tables, of functions of the file, of what is taken apart. */
function textsOfValues(look: Look, node: Node, scope: Scope, depth: number): string[] {
  const values = valuesOf(look.ev, node, scope).filter((site) => site.node !== node);
  if (values.length === 0) return [UNKNOWN_PART];
  const found = values.flatMap((site) => textsOf(look, site.node, site.scope, depth + HOP));
  const kept = look.wholeOnly ? found.filter((text) => !text.includes(UNKNOWN_PART)) : found;
  return kept.length === 0 ? [UNKNOWN_PART] : kept.slice(0, TEXTS_MAX);
}

function textsOfCall(
  look: Look,
  node: Node & { readonly type: 'CallExpression' | 'NewExpression' },
  scope: Scope,
  depth: number,
): string[] {
  const callee = node.callee as Node;
  const name = look.ev.nameOf(callee, scope);
  const args = node.arguments.map((part) =>
    part.type === 'SpreadElement' ? [UNKNOWN_PART] : textsOf(look, part as Node, scope, depth + 1),
  );
  if (name === 'path.dirname') return args[0]?.map(parentOf) ?? [UNKNOWN_PART];
  if (name === 'require.resolve')
    return (args[0] ?? []).map((spec) =>
      spec.startsWith('.') ? spec : `node_modules/${spec}/${UNKNOWN_PART}`,
    );
  if (name === 'fs.mkdtemp' || name === 'fs.mkdtempSync')
    return args[0]?.map((start) => `${start}${UNKNOWN_PART}`) ?? [UNKNOWN_PART];
  if (name === 'URL') return args[0] ?? [UNKNOWN_PART];
  if (name !== null && SAME_PATH.test(name)) return combine(args, '/').map(cleaned);
  const method = methodName(callee);
  // `join` of a module that is not known to be `path`, with a folder of the machine as its first argument.
  if ((method === 'join' || method === 'resolve') && args.length > 1) return combine(args, '/').map(cleaned);
  if (method === 'join' && callee.type === 'MemberExpression')
    return textsGlued(look, callee.object, scope, args[0] ?? [','], depth);
  return name === null ? textsOfValues(look, node, scope, depth) : [UNKNOWN_PART];
}

/** `[program, 'with', words].join(' ')`. */
function textsGlued(
  look: Look,
  list: Node,
  scope: Scope,
  [glue = UNKNOWN_PART]: readonly string[],
  depth: number,
): string[] {
  const items = itemsOf(look.ev, list, scope);
  if (!items || items.length === 0 || glue === UNKNOWN_PART) return [UNKNOWN_PART];
  return combine(
    items.map((item) => textsOf(look, item.node, item.scope, depth + HOP)),
    glue,
  );
}

function textsOfBinding(look: Look, binding: Binding | null, depth: number): string[] {
  const [write] = binding?.writes ?? [];
  if (binding?.isParam && !write) return textsGivenTo(look, binding, depth);
  if (!binding || !write || binding.writes.length > 2) return [UNKNOWN_PART];
  if (write.kind === 'value' && write.path.length === 0)
    return textsOf(look, write.value, write.scope, depth + 1);
  if (write.kind !== 'element') return [UNKNOWN_PART];
  const list =
    write.value.type === 'Identifier' ? soleValue(lookup(write.scope, write.value.name))?.node : write.value;
  if (list?.type !== 'ArrayExpression') return [UNKNOWN_PART];
  return list.elements
    .slice(0, TEXTS_MAX)
    .flatMap((item) =>
      item && item.type !== 'SpreadElement' ? textsOf(look, item, write.scope, depth + 1) : [],
    );
}

/** What the file's own calls give a parameter; what others may give is not known, and adds nothing. */
function textsGivenTo(look: Look, parameter: Binding, depth: number): string[] {
  const given = look.ev.givenTo(parameter);
  if (given.length === 0) return [UNKNOWN_PART];
  // Each has as many again: two functions behind each other is as far as it goes.
  return given.flatMap(({ node, scope }) => textsOf(look, node, scope, depth + HOP)).slice(0, TEXTS_MAX);
}

function combine(parts: readonly (readonly string[])[], glue: string): string[] {
  let found = [''];
  for (const [index, options] of parts.entries()) {
    const between = index === 0 ? '' : glue;
    found = found
      .flatMap((head) => options.map((option) => (head + between + option).slice(0, TEXT_CHARS_MAX)))
      .slice(0, TEXTS_MAX);
  }
  return found;
}

/** Drops empty and `.` steps; `..` takes back a known step. */
function cleaned(path: string): string {
  const steps: string[] = [];
  for (const step of path.split(/[\\/]/)) {
    if (step === '..' && steps.length > 0 && !/^(?:\.\.|\.|~|\$\w+)$/.test(steps.at(-1) ?? '')) steps.pop();
    else if (step !== '' && (step !== '.' || steps.length === 0)) steps.push(step);
  }
  return (/^[\\/]/.test(path) ? '/' : '') + steps.join('/');
}

function parentOf(path: string): string {
  if (path === OWN_FILE) return '.';
  const slash = path.lastIndexOf('/');
  return slash > 0 ? path.slice(0, slash) : path;
}
