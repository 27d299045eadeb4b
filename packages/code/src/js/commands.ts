import { sinkKindOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import type { SeenCall } from './emulate/emulator.ts';
import type { Evaluator } from './evaluator.ts';
import { asText, type Folded } from './fold-value.ts';
import { memberValue } from './held.ts';
import { keyName } from './keys.ts';
import { givenArguments } from './names.ts';
import type { Node } from './parse.ts';
import { commandTexts } from './path-text.ts';
import { type Bindings, bindingOf, type Scope, type Site, type Write } from './scope.ts';
import { soleOf } from './sole.ts';
import { UNKNOWN_PART } from './unknown-parts.ts';
import { itemsOf, valuesOf } from './values.ts';

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
  /** The folder that it starts in, unknown parts as `$UNKNOWN`; absent where that is its parent's, or not told. */
  readonly folder?: string;
}

/** Stands for a part of a command that is not a constant. */
export const UNKNOWN_WORD = UNKNOWN_PART;

/** Constant text of an expression with unknown parts marked; null when nothing of it is known. */
export function partialText(ev: Evaluator, node: Node, scope: Scope): string | null {
  const whole = ev.fold(node, scope);
  return whole ? asText(whole.value) : (commandTexts(ev, node, scope)[0] ?? null);
}

/** The program that runs the code. */
const ITSELF = /^process\.(?:execPath|argv0|argv\.0)$/;
/** The file of the package manager that runs the hook, which node is given in order to start another of it. */
const NPM_FILE = 'npm';

/** `node npm install …` is `npm install …` where the file is that of the package manager. */
function withoutNode(argv: readonly string[]): readonly string[] {
  return argv[0] === 'node' && argv[1] === NPM_FILE ? argv.slice(1) : argv;
}

function program(ev: Evaluator, node: Node, scope: Scope): string {
  const name = ev.nameOf(node, scope);
  if (name !== null && ITSELF.test(name)) return 'node';
  if (name === 'process.env.npm_execpath') return NPM_FILE;
  return partialText(ev, node, scope) ?? UNKNOWN_WORD;
}

function words(ev: Evaluator, node: Node | undefined, scope: Scope): string[] {
  // `new Deno.Command(program, { args })`
  if (node?.type === 'ObjectExpression') return words(ev, memberValue(node, 'args'), scope);
  if (node?.type !== 'ArrayExpression') {
    const value: Folded | null = node ? ev.fold(node, scope) : null;
    return Array.isArray(value?.value) ? (value.value as Folded[]).map(wordOf) : [];
  }
  return node.elements.flatMap((element) => {
    if (element?.type !== 'SpreadElement') return [element ? program(ev, element, scope) : UNKNOWN_WORD];
    const items = itemsOf(ev, element.argument, scope);
    return items ? items.map((item) => program(ev, item.node, item.scope)) : [UNKNOWN_WORD];
  });
}

/** Calls whose first argument is a line for a shell. */
const TAKES_LINE = /\.exec(?:Sync)?$|^execa\.command/;

interface StartOptions {
  readonly how: Pick<CommandFact, 'detached' | 'muted'>;
  /** Program and arguments are a line for a shell. */
  readonly inShell: boolean;
  /** What the process reads. */
  readonly input: Node | null;
}

/** What the options of a call that starts a process say; only options that are written out at the call are seen. */
function startOptions(args: readonly Node[]): StartOptions {
  let input: Node | null = null;
  let detached = false;
  let muted = false;
  let inShell = false;
  for (const argument of args) {
    if (argument.type !== 'ObjectExpression') continue;
    for (const property of argument.properties) {
      if (property.type !== 'Property') continue;
      const key = keyName(property.key, property.computed);
      const value = property.value.type === 'Literal' ? property.value.value : null;
      const isTrue = value === true || property.value.type === 'UnaryExpression';
      detached ||= key === 'detached' && isTrue;
      if (key === 'input') input = property.value;
      inShell ||= key === 'shell' && (isTrue || typeof value === 'string');
      muted ||= (key === 'windowsHide' && isTrue) || (key === 'stdio' && value === 'ignore');
    }
  }
  return { how: { detached, muted }, inShell, input };
}

/** A word of a list; what the run of a source did not know is no text. */
function wordOf({ value }: Folded): string {
  return (value === null ? null : asText(value)) ?? UNKNOWN_WORD;
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
  if (TAKES_LINE.test(name)) return text === UNKNOWN_WORD ? [] : [{ ...base, line: text, argv: null }];
  const more = Array.isArray(second?.value) ? (second.value as readonly Folded[]) : [];
  const argv = [text, ...more.map(wordOf)];
  if (argv.every((word) => word === UNKNOWN_WORD)) return [];
  return [{ ...base, line: null, argv: name.endsWith('.fork') ? ['node', ...argv] : argv }];
}

