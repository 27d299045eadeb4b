import type { Node } from '../parse.ts';
import type { Core } from './interpreter.ts';
import { iteratorOf } from './objects.ts';
import {
  Bail,
  type EmuArray,
  type EmuFunction,
  type Env,
  isArray,
  list,
  Thrown,
  type Value,
} from './values.ts';

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
/** Times that generators run again for what they are sent, in one program. */
const RERUNS_MAX = 200;

/** A generator has yielded enough. */
class Enough extends Error {}

/** Creates what calls functions on a machine. */
export function createFunctions(core: Core, globals: Env): Functions {
  const ran = new Set<Node>();
  let depth = 0;
  let reruns = 0;

  function callFunction(
    fn: EmuFunction,
    args: readonly Value[],
    self: Value,
    sent?: ReadonlyMap<number, Value>,
  ): Value {
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
        sent,
      };
      if (!arrow) env.names.set('arguments', { value: list([...args]) });
      if (node.type === 'FunctionExpression' && node.id) env.names.set(node.id.name, { value: fn });
      node.params.forEach((param, index) => {
        if (param.type === 'RestElement') core.assign(param.argument, list(args.slice(index)), env, 'let');
        else core.assign(param, args[index], env, 'let');
      });
      if (yields) {
        const made = generated(fn, env, yields);
        if (!sent) made.resume = resumed(made, (known) => callFunction(fn, args, self, known));
        return made;
      }
      if (node.body.type !== 'BlockStatement') return core.evaluate(node.body, env);
      const done = core.executeAll(node.body.body, env);
      return done?.type === 'return' ? done.value : undefined;
    } finally {
      depth--;
    }
  }

  /** A generator runs to its end at once: what it yields is a list. */
  function generated({ node }: EmuFunction, env: Env, yields: Value[]): EmuArray {
    try {
      if (node.body.type === 'BlockStatement') core.executeAll(node.body.body, env);
    } catch (error) {
      // What it throws after a `yield` it may not throw for who sends it something.
      if (!(error instanceof Enough || (error instanceof Thrown && yields.length > 0))) throw error;
    }
    return list(yields);
  }

  /**
   * Takes what a generator is sent: it has run to its end as if it were sent what it yielded, and runs once more for
   * anything else.
   */
  function resumed(
    made: EmuArray,
    again: (sent: ReadonlyMap<number, Value>) => Value,
  ): (value: Value) => void {
    const sent = new Map<number, Value>();
    let { items } = made;
    made.items = [...items];
    let taken = 0;
    return (value) => {
      const at = taken++ - 1;
      if (at < 0 || value === undefined || value === items[at] || reruns >= RERUNS_MAX) return;
      reruns++;
      sent.set(at, value);
      const found = again(sent);
      if (!isArray(found)) return;
      ({ items } = found);
      made.items = items.slice(taken - 1);
    };
  }

  function yielded(node: { readonly delegate: boolean }, value: Value, env: Env): Value {
    let at: Env | null = env;
    while (at && !at.yields) at = at.parent;
    if (!at?.yields) return value;
    const items = node.delegate ? (iteratorOf(core, value) ?? value) : null;
    if (isArray(items)) at.yields.push(...items.items.slice(0, YIELDS_MAX));
    else at.yields.push(value);
    if (at.yields.length > YIELDS_MAX) throw new Enough('yields');
    const place = at.yields.length - 1;
    // Helpers of compilers hand back what they were given once it has come.
    return at.sent?.has(place) ? at.sent.get(place) : value;
  }

  return { callFunction, yielded, ran };
}
