import { LAYER_CHARS_MAX, LAYERS_MAX } from '../limits.ts';
import { capabilityOf, type SinkKind, sinkKindOf, sourceLabelOf } from './api.ts';
import { type Asked, collectAsked } from './asked.ts';
import { nameCalls } from './calls.ts';
import { type CodeSink, collectCodeSinks } from './code-sinks.ts';
import { type CommandFact, collectCommands } from './commands.ts';
import { isConcentrated } from './concentrated.ts';
import { emulate, emulationSteps } from './emulate/emulator.ts';
import { createEvaluator } from './evaluator.ts';
import { collectExportRuns, type ExportRuns } from './export-runs.ts';
import { findFlows } from './flow.ts';
import type { FlowFacts } from './flow-facts.ts';
import { loadsAnyModule } from './hidden-calls.ts';
import { collectImports, type ImportFact } from './imports.ts';
import { isCredentialPath, isKeyName, isSecretName, LABEL } from './labels.ts';
import { markLive } from './liveness.ts';
import { type EndlessLoop, findEndlessLoops } from './loops.ts';
import { nameKeys } from './named-keys.ts';
import { nameOfBinding } from './names.ts';
import type { Node, ParseMode, ParseProblem } from './parse.ts';
import { parseJs } from './parse.ts';
import { type FileParts, splitParts } from './parts.ts';
import { findRareConditions, type RareCondition } from './rare.ts';
import { handsOnRunner } from './runners.ts';
import { bindProgram, type Write } from './scope.ts';
import { collectStrings, type DecodedText, type StringFact } from './strings.ts';
import { stripTypes } from './strip-types.ts';
import { isTextWorker, textImports } from './text-code.ts';
import {
  type ApiUse,
  collectUses,
  type FileAction,
  type LocalUse,
  type Patch,
  type ScriptSource,
} from './uses.ts';

/** What one JavaScript source does, without any judgement. Offsets are UTF-16 units of `text`. */
export interface JsFacts {
  readonly mode: ParseMode | null;
  readonly problem: ParseProblem | null;
  readonly imports: readonly ImportFact[];
  readonly strings: readonly StringFact[];
  /** Texts that decoding inside the source yields. */
  readonly decoded: readonly DecodedText[];
  readonly codeSinks: readonly CodeSink[];
  readonly commands: readonly CommandFact[];
  /** Canonical names of the APIs that are called, at most 2,000. */
  readonly apis: ReadonlyMap<string, ApiUse>;
  readonly fileActions: readonly FileAction[];
  readonly patches: readonly Patch[];
  readonly localUses: readonly LocalUse[];
  readonly scriptSources: readonly ScriptSource[];
  readonly endlessLoops: readonly EndlessLoop[];
  /** What calling an export runs; null when there is no tree. */
  readonly exportRuns: ExportRuns | null;
  readonly capabilities: readonly string[];
  /** Names of environment variables that are read by name. */
  readonly envNames: readonly string[];
  readonly flow: FlowFacts;
  /**
   * True when `flow` was left out: the source has no source, sink or decoder of its own and only hands on what other
   * files give it. It matters where one of them gathers and another sends; then `glue` asks for it.
   */
  readonly glue: boolean;
  /** What of the file runs when; null when there is no tree, or unless asked for or of use to callers of the file. */
  readonly parts: FileParts | null;
  /** Code that a person's answer opens; absent for none. */
  readonly asked?: readonly Asked[];
  /** Conditions that hold only after a date that is spelled, and then by chance; absent for none. */
  readonly rare?: readonly RareCondition[];
  /** False when a budget cut the work short: absence of a fact then means nothing. */
  readonly complete: boolean;
}

export interface JsOptions {
  /** Types are removed first. */
  readonly typescript?: boolean;
  /** Splits the source into top-level pieces as well: worth it only where it matters which of them run. */
  readonly parts?: boolean;
  /** Follows data also where the source only hands it on; see {@link JsFacts.glue}. */
  readonly glue?: boolean;
}

/** Sources up to this size are followed for a source or a sink of their own; larger ones need both, or be asked for. */
const GLUE_CHARS_MAX = 32_000;
/**
 * Nodes of the tree of a source that is as small, however much room comments, blanks and texts take up in it: those of
 * 32,000 characters that somebody wrote.
 */
