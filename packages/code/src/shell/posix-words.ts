import type { ParsedScript, SyntaxNode, Word, WordPart } from 'unbash';
import { type FilterOutput, filterOutput, outputText, textInput } from './filters.ts';
import { withoutMatch } from './globs.ts';

/** Characters of one word, and of one variable, that are put together. */
const WORD_CHARS_MAX = 20_000;
const VARIABLES_MAX = 1_000;
/** Substitutions one inside the other whose output is computed. */
const NESTING_MAX = 8;

/** What the words of one shell text stand for, as far as that is constant. */
export interface ShellWords {
  /** A word after quote removal; what is not known stays as its source text. Decoding steps are added to `layers`. */
  text(word: Word, layers: string[]): string;
  /** The same as the shell hands it over: braces and unquoted `$IFS` make several of it. */
  split(word: Word, layers: string[]): string[];
  /** The text of a here document. */
  parts(parts: readonly WordPart[] | undefined, source: string, layers: string[]): string;
  assign(name: string, value: string): void;
}

/** Variables that are set for every script of npm: by the shell itself, and by npm to where its own programs are. */
const GIVEN: Readonly<Record<string, string>> = { IFS: ' ', npm_execpath: 'npm', npm_node_execpath: 'node' };

/** Stands for unquoted white space that a variable brings, until the word is split. */
const BREAK = '\u0000';

/** `{a,b}` as a whole word, or with text around it: one word each. */
function expandBraces(text: string): string[] {
  const groups = /^(?<before>[^{}]*)\{(?<inside>[^{}]*,[^{}]*)\}(?<after>[^{}]*)$/.exec(text)?.groups;
  if (groups?.inside === undefined || (groups.before ?? '').endsWith('$')) return [text];
  return groups.inside
    .split(',')
    .slice(0, 100)
    .map((item) => `${groups.before ?? ''}${item}${groups.after ?? ''}`);
}

/** Values of words in the order in which a text assigns its variables. */
export function createWords(): ShellWords {
  const variables = new Map<string, string>();
  const outputs = new WeakMap<ParsedScript, FilterOutput | null>();
  let depth = 0;

  /** A value as the shell puts it into a word: unquoted, its white space parts words. */
  function expanded(value: string, quoted: boolean): string {
    return quoted ? value : value.replace(/[ \t\n]+/g, BREAK);
  }

  function variable(name: string, source: string, quoted: boolean): string {
    const value = variables.get(name) ?? GIVEN[name] ?? null;
    return value === null ? source : expanded(value, quoted);
  }

  /** What a substitution writes, when it is a pipeline of programs that only change text. */
  function outputOf(script: ParsedScript): FilterOutput | null {
    const known = outputs.get(script);
    if (known !== undefined) return known;
    outputs.set(script, null);
    if (depth >= NESTING_MAX || script.commands.length !== 1) return null;
    depth++;
    const output = runNode(script.commands[0]?.command);
    depth--;
    outputs.set(script, output);
    return output;
  }

  function runNode(node: SyntaxNode | undefined): FilterOutput | null {
    if (node?.type === 'Command') return runCommand(node, null);
    if (node?.type !== 'Pipeline') return null;
    let output: FilterOutput | null = null;
    for (const [index, command] of node.commands.entries()) {
      output = command.type === 'Command' ? runCommand(command, output) : null;
      if (output === null && index >= 0) return null;
    }
    return output;
  }

  function runCommand(
    node: Extract<SyntaxNode, { type: 'Command' }>,
    piped: FilterOutput | null,
  ): FilterOutput | null {
    const layers: string[] = [];
    const words = [...(node.name ? [node.name] : []), ...node.args];
    const argv = words.map((word) => (word.type === 'Word' ? text(word, layers) : word.text));
    const [given] = node.redirects.flatMap((redirect) =>
      redirect.type === 'HereString' && redirect.target
        ? [textInput(`${text(redirect.target, layers)}\n`)]
        : redirect.type === 'HereDoc'
          ? [textInput(parts(redirect.body.parts, redirect.body.text, layers))]
          : [],
    );
    const output = filterOutput(argv, given ?? piped);
    return output && { ...output, layers: [...layers, ...output.layers] };
  }

  function part(item: WordPart, layers: string[], quoted: boolean): string {
    switch (item.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return item.value;
      case 'DoubleQuoted':
      case 'LocaleString':
        return joined(item.parts, layers, true);
      case 'SimpleExpansion':
        return variable(item.text.slice(1), item.text, quoted);
      case 'ParameterExpansion': {
        const { operation } = item;
        if (item.prefix || item.index) return item.text;
        if (!operation) return variable(item.parameter, item.text, quoted);
        if (operation.type === 'Remove') {
          const value = variables.get(item.parameter);
          if (value === undefined) return item.text;
          return expanded(withoutMatch(value, operation.operator, text(operation.operand, layers)), quoted);
        }
        if (operation.type !== 'Default' || !operation.operator.endsWith('-')) return item.text;
        return expanded(variables.get(item.parameter) ?? text(operation.operand, layers), quoted);
      }
      case 'CommandExpansion': {
        const output = item.script ? outputOf(item.script) : null;
        if (!output) return item.text;
        layers.push(...output.layers);
        return expanded(outputText(output).replace(/\n+$/, ''), quoted);
      }
      default:
        return item.text;
    }
  }

  function joined(items: readonly WordPart[], layers: string[], quoted: boolean): string {
    let made = '';
    for (const item of items) {
      made += part(item, layers, quoted);
      if (made.length > WORD_CHARS_MAX) return made.slice(0, WORD_CHARS_MAX);
    }
    return made;
  }

  function parts(items: readonly WordPart[] | undefined, source: string, layers: string[]): string {
    return items ? joined(items, layers, true) : source;
  }

  function text(word: Word, layers: string[]): string {
    return word.parts ? joined(word.parts, layers, true) : word.value;
  }

  function split(word: Word, layers: string[]): string[] {
    if (!word.parts) return [word.value];
    const pieces = joined(word.parts, layers, false).split(BREAK);
    const words = pieces.length === 1 ? pieces : pieces.filter((piece) => piece !== '');
    return word.parts.some((item) => item.type === 'BraceExpansion') ? words.flatMap(expandBraces) : words;
  }

  return {
    text,
    split,
    parts,
    assign(name, value) {
      if (variables.size >= VARIABLES_MAX && !variables.has(name)) return;
      // What names itself would grow with every assignment.
      variables.set(name, value.slice(0, WORD_CHARS_MAX));
    },
  };
}