/** All words of a command as one text, to tell it from others. */
export function textOfCommand({ line, argv }: CommandFact): string {
  return line ?? argv?.join('\0') ?? '';
}

/** Words that a function is given, or that options stand behind: there may be any, and a program is not alone. */
function isUnknownList(node: Node, scope: Scope, isBefore: boolean): boolean {
  if (node.type === 'ArrayExpression' || node.type === 'ObjectExpression') return false;
  return isBefore || (node.type === 'Identifier' && bindingOf(node, scope)?.isParam === true);
}

/** A command as far as it is spelled where it is started. */
function commandSpelled({ node, scope, name }: NamedCall, ev: Evaluator): CommandFact[] {
  if (sinkKindOf(name) !== 'command') return [];
  const [first, second, third] = givenArguments(ev, node, scope);
  if (!first) return [];
  const base = {
    name,
    offset: node.start,
    live: scope.fn.live,
    layers: ev.fold(first, scope)?.layers ?? [],
    ...startOptions(node.arguments).how,
  };
  if (TAKES_LINE.test(name)) {
    const whole = ev.fold(first, scope);
    const lines = whole ? [asText(whole.value)] : commandTexts(ev, first, scope);
    return lines.flatMap((line) => (line === null ? [] : [{ ...base, line, argv: null }]));
  }
  const fork = name.endsWith('.fork') ? ['node'] : [];
  const lists = takenApart(ev, first, second, scope) ?? listsFor(ev, first, second, scope);
  if (lists.length > 0)
    return lists.map((argv) => ({ ...base, line: null, argv: [...fork, ...withoutNode(argv)] }));
  const argv =
    first.type === 'ObjectExpression'
      ? words(ev, memberValue(first, 'args'), scope)
      : [program(ev, first, scope), ...words(ev, second, scope)];
  const isOpen = second !== undefined && isUnknownList(second, scope, third !== undefined);
  if (argv.length === 1 && isOpen && !ev.fold(second, scope)) argv.push(UNKNOWN_WORD);
  if (argv.every((word) => word === UNKNOWN_WORD)) return [];
  return [{ ...base, line: null, argv: [...fork, ...withoutNode(argv)] }];
}

/** `const [program, ...args] = list`: program and words are a list that was taken apart; null for others. */
function takenApart(
  ev: Evaluator,
  first: Node,
  second: Node | undefined,
  scope: Scope,
): (readonly string[])[] | null {
  if (first.type !== 'Identifier' || second?.type !== 'Identifier') return null;
  const head = writeOf(first, scope);
  const rest = writeOf(second, scope);
  if (!head || head.value !== rest?.value || head.path.at(-1) !== '0' || rest.path.at(-1) !== null)
    return null;
  if (head.path.length > 1) return null;
  const lists = valuesOf(ev, head.value, head.scope).filter(({ node }) => node.type === 'ArrayExpression');
  return lists.length === 0
    ? null
    : lists.map((list) => words(ev, list.node, list.scope)).filter((argv) => argv.length > 0);
}

function writeOf(node: Node & { readonly type: 'Identifier' }, scope: Scope): Write | undefined {
  const write = soleOf(bindingOf(node, scope)?.writes);
  return write?.kind === 'value' ? write : undefined;
}

/** Programs with the lists of words that stand for theirs, where those are not written out at the call. */
function listsFor(ev: Evaluator, first: Node, second: Node | undefined, scope: Scope): (readonly string[])[] {
  const lists = listsGiven(ev, second, scope);
  const items = lists.length === 0 && second?.type === 'CallExpression' ? itemsOf(ev, second, scope) : null;
  if (items && !(second && ev.fold(second, scope)))
    return [[program(ev, first, scope), ...items.map((item) => program(ev, item.node, item.scope))]];
  const programs = lists.length > 1 ? valuesOf(ev, first, scope) : [];
  // Of objects that each have both, program and words belong together.
  const together = programs.length === lists.length ? programs : null;
  return lists.map((list, at) => {
    const own = together?.[at] ?? { node: first, scope };
    return [program(ev, own.node, own.scope), ...words(ev, list.node, list.scope)];
  });
}

/** Lists of words that an expression stands for: by the file's own calls, or in a table. */
function listsGiven(ev: Evaluator, node: Node | undefined, scope: Scope): readonly Site[] {
  if (!node || node.type === 'ArrayExpression' || node.type === 'ObjectExpression') return [];
  const binding = node.type === 'Identifier' ? bindingOf(node, scope) : null;
  const given =
    binding?.isParam === true && binding.writes.length === 0 && !ev.isChanged(binding)
      ? ev.givenTo(binding).filter(({ node: { type } }) => type === 'ArrayExpression')
      : [];
  if (given.length > 0) return given;
  if (ev.fold(node, scope)) return [];
  return valuesOf(ev, node, scope).filter(({ node: { type } }) => type === 'ArrayExpression');
}

