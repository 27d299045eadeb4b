import type { PythonNode } from '@weir/code';
import { applyEdits, BLOCKS, bodyStart, type Edit, type Placed, readSource, within } from './source.ts';
import { perFile } from './specimen.ts';

/** What works on the block that it is called in, by name or out of sight. */
const FRAME =
  /\b(?:locals|vars|dir|super|inspect|_getframe|currentframe|getattr|__builtins__|builtins|globals)\b/;
const RUNS_TEXT = /^(?:exec|eval)$/;

/** Names that a module's own statements bind, from the tree; null for a form that no function may hold. */
function boundNames(all: readonly Placed[]): Set<string> | null {
  const names = new Set<string>();
  for (const placed of all) {
    const { node } = placed;
    const block = within(placed, BLOCKS);
    if (block !== null) continue;
    const context = node.ctx as PythonNode | undefined;
    if (node.nodeType === 'Name' && context?.nodeType !== 'Load') names.add(String(node.id));
    if (
      /^(?:AsyncFunctionDef|FunctionDef|ClassDef|ExceptHandler)$/.test(node.nodeType) &&
      typeof node.name === 'string'
    ) {
      names.add(node.name);
    }
    if (/^(?:AnnAssign|Global|TypeAlias|Match)$/.test(node.nodeType)) return null;
    if (/^Import(?:From)?$/.test(node.nodeType)) {
      for (const { name, asname } of node.names as PythonNode[]) {
        if (name === '*') return null;
        names.add(typeof asname === 'string' ? asname : (String(name).split('.')[0] ?? ''));
      }
    }
  }
  return names;
}

/** Offsets of lines that are inside a text of several lines, and must stay as they are. */
function linesInTexts({ text, all }: { text: string; all: readonly Placed[] }): Set<number> {
  const inside = new Set<number>();
  for (const { node, start, end } of all) {
    if (!(node.nodeType === 'Constant' || node.nodeType === 'JoinedStr' || node.nodeType === 'TemplateStr'))
      continue;
    for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1))
      inside.add(at + 1);
  }
  return inside;
}

/** The single argument of `exec(x)` or `eval(x)`; null for other calls. */
function onlyArgument({ node }: Placed): PythonNode | null {
  const callee = node.func as PythonNode | undefined;
  if (node.nodeType !== 'Call' || callee?.nodeType !== 'Name' || !RUNS_TEXT.test(String(callee.id)))
    return null;
  const [first, ...more] = node.args as PythonNode[];
  return first &&
    more.length === 0 &&
    (node.keywords as unknown[]).length === 0 &&
    first.nodeType !== 'Starred'
    ? first
    : null;
}

/** The whole module in a function that is called once: its names stay the module's. */
export const wrap = perFile((text) => {
  const source = readSource(text);
  if (!source || FRAME.test(text) || /\\\n/.test(text)) return null;
  const start = bodyStart(source);
  const names = boundNames(source.all);
  if (start === null || names === null) return null;
  const edits: Edit[] = [];
  let runs = 0;
  for (const placed of source.all) {
    if (onlyArgument(placed) === null) continue;
    runs++;
    // In the module's block `exec` binds the module's names: in a function it has to be told so.
    if (within(placed, BLOCKS) === null)
      edits.push({ start: placed.end - 1, end: placed.end - 1, text: ', globals()' });
  }
  // Any other use of the words may run text where nothing can be put in.
  if ((text.match(/\b(?:exec|eval)\b/g)?.length ?? 0) !== runs) return null;
  const inTexts = linesInTexts(source);
  for (let at = start; at >= 0 && at < text.length; at = text.indexOf('\n', at) + 1) {
    if (!inTexts.has(at) && text[at] !== '\n') edits.push({ start: at, end: at, text: '    ' });
    if (text.indexOf('\n', at) < 0) break;
  }
  const head = `def _work():\n${names.size === 0 ? '' : `    global ${[...names].join(', ')}\n`}`;
  edits.unshift({ start, end: start, text: head });
  return `${applyEdits(text, edits).trimEnd()}\n_work()\n`;
});

/** Every call of something that is imported goes through a function, and so does what `exec` and `eval` are given. */
export const helper = perFile((text) => {
  const source = readSource(text);
  const start = source && bodyStart(source);
  if (!source || start === null) return null;
  const imported = new Set(
    source.all.flatMap(({ node }) =>
      /^Import(?:From)?$/.test(node.nodeType)
        ? (node.names as PythonNode[]).map(({ name, asname }) => String(asname ?? name).split('.')[0])
        : [],
    ),
  );
  const placedOf = new Map(source.all.map((placed) => [placed.node, placed]));
  const edits: Edit[] = [];
  for (const placed of source.all) {
    const { node } = placed;
    if (node.nodeType !== 'Call' || within(placed, new Set(['JoinedStr']))) continue;
    const argument = onlyArgument(placed);
    const callee = placedOf.get(node.func as PythonNode);
    if (!callee || callee.start !== placed.start) continue;
    const open = /^\s*\(/.exec(text.slice(callee.end))?.[0].length;
    if (open === undefined) continue;
    const inside = callee.end + open;
    if (argument !== null && argument.nodeType !== 'GeneratorExp') {
      edits.push(
        { start: inside, end: inside, text: '_same(' },
        { start: placed.end - 1, end: placed.end - 1, text: ')' },
      );
      continue;
    }
    let root = node.func as PythonNode | undefined;
    while (root?.nodeType === 'Attribute') root = root.value as PythonNode | undefined;
    if (
      root?.nodeType !== 'Name' ||
      !imported.has(String(root.id)) ||
      FRAME.test(text.slice(callee.start, callee.end))
    )
      continue;
    const [first] = node.args as PythonNode[];
    if (first?.nodeType === 'GeneratorExp') continue;
    edits.push(
      { start: callee.start, end: callee.start, text: '_call(' },
      { start: callee.end, end: inside, text: ', ' },
    );
  }
  if (edits.length === 0) return null;
  const head =
    'def _same(value):\n    return value\n\ndef _call(what, *given, **named):\n    return what(*given, **named)\n\n';
  return applyEdits(text, [{ start, end: start, text: head }, ...edits]);
});
