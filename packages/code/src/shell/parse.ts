import { forEachChild, parse, type SyntaxNode } from 'unbash';
import { SHELL_CHARS_MAX, SHELL_COMMANDS_MAX } from '../limits.ts';
import { createWords, type ShellWords } from './posix-words.ts';

/** One simple command of a shell text: program and arguments, with what is constant put in. */
export interface ShellCommand {
  readonly argv: readonly string[];
  /** Offset in the text, in UTF-16 units. */
  readonly offset: number;
  readonly endOffset: number;
  /** Index of the command whose output this one reads, null when none. */
  readonly pipedFrom: number | null;
  /** Index of the command that uses this one's output as text (`sh -c "$(curl …)"`), null when none. */
  readonly insideOf: number | null;
  /** Files that output is written to. */
  readonly writes: readonly string[];
  /** Files that input is read from. */
  readonly reads: readonly string[];
  /** Text of a here document or here string, null when there is none. */
  readonly input: string | null;
  /** Decoding steps that made some of its words (`$(echo … | base64 -d)`). */
  readonly layers: readonly string[];
}

/** A parsed shell text. `complete` is false when a limit cut it, or when the parser found errors. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly complete: boolean;
}

/** A command without surroundings. */
export function plainCommand(argv: readonly string[], offset = 0, endOffset = offset): ShellCommand {
  return {
    argv,
    offset,
    endOffset,
    pipedFrom: null,
    insideOf: null,
    writes: [],
    reads: [],
    input: null,
    layers: [],
  };
}

/** Commands that assign variables. */
const ASSIGNING = /^(?:export|declare|local|readonly|typeset)$/;

type Command = Extract<SyntaxNode, { type: 'Command' }>;
type ArithmeticCommand = Extract<SyntaxNode, { type: 'ArithmeticCommand' }>;
/** Values of one loop's variable that are followed, and commands that all rounds but the first may add. */
const ROUND_VALUES_MAX = 8;
const REPEATED_MAX = 100;

/** The text of a here document or here string; none for other redirections. */
function inputTexts(redirect: Command['redirects'][number], words: ShellWords, layers: string[]): string[] {
  if (redirect.type === 'HereDoc') return [words.parts(redirect.body.parts, redirect.body.text, layers)];
  return redirect.type === 'HereString' && redirect.target ? [words.text(redirect.target, layers)] : [];
}

/** The variable of `while read x`, null for other conditions. */
function readVariable(clause: SyntaxNode): string | null {
  let found: string | null = null;
  forEachChild(clause, (child) => {
    const command = child.type === 'Statement' ? child.command : child;
    if (command.type === 'Command' && command.name?.value === 'read')
      found = command.args.findLast(({ type }) => type === 'Word')?.text ?? null;
  });
  return found;
}

function commandOf(
  node: Command,
  words: ShellWords,
  place: Pick<ShellCommand, 'pipedFrom' | 'insideOf'>,
  start: number,
): ShellCommand {
  const layers: string[] = [];
  const text = (word: Parameters<ShellWords['text']>[0]): string => words.text(word, layers);
  for (const prefix of node.prefix) {
    // Before a command they are its own; alone they are the shell's. Either way a later word may hold them.
    if (prefix.type === 'Assignment' && prefix.value.type === 'Word')
      words.assign(prefix.name, text(prefix.value));
  }
  const name = node.name ? words.split(node.name, layers) : [];
  const args = node.args.flatMap((argument) => {
    if (argument.type === 'Word') return words.split(argument, layers);
    const value = argument.value.type === 'Word' ? text(argument.value) : argument.text;
    if (ASSIGNING.test(name[0] ?? '') && argument.value.type === 'Word') words.assign(argument.name, value);
    return [argument.value.type === 'Word' ? `${argument.name}=${value}` : argument.text];
  });
  const prefixed = node.prefix.flatMap((prefix) =>
    prefix.type === 'Assignment' && prefix.value.type === 'Word' && node.name
      ? [`${prefix.name}=${words.text(prefix.value, [])}`]
      : [],
  );
  const targets = (operator: RegExp): string[] =>
    node.redirects.flatMap((redirect) =>
      redirect.type === 'Redirect' && operator.test(redirect.operator) && redirect.target
        ? [text(redirect.target)]
        : [],
    );
  const [input = null] = node.redirects.flatMap((redirect) => inputTexts(redirect, words, layers));
  return {
    argv: [...prefixed, ...name, ...args],
    offset: start + node.pos,
    endOffset: start + node.end,
    ...place,
    writes: targets(/^(?:&?>|<>)/),
    reads: targets(/^<$/),
    input,
    layers,
  };
}

/** Brackets one inside the other that are parsed: the parser's time grows faster than their number. */
const BRACKETS_MAX = 40;

