import type { Evaluator } from './evaluator.ts';
import { memberValue, soleValue } from './held.ts';
import { keyName } from './keys.ts';
import { LABEL } from './labels.ts';
import type { Node } from './parse.ts';
import { bindingOf, type Scope } from './scope.ts';
import type { StandsFor } from './stand-ins.ts';

/** Tells labels of what decides, apart from those of what is only a part of it. */
export interface SaidWhere {
  /** Labels of what says where a connection goes: not of the connection that it goes through. */
  readonly destination: (args: readonly Node[], scope: Scope) => number;
  /** True for a path that begins and ends as the code says, whatever is in between. */
  readonly isFramed: (path: Node, scope: Scope) => boolean;
}

export interface SaidWhereParts {
  readonly ev: Evaluator;
  readonly standsFor: StandsFor;
  readonly labelsOf: (node: Node, scope: Scope) => number;
}

const DEPTH_MAX = 10;
/** Expressions that are followed for one question. */
const STEPS_MAX = 200;
const JOINS = /^path\.(?:posix\.|win32\.)?join$/;
/** The last step of a path: a name, no way back. */
const FILE_NAME = /(?:^|\/)[\w@-][\w@.-]*$/;

/** Creates what tells in one file who says where something goes. */
export function createSaidWhere({ ev, standsFor, labelsOf }: SaidWhereParts): SaidWhere {
  let left = 0;

  function mayGoOn(depth: number): boolean {
    return depth <= DEPTH_MAX && --left >= 0;
  }

  /** A connection among the options was made before: what came through it does not say where it goes. */
  function whereTo(node: Node, scope: Scope, depth: number): number {
    if (!mayGoOn(depth)) return labelsOf(node, scope);
    let labels = 0;
    if (node.type === 'ObjectExpression') {
      for (const property of node.properties) {
        if (property.type === 'SpreadElement') labels |= whereTo(property.argument, scope, depth + 1);
        else if (!isSocket(keyName(property.key, property.computed)))
          labels |= labelsOf(property.value, scope);
      }
      return labels;
    }
    const stands = standsFor(node, scope);
    if (!stands) return labelsOf(node, scope);
    for (const { node: value, scope: at, member } of stands) {
      if (member === undefined) labels |= whereTo(value, at, depth + 1);
      else if (!isSocket(member)) labels |= labelsOf(value, at);
    }
    return labels;
  }

  /** Whether a server says nothing of how a path begins. */
  function beginsOwn(node: Node, scope: Scope, depth: number): boolean {
    if ((labelsOf(node, scope) & LABEL.network) === 0) return !isNowhere(ev.fold(node, scope)?.value);
    if (!mayGoOn(depth)) return false;
    const first = firstJoined(node, scope);
    if (first) return beginsOwn(first, scope, depth + 1);
    return everyStand(node, scope, (value, at) => beginsOwn(value, at, depth + 1));
  }

  function framed(node: Node, scope: Scope, depth: number): boolean {
    if ((labelsOf(node, scope) & LABEL.network) === 0) return true;
    if (!mayGoOn(depth)) return false;
    const first = firstJoined(node, scope);
    if (first && node.type === 'CallExpression') {
      const last = node.arguments.at(-1) as Node;
      return isFileName(last, scope, depth + 1) && beginsOwn(first, scope, depth + 1);
    }
    return everyStand(node, scope, (value, at) => framed(value, at, depth + 1));
  }

  function everyStand(node: Node, scope: Scope, holds: (node: Node, scope: Scope) => boolean): boolean {
    const stands = standsFor(node, scope);
    return stands?.every((item) => item.member === undefined && holds(item.node, item.scope)) ?? false;
  }

  /** A constant that ends in the name of a file, or a choice of such. */
  function isFileName(node: Node, scope: Scope, depth: number): boolean {
    if (!mayGoOn(depth)) return false;
    const text = ev.fold(node, scope)?.value;
    if (typeof text === 'string') return FILE_NAME.test(text);
    if (node.type === 'ConditionalExpression')
      return [node.consequent, node.alternate].every((part) => isFileName(part, scope, depth + 1));
    const value = node.type === 'Identifier' ? soleValue(bindingOf(node, scope)) : null;
    return value !== null && isFileName(value.node, value.scope, depth + 1);
  }

  /** What `path.join` puts first; null for other calls. */
  function firstJoined(node: Node, scope: Scope): Node | null {
    if (node.type !== 'CallExpression' || node.arguments.length < 2) return null;
    if (node.arguments.some(({ type }) => type === 'SpreadElement')) return null;
    const name = ev.nameOf(node.callee, scope);
    return name !== null && JOINS.test(name) ? (node.arguments[0] as Node) : null;
  }

  return {
    destination(args, scope) {
      left = STEPS_MAX;
      return args.reduce((labels, argument) => labels | whereTo(argument, scope, 0), 0);
    },
    isFramed(path, scope) {
      left = STEPS_MAX;
      return framed(path, scope, 0);
    },
  };
}

function isSocket(member: string | null): boolean {
  return member === 'socket';
}

/** What leaves all of a path to what comes behind it. */
function isNowhere(text: unknown): boolean {
  return typeof text === 'string' && /^[./\\]*$/.test(text) && text !== '.';
}

/** True for options that say that a shell reads the command. */
export function asksForShell(args: readonly Node[]): boolean {
  return args.some(
    (options) => options.type === 'ObjectExpression' && memberValue(options, 'shell') !== undefined,
  );
}
