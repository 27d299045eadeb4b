import { sinkKindOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import type { SeenCall } from './emulate/emulator.ts';
import type { Evaluator } from './evaluator.ts';
import { asText, type Folded } from './fold-value.ts';
import { givenArguments } from './names.ts';
import type { Node } from './parse.ts';
import { partialTexts, UNKNOWN_PART } from './path-text.ts';
import { keyName, type Scope } from './scope.ts';

/** A process that the source starts, as far as its command line is constant. */
export interface CommandFact {
  readonly name: string;
  readonly offset: number;
  readonly live: boolean;
  /** A shell line (`exec`), with unknown parts as `$UNKNOWN`; null when argv is given instead. */
  readonly line: string | null;
  /** Program and arguments (`spawn`, `execFile`, `fork`); unknown ones are `$UNKNOWN`. */
  readonly argv: readonly string[] | null;
  readonly layers: readonly string[];
  /** Goes on by itself when its parent ends. */
  readonly detached: boolean;
  /** Its output is thrown away, or its window hidden. */
  readonly muted: boolean;
}

/** Stands for a part of a command that is not a constant. */
export const UNKNOWN_WORD = UNKNOWN_PART;

/** Constant text of an expression with unknown parts marked; null when nothing of it is known. */
export function partialText(ev: Evaluator, node: Node, scope: Scope): string | null {
  const whole = ev.fold(node, scope);
  return whole ? asText(whole.value) : (partialTexts(ev, node, scope)[0] ?? null);
}

function program(ev: Evaluator, node: Node, scope: Scope): string {
  const name = ev.nameOf(node, scope);
  if (name === 'process.execPath' || name === 'process.argv.0') return 'node';
  return partialText(ev, node, scope) ?? UNKNOWN_WORD;
}

function words(ev: Evaluator, node: Node | undefined, scope: Scope): string[] {
  if (node?.type !== 'ArrayExpression') {
    const value: Folded | null = node ? ev.fold(node, scope) : null;
    return Array.isArray(value?.value)
      ? (value.value as Folded[]).map((item) => asText(item.value) ?? UNKNOWN_WORD)
      : [];
  }
  return node.elements.map((element) =>
    element && element.type !== 'SpreadElement' ? program(ev, element, scope) : UNKNOWN_WORD,
  );
}

/** Calls whose first argument is a line for a shell. */
const TAKES_LINE = /\.exec(?:Sync)?$|^execa\.command/;

/** The value of a member of an object literal: `process.binding('spawn_sync').spawn({ args: […] })`. */
function memberValue(node: Node & { readonly type: 'ObjectExpression' }, name: string): Node | undefined {
  for (const property of node.properties) {
    if (property.type === 'Property' && keyName(property.key, property.computed) === name)
      return property.value;
  }
  return undefined;
}

/** What the options of a call that starts a process say; only options that are written out at the call are seen. */
function startOptions(args: readonly Node[]): { detached: boolean; muted: boolean } {
  let detached = false;
  let muted = false;
  for (const argument of args) {
    if (argument.type !== 'ObjectExpression') continue;
    for (const property of argument.properties) {
      if (property.type !== 'Property') continue;
      const key = keyName(property.key, property.computed);
      const value = property.value.type === 'Literal' ? property.value.value : null;
      const isTrue = value === true || property.value.type === 'UnaryExpression';
      detached ||= key === 'detached' && isTrue;
      muted ||= (key === 'windowsHide' && isTrue) || (key === 'stdio' && value === 'ignore');
    }
  }
  return { detached, muted };
}

/** A command that was seen to be started when the source was run; none for a call of something else. */
export function commandSeen(
  { name, args }: SeenCall,
  place: Pick<CommandFact, 'offset' | 'live' | 'detached' | 'muted'>,
): CommandFact[] {
  if (sinkKindOf(name) !== 'command') return [];
  const [first, second] = args;
  const text = first && asText(first.value);
  if (typeof text !== 'string') return [];
  const base = { name, ...place, layers: [] };
  if (TAKES_LINE.test(name)) return [{ ...base, line: text, argv: null }];
  const more = Array.isArray(second?.value) ? (second.value as readonly Folded[]) : [];
  const argv = [text, ...more.map((item) => asText(item.value) ?? UNKNOWN_WORD)];
  return [{ ...base, line: null, argv: name.endsWith('.fork') ? ['node', ...argv] : argv }];
}

function textOfCommand({ line, argv }: CommandFact): string {
  return line ?? argv?.join('\0') ?? '';
}

/** A command as far as it is spelled where it is started. */
function commandSpelled({ node, scope, name }: NamedCall, ev: Evaluator): CommandFact[] {
  if (sinkKindOf(name) !== 'command') return [];
  const [first, second] = givenArguments(ev, node, scope);
  if (!first) return [];
  const base = {
    name,
    offset: node.start,
    live: scope.fn.live,
    layers: ev.fold(first, scope)?.layers ?? [],
    ...startOptions(node.arguments),
  };
  if (TAKES_LINE.test(name)) {
    const line = partialText(ev, first, scope);
    return line === null ? [] : [{ ...base, line, argv: null }];
  }
  const argv =
    first.type === 'ObjectExpression'
      ? words(ev, memberValue(first, 'args'), scope)
      : [program(ev, first, scope), ...words(ev, second, scope)];
  if (argv.every((word) => word === UNKNOWN_WORD)) return [];
  return [{ ...base, line: null, argv: name.endsWith('.fork') ? ['node', ...argv] : argv }];
}

/** Every call that starts a process. */
export function collectCommands(calls: readonly NamedCall[], ev: Evaluator): CommandFact[] {
  const found: CommandFact[] = [];
  for (const { node, scope, name } of calls) {
    const place = { offset: node.start, live: scope.fn.live, ...startOptions(node.arguments) };
    const all = (ev.emulator?.callsOf(node) ?? []).flatMap((call) => commandSeen(call, place));
    // What a loop starts again and again is one command.
    const seen = [...new Map(all.map((item) => [textOfCommand(item), item])).values()];
    const whole = seen.filter(({ argv }) => argv?.includes(UNKNOWN_WORD) !== true);
    found.push(...whole);
    if (whole.length > 0) continue;
    const known = found.length;
    found.push(...commandSpelled({ node, scope, name }, ev));
    if (found.length === known) found.push(...seen);
  }
  return found;
}
