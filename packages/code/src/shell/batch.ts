import { SHELL_CHARS_MAX, SHELL_COMMANDS_MAX } from '../limits.ts';
import { plainCommand, type ShellCommand, type ShellScript } from './parse.ts';

/** Characters of one variable, and of one line with its variables put in. */
const LINE_CHARS_MAX = 20_000;

/** Puts `%NAME%` and `!NAME!` in; what is not known stays. */
function expand(line: string, variables: ReadonlyMap<string, string>): string {
  return line
    .replace(
      /%(?<name>[A-Za-z_]\w*)(?::~(?<from>-?\d+)(?:,(?<count>-?\d+))?)?%|!(?<late>[A-Za-z_]\w*)!/g,
      (whole: string, ...found) => {
        const groups = found.at(-1) as { name?: string; from?: string; count?: string; late?: string };
        const value = variables.get((groups.name ?? groups.late ?? '').toLowerCase());
        if (value === undefined) return whole;
        if (groups.from === undefined) return value;
        // `%A:~3,2%`: two characters from the third on.
        const rest = value.slice(Number(groups.from));
        return groups.count === undefined ? rest : rest.slice(0, Number(groups.count));
      },
    )
    .slice(0, LINE_CHARS_MAX);
}

interface Piece {
  readonly text: string;
  readonly offset: number;
  /** The piece reads what the one before it writes. */
  readonly piped: boolean;
}

/** Parts a line at `&`, `|` and brackets that no quote holds; a caret takes the next character as it is. */
function pieces(line: string, offset: number): Piece[] {
  const found: Piece[] = [];
  let text = '';
  let start = 0;
  let quoted = false;
  let piped = false;
  function end(at: number, pipe: boolean): void {
    if (text.trim() !== '') found.push({ text, offset: offset + start, piped });
    text = '';
    start = at + 1;
    piped = pipe;
  }
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === '^' && !quoted) text += line[++at] ?? '';
    else if (char === '"') {
      quoted = !quoted;
      text += char;
    } else if (quoted) text += char;
    else if (char === '&' && /[<>]$/.test(text.trimEnd())) text += char;
    else if (char === '&' || char === '(' || char === ')') end(at, false);
    else if (char === '|') {
      end(at, line[at + 1] !== '|' && line[at - 1] !== '|');
    } else text += char;
  }
  end(line.length, false);
  return found;
}

/** Words of one command; quotes are gone, redirections apart. */
function wordsOf(text: string): { argv: string[]; writes: string[]; reads: string[] } {
  const argv: string[] = [];
  const writes: string[] = [];
  const reads: string[] = [];
  const pattern = /(?<redirect>\d?>>?|<)\s*|(?<word>(?:"[^"]*"?|[^\s"<>,;=]|[,;=](?=\S))+)/g;
  let into: string[] = argv;
  for (const { groups } of text.matchAll(pattern)) {
    if (groups?.redirect !== undefined) {
      into = groups.redirect.includes('<') ? reads : writes;
      continue;
    }
    const word = (groups?.word ?? '').replaceAll('"', '');
    if (word.startsWith('&')) into = argv;
    else into.push(word);
    into = argv;
  }
  const [first] = argv;
  // `@` in front of a command only hides it.
  if (first !== undefined) argv[0] = first.replace(/^@+/, '');
  return { argv: argv[0] === '' ? argv.slice(1) : argv, writes, reads };
}

/** Drops `if …`, `else` and `do` in front of a command. */
function bare(text: string): string {
  let rest = text.trim().replace(/^@+/, '');
  for (let i = 0; i < 8; i++) {
    const next = rest
      .replace(
        /^if\s+(?:\/i\s+)?(?:not\s+)?(?:exist\s+(?:"[^"]*"|\S+)|defined\s+\S+|errorlevel\s+\S+|(?:"[^"]*"|[^\s"=]+)\s*(?:==|\bequ\b|\bneq\b|\blss\b|\bleq\b|\bgtr\b|\bgeq\b)\s*(?:"[^"]*"|[^\s"]+))\s*/i,
        '',
      )
      .replace(/^(?:else|do)\b\s*/i, '')
      .replace(/^@+/, '');
    if (next === rest) return rest;
    rest = next;
  }
  return rest;
}

/**
 * Parses a text of cmd.exe (a batch file, or a script as npm runs it on Windows) into its commands; never throws. Jumps
 * and conditions are not followed: every command counts as run.
 */
export function parseBatch(text: string): ShellScript {
  if (text.length > SHELL_CHARS_MAX) return { commands: [], complete: false };
  const commands: ShellCommand[] = [];
  const variables = new Map<string, string>();
  let offset = 0;
  // A caret at the end of a line joins it with the next, of which spaces keep the offsets right.
  for (const raw of text.replace(/\^\r?\n/g, (end) => ' '.repeat(end.length)).split('\n')) {
    const lineOffset = offset;
    offset += raw.length + 1;
    const line = raw.replace(/\r$/, '');
    if (/^\s*@?(?:rem\b|::|:)/i.test(line)) continue;
    const written = expand(line, variables);
    for (const piece of pieces(written, lineOffset)) {
      if (commands.length >= SHELL_COMMANDS_MAX) return { commands, complete: false };
      const set = /^@?set\s+(?:\/\w\s+)?"?(?<name>[A-Za-z_]\w*)=(?<value>[^"]*)"?\s*$/i.exec(
        piece.text.trim(),
      )?.groups;
      if (set?.name !== undefined) {
        const value = expand(set.value ?? '', variables);
        variables.set(set.name.toLowerCase(), value);
        // What the next commands inherit: a reader of `NODE_OPTIONS` needs it.
        commands.push(
          plainCommand(['set', `${set.name}=${value}`], piece.offset, piece.offset + piece.text.length),
        );
        continue;
      }
      // `for /f %i in ('command')`: the command in quotes runs.
      const text_ = bare(expand(piece.text, variables)).replace(/^'(?<inner>[^']*)'$/, '$<inner>');
      const { argv, writes, reads } = wordsOf(text_);
      if (argv.length === 0) continue;
      commands.push({
        ...plainCommand(argv, piece.offset, Math.min(offset - 1, piece.offset + piece.text.length)),
        pipedFrom: piece.piped && commands.length > 0 ? commands.length - 1 : null,
        writes,
        reads,
      });
    }
  }
  return { commands, complete: true };
}
