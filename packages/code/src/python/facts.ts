import { decodeBase64, decodeHex, guessEncoding } from '../decode.ts';

import { emptyFacts, type JsFacts } from '../js/facts.ts';
import { assign } from './assignments.ts';

import { attributeOf } from './attributes.ts';
import { callValue } from './calls.ts';
import { exportedBy } from './exported.ts';
import { evaluate } from './expressions.ts';
import { runUncalled } from './functions.ts';
import { runAtExit } from './later-calls.ts';
import { createLinks, type LinkedSource } from './linked.ts';
import { exportRunsOf } from './local-calls.ts';
import { type Machine, stepsFor } from './machine.ts';
import { runModule } from './module-body.ts';
import { parsePython } from './parse.ts';
import { createPositions } from './positions.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { ShippedFiles } from './shipped.ts';
import { docstringOf, runModuleHooks } from './special-methods.ts';
import { run } from './statements.ts';
import { createScope, isNode, type Node, textField } from './tree.ts';

export interface PythonOptions {
  /** The source runs as a program (`setup.py`, an entry script): its `__main__` block runs. */
  readonly script?: boolean;
  /** Where the source stands among modules of its distribution, whose values are followed then; none when absent. */
  readonly linked?: LinkedSource;
  /** Files of its distribution that it reads, whose content is followed then; none when absent. */
  readonly files?: ShippedFiles;
}

/** Nodes of one tree that are looked at for texts. */
const NODES_MAX = 2_000_000;

function createMachine(text: string, recorder: Recorder, { script = false, files }: PythonOptions): Machine {
  const positionOf = createPositions(text);
  const machine: Machine = {
    recorder,
    positionOf: (node) => machine.site ?? positionOf(node),
    text,
    links: null,
    site: null,
    locals: new Map(),
    members: new Map(),
    calling: null,
    partials: new Set(),
    module: createScope('module', null),
    files: files ?? null,
    wholes: new Set(),
    starred: [],
    script,
    functions: new Map(),
    classes: [],
    ways: new Map(),
    setters: new Map(),
    handlers: [],
    ran: new Set(),
    frames: [],
    stack: [],
    calls: new Map(),
    aside: -1,
    baseCalls: new Map(),
    answers: new Map(),
    given: new Map(),
    wrapped: new WeakMap(),
    runs: new Map(),
    folder: '',
    written: new Map(),
    asked: new Set(),
    codecs: [],
    patched: new Map(),
    logsTo: null,
    live: true,
    muted: 0,
    changes: 0,
    doubts: 0,
    undecided: 0,
    cutShort: false,
    lost: false,
    endless: 0,
    catching: 0,
    raised: false,
    overwritten: null,
    kept: new Map(),
    steps: 0,
    stepsMax: stepsFor(text.length + (files?.chars ?? 0)),
    frugalFrom: Number.POSITIVE_INFINITY,
    exhausted: false,
    evaluate: (node, scope) => evaluate(machine, node, scope),
    run: (body, scope) => run(machine, body, scope),
    assign: (target, value, scope) => assign(machine, target, value, scope),
    attribute: (value, name) => attributeOf(machine, value, name),
    callValue: (callee, args, at, scope) => callValue(machine, callee, args, at, scope),
  };
  return machine;
}

/**
 * Puts the fields of a node behind others that are to be looked through, in the order in which the parser makes them,
 * without asking which there are: most of a tree are these kinds. False for all others.
 */
function pushFields(node: Node, pending: unknown[], machine: Machine): boolean {
  switch (node.nodeType) {
    case 'Name':
      if (isNode(node.ctx) && node.ctx.nodeType === 'Load') machine.recorder.addRead(textField(node, 'id'));
      return true;
    case 'Attribute':
    case 'Keyword':
    case 'Expr':
    case 'Return':
      pending.push(node.value);
      return true;
    case 'Call':
      pending.push(node.func, node.args, node.keywords);
      return true;
    case 'Assign':
      pending.push(node.targets, node.value);
      return true;
    case 'Subscript':
      pending.push(node.value, node.slice);
      return true;
    case 'BinOp':
      pending.push(node.left, node.right);
      return true;
    case 'Compare':
      pending.push(node.left, node.comparators);
      return true;
    case 'Arg':
      pending.push(node.annotation);
      return true;
    case 'Tuple':
    case 'List':
      pending.push(node.elts);
      return true;
    case 'Alias':
      return true;
    default:
      return false;
  }
}

/** Every constant text of a tree, docstrings too: whatever stands there may be an address; and the names that it reads. */
function collectStrings(body: readonly Node[], machine: Machine): void {
  const pending: unknown[] = body.toReversed();
  for (let seen = 0; pending.length > 0 && seen < NODES_MAX; seen++) {
    const value = pending.pop();
    if (Array.isArray(value)) for (let at = value.length - 1; at >= 0; at--) pending.push(value[at]);
    if (!isNode(value)) continue;
    if (value.nodeType === 'Constant') {
      if (typeof value.value === 'string') noteString(value.value, value, machine);
      continue;
    }
    if (pushFields(value, pending, machine)) continue;
    for (const key in value) {
      const field = value[key];
      if (typeof field === 'object' && field !== null) pending.push(field);
    }
  }
}

function noteString(text: string, node: Node, machine: Machine): void {
  if (text.length < 4) return;
  const position = machine.positionOf(node);
  machine.recorder.addString(text, position.offset);
  const encoding = guessEncoding(text);
  if (encoding === null) return;
  const decoded = encoding === 'hex' ? decodeHex(text) : decodeBase64(text);
  machine.recorder.addDecoded(Buffer.from(decoded).toString('utf8'), [encoding], position, false);
}

/**
 * Parses Python source and collects its facts by evaluating it as far as its values are known; never throws for what
 * the source holds. Offsets are UTF-16 units of `text`.
 */
export function analyzePython(text: string, options: PythonOptions = {}): JsFacts {
  const parsed = parsePython(text);
  if (parsed.mode === null) return emptyFacts(parsed.problem);
  const recorder = createRecorder();
  const machine = createMachine(text, recorder, options);
  if (options.linked) machine.links = createLinks(options.linked, machine.module);
  let { problem } = parsed;
  let whole = true;
  try {
    const doc = docstringOf({ nodeType: 'Module', body: parsed.body });
    if (doc) machine.module.names.set('__doc__', doc);
    whole = runModule(machine, parsed.body);
    runAtExit(machine);
    runModuleHooks(machine);
    runUncalled(machine);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problem = 'nesting';
  }
  // Texts that decoding gave come first: where a layer is at its cap, they say more.
  collectStrings(parsed.body, machine);
  const { flows, origins, localCalls, ...facts } = recorder.facts();
  return {
    ...emptyFacts(problem),
    mode: parsed.mode === 'module' ? 'module' : parsed.mode === 'loose' ? 'loose' : 'script',
    ...facts,
    localUses: localCalls.map(({ specifier, offset, live }) => ({ name: specifier, offset, live })),
    exportRuns: exportRunsOf(machine),
    flow: {
      flows,
      localCalls: localCalls.filter(({ labels }) => labels !== 0),
      ...exportedBy(machine, facts.apis.keys()),
      ...(machine.locals.size > 0 ? { locals: [...machine.locals.keys()] } : {}),
      ...(machine.asked.size > 0 ? { asked: [...machine.asked] } : {}),
      ...(machine.members.size > 0 ? { members: [...machine.members.keys()] } : {}),
      origins,
    },
    complete: problem === null && whole && !machine.exhausted && !machine.lost,
  };
}
