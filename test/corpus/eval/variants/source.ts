import { createPositions, type PythonNode, parsePython } from '@weir/code';

/** A node with where it stands in the text, in UTF-16 units, and what it stands in. */
export interface Placed {
  readonly node: PythonNode;
  readonly start: number;
  readonly end: number;
  /** Nodes around it, the nearest first. */
  readonly around: Placed | null;
}

export interface Source {
  readonly text: string;
  /** Statements of the module, in order. */
  readonly body: readonly Placed[];
  /** Every node that has a place, outer ones before inner ones. */
  readonly all: readonly Placed[];
}

const NODES_MAX = 100_000;

function isNode(value: unknown): value is PythonNode {
  return value !== null && typeof value === 'object' && 'nodeType' in value;
}

/** Reads Python 3 that parses as a whole; null for anything else, which no variant touches. */
export function readSource(text: string): Source | null {
  const { body, mode, problem } = parsePython(text);
  if (mode !== 'module' || problem !== null) return null;
  const positionOf = createPositions(text);
  const all: Placed[] = [];
  const pending: { value: unknown; around: Placed | null }[] = [];
  const push = (values: readonly unknown[], around: Placed | null): void => {
    for (const value of values.toReversed()) pending.push({ value, around });
  };
  push(body, null);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, around } = next;
    if (Array.isArray(value)) push(value, around);
    if (!isNode(value)) continue;
    if (all.length >= NODES_MAX) return null;
    let inside = around;
    if (value.lineno !== undefined) {
      const { offset, endOffset } = positionOf(value);
      inside = { node: value, start: offset, end: endOffset, around };
      all.push(inside);
    }
    push(
      Object.values(value).filter((field) => typeof field === 'object'),
      inside,
    );
  }
  return { text, body: all.filter(({ around }) => around === null), all };
}

/** A stretch of text to replace: an insertion where `start` is `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits made; those at one place stand in the order given. They must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let made = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    made += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return made + text.slice(at);
}

/** Code that may read or bind names that no tree shows. */
const DYNAMIC =
  /\b(?:exec|eval|locals|globals|vars|dir|compile|getattr|__builtins__|__dict__|builtins|__import__)\b/;

/** Whether a text may reach names by their spelling. */
export function isDynamic(text: string): boolean {
  return DYNAMIC.test(text);
}

/** Whether a node is text in quotes. */
export function isText(node: PythonNode): boolean {
  return node.nodeType === 'Constant' && typeof node.value === 'string';
}

/** The nearest node around that has one of the types. */
export function within(placed: Placed, types: ReadonlySet<string>): Placed | null {
  for (let at = placed.around; at !== null; at = at.around) if (types.has(at.node.nodeType)) return at;
  return null;
}

/** Blocks that names belong to. */
export const BLOCKS: ReadonlySet<string> = new Set(['FunctionDef', 'AsyncFunctionDef', 'ClassDef', 'Lambda']);

/**
 * Offset of the line at which statements may be put in: behind a docstring and what must stand first. Null where that
 * is in the middle of a line.
 */
export function bodyStart({ text, body }: Source): number | null {
  const first = body.findIndex(({ node }, index) => {
    const isDocstring = index === 0 && node.nodeType === 'Expr' && isNode(node.value) && isText(node.value);
    return !isDocstring && !(node.nodeType === 'ImportFrom' && node.module === '__future__');
  });
  const statement = body[first < 0 ? body.length : first];
  return statement ? lineStart(text, statement) : null;
}

/** Offset of the line on which a top-level statement, with its decorators, begins; null if something stands before it. */
export function lineStart(text: string, { node, start }: Placed): number | null {
  const decorators = Array.isArray(node.decorator_list) ? node.decorator_list.length : 0;
  let at = start;
  for (let left = decorators; left > 0; at--) {
    if (at < 0) return null;
    if (text[at] === '@' && (at === 0 || text[at - 1] === '\n')) left--;
    if (left === 0) break;
  }
  return at === 0 || text[at - 1] === '\n' ? at : null;
}