/** Blanks out brackets that are nested too deeply, so that what they hold is read as if it stood outside of them. */
function flatten(text: string): string {
  let deepest = 0;
  for (const char of text) if (char === '(') deepest++;
  if (deepest <= BRACKETS_MAX) return text;
  const chars = text.split('');
  const open: boolean[] = [];
  for (const [at, char] of chars.entries()) {
    if (char === '(') {
      const isTooDeep = open.length >= BRACKETS_MAX;
      open.push(isTooDeep);
      if (!isTooDeep) continue;
      chars[at] = ' ';
      if (chars[at - 1] === '$') chars[at - 1] = ' ';
    } else if (char === ')' && open.pop() === true) chars[at] = ' ';
  }
  return chars.join('');
}

/** Parses a POSIX shell text into its simple commands, substitutions included; never throws. */
export function parseShell(text: string): ShellScript {
  if (text.length > SHELL_CHARS_MAX) return { commands: [], complete: false };
  const commands: ShellCommand[] = [];
  const words = createWords();
  let complete = true;

  /** What the offsets of the nodes at hand count from. */
  let start = 0;
  let repeated = 0;

  /** `((a))`: dash takes it for two subshells, bash for arithmetic, in which a command is none. */
  function visitNested(node: ArithmeticCommand, insideOf: number | null): void {
    const script = parse(node.body);
    if ((script.errors?.length ?? 0) > 0) return;
    const outer = start;
    start += node.pos + 2;
    forEachChild(script, (child) => visit(child, null, insideOf));
    start = outer;
  }

  /** The body of a loop once for each value of its variable, as far as those are few. */
  function visitRounds(
    loop: { readonly name: string; readonly values: readonly string[]; readonly body: SyntaxNode },
    pipedFrom: number | null,
    insideOf: number | null,
  ): void {
    const first = commands.length;
    let told = '';
    for (const [round, value] of loop.values.slice(0, ROUND_VALUES_MAX).entries()) {
      if (round > 0 && repeated >= REPEATED_MAX) break;
      const before = commands.length;
      words.assign(loop.name, value);
      visit(loop.body, pipedFrom, insideOf);
      const said = JSON.stringify(commands.slice(before).map(({ argv }) => argv));
      // The body says nothing of the variable.
      if (round > 0 && said === told) {
        commands.length = before;
        return;
      }
      told = said;
      if (before > first) repeated += commands.length - before;
    }
  }

  function visitLoop(node: SyntaxNode, pipedFrom: number | null, insideOf: number | null): boolean {
    if (node.type === 'For' && node.wordlist) {
      const layers: string[] = [];
      const values = node.wordlist.flatMap((word) => words.split(word, layers));
      if (values.length === 0) return false;
      for (const word of node.wordlist) visit(word, pipedFrom, insideOf);
      visitRounds({ name: node.name.value, values, body: node.body }, pipedFrom, insideOf);
      return true;
    }
    if (node.type !== 'Redirected' || node.command.type !== 'While') return false;
    const { clause, body } = node.command;
    const name = readVariable(clause);
    const [given] = node.redirects.flatMap((redirect) => inputTexts(redirect, words, []));
    if (name === null || given === undefined) return false;
    visit(clause, pipedFrom, insideOf);
    visitRounds({ name, values: given.trim().split('\n'), body }, pipedFrom, insideOf);
    return true;
  }

  function visit(node: SyntaxNode, pipedFrom: number | null, insideOf: number | null): void {
    if (commands.length - repeated >= SHELL_COMMANDS_MAX) {
      complete = false;
      return;
    }
    if (node.type === 'Pipeline') {
      let previous: number | null = pipedFrom;
      for (const command of node.commands) {
        const index = commands.length;
        visit(command, previous, insideOf);
        previous = commands.length > index ? index : null;
      }
      return;
    }
    if (node.type === 'ArithmeticCommand') visitNested(node, insideOf);
    if (visitLoop(node, pipedFrom, insideOf)) return;
    let inside = insideOf;
    if (node.type === 'Command') {
      inside = commands.length;
      commands.push(commandOf(node, words, { pipedFrom, insideOf }, start));
    }
    const carried = node.type === 'Command' ? null : pipedFrom;
    forEachChild(node, (child) => visit(child, carried, inside));
  }

  try {
    const script = parse(flatten(text));
    complete = (script.errors?.length ?? 0) === 0;
    forEachChild(script, (child) => visit(child, null, null));
  } catch (error) {
    // The parser recovers from bad syntax; nesting that exhausts the stack is a fact, anything else a bug.
    if (!(error instanceof RangeError)) throw error;
    return { commands, complete: false };
  }
  return { commands, complete };
}
