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

function commandOf(
  node: Command,
  words: ShellWords,
  place: Pick<ShellCommand, 'pipedFrom' | 'insideOf'>,
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
  const [input = null] = node.redirects.flatMap((redirect) =>
    redirect.type === 'HereDoc'
      ? [words.parts(redirect.body.parts, redirect.body.text, layers)]
      : redirect.type === 'HereString' && redirect.target
        ? [text(redirect.target)]
        : [],
  );
  return {
    argv: [...prefixed, ...name, ...args],
    offset: node.pos,
    endOffset: node.end,
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

  function visit(node: SyntaxNode, pipedFrom: number | null, insideOf: number | null): void {
    if (commands.length >= SHELL_COMMANDS_MAX) {
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
    let inside = insideOf;
    if (node.type === 'Command') {
      inside = commands.length;
      commands.push(commandOf(node, words, { pipedFrom, insideOf }));
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
