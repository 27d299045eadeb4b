import { EXPRESSION_DEPTH_MAX, FOLD_STEPS_MAX } from '../limits.ts';
import { type CalleesOf, createCalleesOf } from './callees.ts';
import { createGivenTo, type GivenTo } from './callers.ts';
import { createIsChanged, type IsChanged } from './changed.ts';
import type { Emulator } from './emulate/emulator.ts';
import { createListenersOf, type ListenersOf } from './events.ts';
import { foldNode } from './fold.ts';
import type { Folded } from './fold-value.ts';
import { createHeldBy, type HeldBy } from './held.ts';
import { memoOf } from './memo.ts';
import { nameNode } from './names.ts';
import type { Node } from './parse.ts';
import { createPickedBy, type PickedBy } from './picked-by.ts';
import { createPromises, type Promises } from './promised.ts';
import type { Binding, Bindings, FunctionInfo, Scope } from './scope.ts';

/** Values of parameters while a small local function is folded. */
export type FoldArguments = ReadonlyMap<Binding, Folded>;

/**
 * Computes what expressions mean without running anything: the API that they name, and the constant that they
 * yield. All work of one file shares one step budget; past it everything is unknown.
 */
export interface Evaluator {
  readonly functions: ReadonlyMap<Node, FunctionInfo>;
  /** Canonical dotted name (`child_process.exec`, `process.env.HOME`, `https.request().write`), null when unknown. */
  nameOf(node: Node, scope: Scope, depth?: number): string | null;
  /** The constant that an expression yields, null when it is not one. */
  fold(node: Node, scope: Scope, depth?: number, args?: FoldArguments): Folded | null;
  /** Takes one step of the budget; false when it is spent. */
  step(): boolean;
  /** Says that another budget of the file ran out; folding goes on. */
  exhaust(): void;
  /** Runs the file's own decoders where folding does not suffice; null for files that need none. */
  readonly emulator: Emulator | null;
  /** What the file's own calls give a parameter. */
  readonly givenTo: GivenTo;
  /** What the file's own calls give each name of a parameter. */
  readonly pickedBy: PickedBy;
  /** What promises come to. */
  readonly promises: Promises;
  /** Functions of the file that a call may call. */
  readonly calleesOf: CalleesOf;
  /** Functions that are told of an event by a call. */
  readonly listenersOf: ListenersOf;
  /** What the file gives a member. */
  readonly heldBy: HeldBy;
  /** Names whose lists change after they were made. */
  readonly isChanged: IsChanged;
  /** True when a budget ran out: later answers are incomplete. */
  readonly exhausted: boolean;
}

const NO_ARGUMENTS: FoldArguments = new Map();

/** Creates the evaluator of one file. */
export function createEvaluator(
  bindings: Bindings,
  emulator: Emulator | null = null,
  stepsMax = FOLD_STEPS_MAX,
): Evaluator {
  let steps = 0;
  // Each asks the other: what a call gives depends on what it calls, and the other way round.
  let told: ListenersOf | undefined;
  const listenersOf: ListenersOf = (callee, args, scope) =>
    (told ??= createListenersOf(bindings, evaluator))(callee, args, scope);
  const givenTo = createGivenTo(bindings, (callee, scope) => evaluator.calleesOf(callee, scope), listenersOf);
  const heldBy = createHeldBy(bindings, givenTo);
  const calleesOf = createCalleesOf(bindings, heldBy, givenTo);
  // A field and no getter: V8 keeps the functions of a literal's getters with its hidden class, and with them, until
  // its next full collection, all that they close over: here the whole tree.
  const evaluator: Evaluator & { exhausted: boolean } = {
    functions: bindings.functions,
    givenTo,
    calleesOf,
    listenersOf,
    pickedBy: createPickedBy(bindings, calleesOf, listenersOf),
    promises: createPromises(bindings),
    heldBy,
    isChanged: createIsChanged(bindings),
    emulator,
    exhausted: false,
    nameOf(node, scope, depth = 0) {
      // Names are remembered by their bindings.
      if (node.type === 'Identifier')
        return evaluator.step() ? nameNode(evaluator, node, scope, depth) : null;
      // Most members are of things that are no API: told without remembering each.
      if (node.type === 'MemberExpression' && node.object.type === 'Identifier') {
        if (evaluator.nameOf(node.object, scope, depth + 1) === null) return null;
      }
      if (node.type === 'MemberExpression' && node.object.type === 'ThisExpression') {
        const held = depth > EXPRESSION_DEPTH_MAX ? null : evaluator.heldBy(node, scope);
        return held && evaluator.nameOf(held.node, held.scope, depth + 1);
      }
      const memo = memoOf(node);
      if (memo.$name !== undefined) return memo.$name;
      if (!evaluator.step()) return null;
      // Set before the work, so that a name which leads back to itself is unknown instead of endless.
      memo.$name = null;
      const name = nameNode(evaluator, node, scope, depth);
      memo.$name = name;
      return name;
    },
    fold(node, scope, depth = 0, args = NO_ARGUMENTS) {
      if (node.type === 'Literal') return foldNode(evaluator, node, scope, depth, args);
      // Inside a call the same node has another value each time.
      const memo = memoOf(node);
      if (args.size === 0 && memo.$constant !== undefined) return memo.$constant;
      if (!evaluator.step()) return null;
      if (args.size > 0) return foldNode(evaluator, node, scope, depth, args);
      memo.$constant = null;
      const value = foldNode(evaluator, node, scope, depth, args) ?? emulator?.givenAt(node) ?? null;
      memo.$constant = value;
      return value;
    },
    step() {
      steps++;
      if (steps <= stepsMax) return true;
      evaluator.exhausted = true;
      return false;
    },
    exhaust() {
      evaluator.exhausted = true;
    },
  };
  return evaluator;
}