/** Every call that starts a process, and what such a process is given to run. */
export function collectCommands(
  calls: readonly NamedCall[],
  tags: Bindings['tags'],
  ev: Evaluator,
): CommandFact[] {
  const found: CommandFact[] = tags.flatMap((site) => commandTagged(site, ev));
  const fed: CommandFact[] = [];
  for (const call of calls) {
    const { node, scope, name } = call;
    // Most calls are of neither kind.
    if (sinkKindOf(name) !== 'command' && !feeds(name) && !ev.emulator?.callsOf(node).length) continue;
    const { how, inShell, input } = startOptions(node.arguments);
    const place = { name, offset: node.start, live: scope.fn.live, layers: [], ...how };
    const started = commandsOf(call, place, ev);
    found.push(...(inShell ? started.map(asLine) : started));
    const given = input ? partialText(ev, input, scope) : fedText(call, ev);
    if (given === null) continue;
    if (input) found.push(...started.flatMap((command) => ranBy(command, given, place)));
    else fed.push({ ...place, line: given, argv: null });
  }
  if (fed.length === 0) return found;
  // Which process a text goes to is not followed: each that reads what it runs may get it.
  const readers = found.slice();
  for (const text of fed)
    found.push(...readers.flatMap((reader) => ranBy(reader, text.line ?? '', text)).slice(0, 1));
  return found;
}

/** Shells of other runtimes and of packages, whose line is a template. */
const SHELL_TAG = /^(?:bun|Bun|zx|execa|dax)\.\$$/;

function commandTagged({ node, scope }: Bindings['tags'][number], ev: Evaluator): CommandFact[] {
  const name = ev.nameOf(node.tag, scope);
  const line = name !== null && SHELL_TAG.test(name) ? partialText(ev, node.quasi, scope) : null;
  if (name === null || line === null) return [];
  const place = { offset: node.start, live: scope.fn.live, layers: [], detached: false, muted: false };
  return [{ name, ...place, line, argv: null }];
}

function commandsOf(
  call: NamedCall,
  place: Pick<CommandFact, 'offset' | 'live' | 'detached' | 'muted'>,
  ev: Evaluator,
): CommandFact[] {
  const all = (ev.emulator?.callsOf(call.node) ?? []).flatMap((item) => commandSeen(item, place));
  // What a loop starts again and again is one command.
  const seen = unlike(all);
  const whole = seen.filter(({ argv }) => argv?.includes(UNKNOWN_WORD) !== true);
  const spelled = commandSpelled(call, ev);
  // Of what a helper is given each time, only what ran was seen.
  if (whole.length > 0) return spelled.length > 1 ? unlike([...whole, ...spelled]) : whole;
  return spelled.length > 0 ? spelled : seen;
}

/** Commands without those whose text came before. */
function unlike(commands: readonly CommandFact[]): CommandFact[] {
  return [...new Map(commands.map((item) => [textOfCommand(item), item])).values()];
}

function asLine(command: CommandFact): CommandFact {
  return command.argv ? { ...command, line: command.argv.join(' '), argv: null } : command;
}

const SHELL_ALONE =
  /^(?:\S*[\\/])?(?:(?:ba|z|da|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)(?: -[is-]?)?\s*$/i;
const NODE_ALONE = /^(?:\S*[\\/])?(?:node|bun)(?:\.exe)?(?: -)?\s*$/i;

/** What a program that was started without a file to run does with a text that it reads. */
function ranBy(
  { line, argv }: CommandFact,
  text: string,
  place: Omit<CommandFact, 'line' | 'argv'>,
): CommandFact[] {
  const started = line ?? argv?.join(' ') ?? '';
  if (SHELL_ALONE.test(started)) return [{ ...place, line: text, argv: null }];
  return NODE_ALONE.test(started) ? [{ ...place, line: null, argv: ['node', '-e', text] }] : [];
}

const PIPES = 'stream.Readable.from().pipe';
const FEEDS = /^child_process\.\w+\(\)\.stdin\.(?:write|end)$/;

function feeds(name: string): boolean {
  return name === PIPES || (name.includes('.stdin.') && FEEDS.test(name));
}

/** The text that a call writes into a process: `child.stdin.end(text)`, `Readable.from([text]).pipe(child.stdin)`. */
function fedText({ node, scope, name }: NamedCall, ev: Evaluator): string | null {
  const [first] = node.arguments;
  if (!first || first.type === 'SpreadElement') return null;
  if (FEEDS.test(name)) return partialText(ev, first, scope);
  if (name !== PIPES || node.callee.type !== 'MemberExpression') return null;
  const { object } = node.callee;
  const [source] = object.type === 'CallExpression' ? object.arguments : [];
  return source && ev.nameOf(first, scope)?.endsWith('.stdin') ? partialText(ev, source, scope) : null;
}
