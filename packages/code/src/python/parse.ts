import { NODES_MAX, PARSE_CHARS_MAX } from '../limits.ts';
import { topLevelChunks } from './logical-lines.ts';
import { rewritePython2 } from './python2.ts';
import { parseSource } from './syntax/parse.ts';
import { PythonSyntaxError } from './syntax/tokens.ts';
import { isNode, type Node } from './tree.ts';

/** How a tree was made: of the whole source, of Python 2 rewritten, or of the statements that could be read. */
export type PythonMode = 'module' | 'python2' | 'loose';
export type PythonProblem = 'syntax' | 'nesting' | 'too-large';

export interface ParsedPython {
  readonly body: readonly Node[];
  readonly mode: PythonMode | null;
  readonly problem: PythonProblem | null;
  /** Characters of statements that no parser could read. */
  readonly droppedChars: number;
}

/** Pieces that are parsed one by one when the whole cannot be. */
const CHUNKS_MAX = 20_000;

type Attempt = { readonly body: Node[] } | { readonly problem: 'syntax' | 'nesting' };

function attempt(text: string): Attempt {
  try {
    return { body: parseSource(text) };
  } catch (error) {
    if (error instanceof PythonSyntaxError) return { problem: 'syntax' };
    if (error instanceof RangeError) return { problem: 'nesting' };
    throw error;
  }
}

/** What Python takes for line ends and blanks, as `\n` and a space; lines keep their numbers. */
function normalise(text: string): string {
  return text
    .replace(/^\uFEFF/, ' ')
    .replace(/\r\n?/g, '\n')
    .replace(/[\f\v\0]/g, ' ')
    .replace(/^ (?=\S)/, '');
}

/** Letters beyond 16 bits, which Python takes in names and the parser does not: by what they stand for in NFKC. */
function plainLetters(text: string): string {
  return text.replace(/[\u{10000}-\u{10ffff}]/gu, (char) => {
    const plain = char.normalize('NFKC');
    if (/^\w$/.test(plain)) return plain;
    return /\p{L}/u.test(char) ? String.fromCharCode(0x4e00 + ((char.codePointAt(0) ?? 0) % 0x5000)) : char;
  });
}

/** Moves a piece's nodes to where the piece stands in the source. */
function moveDown(root: Node, lines: number): void {
  if (lines === 0) return;
  const pending: unknown[] = [root];
  for (let seen = 0; pending.length > 0 && seen < NODES_MAX; seen++) {
    const value = pending.pop();
    if (Array.isArray(value)) pending.push(...value);
    else if (isNode(value)) {
      const located = value as { lineno?: number; end_lineno?: number };
      if (located.lineno !== undefined) located.lineno += lines;
      if (located.end_lineno !== undefined) located.end_lineno += lines;
      for (const field of Object.values(value))
        if (typeof field === 'object' && field !== null) pending.push(field);
    }
  }
}

/** Single statements out of a piece that cannot be parsed: each line by itself, without its indentation. */
function salvage(text: string, line: number): { body: Node[]; droppedChars: number } {
  const body: Node[] = [];
  let droppedChars = 0;
  for (const [index, raw] of text.split('\n').slice(0, CHUNKS_MAX).entries()) {
    const statement = raw.trim();
    if (statement === '' || statement.startsWith('#')) continue;
    const found = attempt(
      rewritePython2(
        statement.replace(/^(?:if|for|while|with|def|class|else|elif|try|except|finally)\b.*:\s*/, ''),
      ),
    );
    if ('body' in found) {
      for (const node of found.body) moveDown(node, line + index);
      body.push(...found.body);
    } else droppedChars += statement.length;
  }
  return { body, droppedChars };
}

function parsePieces(text: string): ParsedPython {
  const body: Node[] = [];
  let droppedChars = 0;
  let nesting = false;
  for (const chunk of topLevelChunks(text).slice(0, CHUNKS_MAX)) {
    let found = attempt(chunk.text);
    if ('problem' in found && found.problem === 'syntax') found = attempt(rewritePython2(chunk.text));
    if ('body' in found) {
      for (const node of found.body) moveDown(node, chunk.line);
      body.push(...found.body);
      continue;
    }
    nesting ||= found.problem === 'nesting';
    const saved = salvage(chunk.text, chunk.line);
    body.push(...saved.body);
    droppedChars += saved.droppedChars;
  }
  return {
    body,
    mode: 'loose',
    problem: nesting ? 'nesting' : droppedChars > 0 ? 'syntax' : null,
    droppedChars,
  };
}

/**
 * Parses Python source; what does not parse as a whole is tried as Python 2 and then statement by statement. Never
 * throws for what the source holds: `nesting` stands for a stack that overflowed.
 */
export function parsePython(source: string): ParsedPython {
  if (source.length > PARSE_CHARS_MAX)
    return { body: [], mode: null, problem: 'too-large', droppedChars: source.length };
  const text = normalise(source);
  const whole = attempt(text);
  if ('body' in whole) return { body: whole.body, mode: 'module', problem: null, droppedChars: 0 };
  if (whole.problem === 'syntax') {
    const plain = plainLetters(text);
    const again = plain === text ? whole : attempt(plain);
    if ('body' in again) return { body: again.body, mode: 'module', problem: null, droppedChars: 0 };
    const rewritten = attempt(rewritePython2(text));
    if ('body' in rewritten) return { body: rewritten.body, mode: 'python2', problem: null, droppedChars: 0 };
  }
  return parsePieces(text);
}
