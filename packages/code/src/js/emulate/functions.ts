import type { Node } from '../parse.ts';
import type { Core } from './interpreter.ts';
import { iteratorOf } from './objects.ts';
import { Bail, type EmuFunction, type Env, isArray, list, type Value } from './values.ts';

/** How functions of the program run. */
export interface Functions {
  readonly callFunction: (fn: EmuFunction, args: readonly Value[], self: Value) => Value;
  /** What `yield` does and gives. */
  readonly yielded: (node: { readonly delegate: boolean }, value: Value, env: Env) => Value;
  /** Functions that ran. */
  readonly ran: ReadonlySet<Node>;
}

const DEPTH_MAX = 400;
/** What one generator yields: many never end. */
const YIELDS_MAX = 300;

/** A generator has yielded enough. */
class Enough extends Error {}

/** Creates what calls functions on a machine. */
export function createFunctions(core: Core, globals: Env): Functions {
  const ran = new Set<Node>();
  let depth = 0;

  function callFunction(fn: EmuFunction, args: readonly Value[], self: Value): Value {
    if (++depth > DEPTH_MAX) {
      depth--;
      throw new Bail('depth');
    }
    try {
      const { node } = fn;
      ran.add(node);
      const arrow = node.type === 'ArrowFunctionExpression';
      const yields: Value[] | undefined = node.generator ? [] : undefined;
      const env: Env = {
        names: new Map(),
        parent: fn.env,
        self: arrow ? undefined : (self ?? globals.self),
        yields,
      };
      if (!arrow) env.names.set('arguments', { value: list([...args]) });
      if (node.type === 'FunctionExpression' && node.id) env.names.set(node.id.name, { value: fn });
      node.params.forEach((param, index) => {
        if (param.type === 'RestElement') core.assign(param.argument, list(args.slice(index)), env, 'let');
        else core.assign(param, args[index], env, 'let');
      });
      if (yields) return generated(fn, env, yields);
      if (node.body.type !== 'BlockStatement') return core.evaluate(node.body, env);
      const done = core.executeAll(node.body.body, env);
      return done?.type === 'return' ? done.value : undefined;
    } finally {
      depth--;
    }
  }

  /** A generator runs to its end at once: what it yields is a list. */
  function generated({ node }: EmuFunction, env: Env, yields: Value[]): Value {
    try {
      if (node.body.type === 'BlockStatement') core.executeAll(node.body.body, env);
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    }
    return list(yields);
  }

  function yielded(node: { readonly delegate: boolean }, value: Value, env: Env): Value {
    let at: Env | null = env;
    while (at && !at.yields) at = at.parent;
    if (!at?.yields) return value;
    const items = node.delegate ? (iteratorOf(core, value) ?? value) : null;
    if (isArray(items)) at.yields.push(...items.items.slice(0, YIELDS_MAX));
    else at.yields.push(value);
    if (at.yields.length > YIELDS_MAX) throw new Enough('yields');
    // Helpers of compilers hand back what they were given once it has come.
    return value;
  }

  return { callFunction, yielded, ran };
}
