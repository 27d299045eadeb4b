import { forEachChild, parse, type SyntaxNode } from 'unbash';
import { SHELL_CHARS_MAX, SHELL_COMMANDS_MAX } from '../limits.ts';

/** One simple command of a shell text: program and arguments, expansions left as written. */
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
}

/** A parsed shell text. `complete` is false when a limit cut it, or when the parser found errors. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly complete: boolean;
}

/** What one shell word is after quote removal; expansions stay as their source text. */
function wordText(word: { readonly value: string }): string {
  return word.value;
}

/** Parses a shell text into its simple commands, substitutions included; never throws. */
export function parseShell(text: string): ShellScript {
  if (text.length > SHELL_CHARS_MAX) return { commands: [], complete: false };
  const commands: ShellCommand[] = [];
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
      const args = node.args.map((argument) =>
        argument.type === 'Word' ? wordText(argument) : argument.text,
      );
      commands.push({
        argv: node.name ? [wordText(node.name), ...args] : args,
        offset: node.pos,
        endOffset: node.end,
        pipedFrom,
        insideOf,
        writes: node.redirects.flatMap((redirect) =>
          redirect.type === 'Redirect' && redirect.operator.startsWith('>') && redirect.target
            ? [wordText(redirect.target)]
            : [],
        ),
      });
    }
    const carried = node.type === 'Command' ? null : pipedFrom;
    forEachChild(node, (child) => visit(child, carried, inside));
  }

  try {
    const script = parse(text);
    complete = (script.errors?.length ?? 0) === 0;
    forEachChild(script, (child) => visit(child, null, null));
  } catch (error) {
    // The parser recovers from bad syntax; nesting that exhausts the stack is a fact, anything else a bug.
    if (!(error instanceof RangeError)) throw error;
    return { commands, complete: false };
  }
  return { commands, complete };
}