const GLUE_NODES_MAX = 4_000;
/** How a page's own data is named. */
const PAGE_WORDS = ['document.cookie', 'localStorage', 'sessionStorage', 'addEventListener'];
const ENV = /^(?:process|Bun|import\.meta)\.env(?:\.|$)/;
/** Names of what decodes; without one of them no decoded text can reach code. */
const DECODES =
  /\b(?:atob|unescape|base64|hex|inflate|gunzip|unzip|brotli|createDecipher|fromCharCode|fromCodePoint)/;
/** The same by canonical names, however they are spelled. */
const DECODER =
  /^(?:atob|unescape|zlib\.|crypto\.createDecipher|String\.from|(?:buffer\.)?Buffer(?:\.from)?$)/;
/** Asks for a module of Node where there may be none, as core-js does in every bundle for old browsers: no other code. */
const ASKS_MODULE = /^(?:new\s+)?Function\(\s*(['"`])return require\(/;
const NO_FLOW: FlowFacts = { flows: [], localCalls: [], exported: 0, origins: new Map() };

/** Whether a text has the word `Image`: to find the letters is ten times as fast as to look for the word. */
function namesImage(text: string): boolean {
  return text.includes('Image') && /\bImage\b/.test(text);
}

/** `env` of `const { env } = process`. */
function takesPart({ path }: Write): boolean {
  return path.length > 0;
}

/** Facts of a source of which nothing could be read. */
export function emptyFacts(problem: ParseProblem | null): JsFacts {
  return {
    mode: null,
    problem,
    imports: [],
    strings: [],
    decoded: [],
    codeSinks: [],
    commands: [],
    apis: new Map(),
    fileActions: [],
    patches: [],
    localUses: [],
    scriptSources: [],
    endlessLoops: [],
    exportRuns: null,
    capabilities: [],
    envNames: [],
    flow: NO_FLOW,
    glue: false,
    parts: null,
    complete: false,
  };
}

/**
 * Parses a source and collects its facts; never throws for what the source holds. Stack exhaustion by nesting is the
 * problem `nesting`.
 */
export function analyzeJs(text: string, options: JsOptions = {}): JsFacts {
  const parsed = parseJs(options.typescript ? (stripTypes(text) ?? text) : text);
  if (!parsed.program) return emptyFacts(parsed.problem ?? 'syntax');
  try {
    return collect(text, parsed.program, parsed.mode, parsed.problem, options);
  } catch (error) {
    if (error instanceof RangeError) return emptyFacts('nesting');
    throw error;
  }
}

function collect(
  text: string,
  program: Parameters<typeof bindProgram>[0],
  mode: ParseMode | null,
  problem: ParseProblem | null,
  options: JsOptions,
): JsFacts {
  const bindings = nameKeys(bindProgram(program));
  // A tree that was recovered from broken text is no program.
  const steps = mode === 'loose' ? 0 : emulationSteps(text);
  const emulator = steps > 0 ? emulate(program, text, steps) : null;
  const ev = createEvaluator(bindings, emulator);
  const capabilities = new Set<string>();
  const uses = new Set<SinkKind>();
  let gathers = false;
  let fetches = false;
  let decodesByName = false;
  let reads = false;
  const seen = new Set<string>();
  const calls = nameCalls(bindings, ev);
  for (const { name } of calls) {
    if (seen.has(name)) continue;
    seen.add(name);
    const capability = capabilityOf(name);
    if (capability !== null) capabilities.add(capability);
    const kind = sinkKindOf(name);
    if (kind !== null) uses.add(kind);
    const source = sourceLabelOf(name);
    fetches ||= source === LABEL.network;
    decodesByName ||= DECODER.test(name);
    reads ||= source === LABEL.file;
    gathers ||=
      source === LABEL.host || source === LABEL.clipboard || source === LABEL.listing || kind === 'command';
  }
  const envNames = new Set<string>();
  function noteEnv(name: string): void {
    const variable = name.split('.env.')[1];
    if (variable !== undefined && envNames.size < 500) envNames.add(variable);
    const secret = variable === undefined || isSecretName(variable);
    gathers ||= secret;
    capabilities.add(variable === undefined ? 'env.all' : secret ? 'env.secret' : 'env.read');
  }
  const partOfMember = new Set<Node>();
  for (const { node, scope } of bindings.members) {
    if (node.type !== 'MemberExpression') continue;
    const name = ev.nameOf(node, scope);
    if (name === null || !ENV.test(name)) continue;
    // Sites come outermost first: `process.env` inside `process.env.HOME` is no read of the whole.
    if (node.object.type === 'MemberExpression') partOfMember.add(node.object);
    if (!partOfMember.has(node)) noteEnv(name);
  }
  for (const binding of bindings.all) {
    if (!binding.writes.some(takesPart)) continue;
    const name = nameOfBinding(ev, binding);
    if (name !== null && ENV.test(name)) noteEnv(name);
  }
  const edges = markLive(bindings, ev);
  const { strings, decoded } = collectStrings(bindings, ev, {
    layersMax: LAYERS_MAX,
    charsMax: LAYER_CHARS_MAX,
  });
  gathers ||= strings.some((item) => isCredentialPath(item.value));
  gathers ||= PAGE_WORDS.some((word) => text.includes(word));
  const small = text.length <= GLUE_CHARS_MAX || bindings.nodes <= GLUE_NODES_MAX;
  // A small file may hand a key to one that sends it.
  const mayHandOn = uses.has('network') || small;
  gathers ||= mayHandOn && bindings.all.some((binding) => isKeyName(binding.name));
  const sends = uses.has('network') || uses.has('dns') || uses.has('command') || namesImage(text);
  // Asked of few files: to find none of the words takes a look at the whole text.
  const decodes = (): boolean => decoded.length > 0 || DECODES.test(text);
  const runs =
    uses.has('code') ||
    handsOnRunner(bindings, ev) ||
    textImports(bindings, ev).length > 0 ||
    calls.some(({ node, scope, name }) => isTextWorker(ev, node, scope, name));
  const used = collectUses(bindings, calls, ev);
  const imports = collectImports(bindings, calls, ev);
  const joins = imports.some((item) => item.specifier.startsWith('.'));
  const codeSinks = collectCodeSinks(bindings, calls, ev);
  const carries =
    // What a replaced function is given is followed to where it goes.
    (sends && (gathers || used.patches.length > 0)) ||
    // What is handed around in large sources is not worth the time; of these there are few.
    (!small && isConcentrated({ bindings, ev, calls, strings, codeSinks, uses, runs, joins })) ||
    ((runs || uses.has('command')) && (fetches || decodes())) ||
    (runs && reads) ||
    (loadsAnyModule(bindings, calls, ev) && decodes()) ||
    (uses.has('file-write') && (fetches || gathers || decodes()));
  // A file may be the glue between one that gathers and one that sends; a large one costs, and is followed only then.
  const own =
    small &&
    (sends ||
      gathers ||
      runs ||
      fetches ||
      (joins && (uses.size > 0 || fetches || reads || decodesByName || decodes())));
  const glue = joins && !carries && !own && !options.glue;
  const follows = carries || own || joins;
  const flow = follows && !glue ? findFlows(bindings, calls, ev) : NO_FLOW;
  // What runs as code was to be computed by statements that were too many to run.
  const lost =
    emulator?.exhausted === true &&
    codeSinks.some(
      ({ live, text: known, offset, endOffset }) =>
        live && known === null && !ASKS_MODULE.test(text.slice(offset, Math.min(endOffset, offset + 60))),
    );
  const asked = collectAsked(program, bindings, calls);
  const rare = findRareConditions(text, bindings);
  return {
    mode,
    problem: bindings.complete ? problem : 'too-many-nodes',
    imports,
    strings,
    decoded,
    codeSinks,
    commands: collectCommands(calls, bindings.tags, ev),
    ...used,
    endlessLoops: findEndlessLoops(bindings),
    exportRuns: collectExportRuns(program, bindings, ev, edges),
    capabilities: [...capabilities].sort(),
    envNames: [...envNames].sort(),
    flow,
    glue,
    ...(asked.length > 0 ? { asked } : {}),
    ...(rare.length > 0 ? { rare } : {}),
    parts: options.parts || handsOver(flow) ? splitParts(program, bindings, ev) : null,
    complete: problem === null && bindings.complete && !ev.exhausted && !lost,
  };
}

/** Sinks that calls of other files are followed to. */
const FOLLOWED: ReadonlySet<SinkKind> = new Set<SinkKind>(['network', 'dns', 'code']);

/** True when something in the file sends or runs what a function is given: not every export of it need do so. */
function handsOver({ flows }: FlowFacts): boolean {
  return flows.some(({ sink, labels }) => FOLLOWED.has(sink) && (labels & LABEL.param) !== 0);
}
