import {
  type CodeSink,
  type CommandFact,
  type Flow,
  HIDDEN_CODE,
  LABEL,
  labelNames,
  UNKNOWN_PART,
  UNKNOWN_WORD,
} from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { indicatorsIn, unitFinding, worse } from '../finding.ts';
import { GIVEN_TEXT } from '../lib/interpreters.ts';
import { CALLED_CONFIDENCE, momentOf } from '../reach.ts';
import { ranAcross } from './across.ts';
import { droppedFile } from './dropped.ts';
import { gradeAt, gradeOfRemote, severityAt } from './grade.ts';
import { hiddenCall } from './hidden-call.ts';
import { packedCode } from './packed.ts';
import { computedCommand, namedByServer } from './remote.ts';
import { createSpelledOut, type IsSpelledOut } from './spelled-out.ts';

const ID = 'decode-and-run';
/** Abilities that make decoded code more than a trick to save bytes. */
const DANGEROUS =
  /^(?:process\.spawn|net\.\w+|fs\.(?:write|delete)|eval|vm|native|env\.\w+|foreign\.runtime)$/;
/** Modules that nobody needs to hide the name of. */
const SENSITIVE_MODULE =
  /^(?:node:)?(?:child_process|https?|http2|net|dns|tls|dgram|vm|fs|os|worker_threads)$/;
/** Steps that reorder or spell text; alone they are as often a style of minifiers. */
/** How sure it is that code which is kept in an encoding and does nothing that is known is no honest one. */
const KEPT_CONFIDENCE = 0.7;
const WEAK_LAYERS = new Set(['url-escape', 'reverse']);

/** What code reaches out with; text of which no unit was made may still speak of it. */
const ACTS =
  /\b(?:require|import|process|module|global|globalThis|eval|Function|constructor|fetch|XMLHttpRequest|WebSocket|atob)\b/;

/** The unit that was made of a decoded text, if that text is code. */
function unitOf(units: readonly CodeUnit[], parent: CodeUnit, text: string): CodeUnit | undefined {
  return units.find((unit) => unit.origin?.parent === parent && unit.source.text === text);
}

/** Tools of Python carry files of their own packed: such code neither reaches out nor runs more text. */
function isTool(unit: CodeUnit, abilities: readonly string[]): boolean {
  return (
    unit.language === 'python' &&
    unit.stage !== 'install' &&
    !abilities.some((id) => /^(?:net\.|eval|vm|native)/.test(id))
  );
}

/** Comments and docstrings that people write, and lines that they can read. */
const REMARK = /^\s*(?:#\s?\w|(?:[ru]|\b)?"{3}\w)/gm;
const REMARKS_MIN = 20;
const LINE_CHARS_MAX = 200;
/** Programs that no source of a build tool needs. */
const TELLING_WORD =
  /\b(?:curl|wget|powershell|pwsh|certutil|bitsadmin|mshta|rundll32|regsvr32|nohup|schtasks|crontab|osascript)\b|\/dev\/tcp\//i;

/**
 * A source for people that a tool carries packed: commented, with lines of a width that is read, followed to its end,
 * and without a layer of its own. Who hides code does not hand it over so; what it does is judged as of any source.
 */
function isReadable({ facts, source: { text } }: CodeUnit): boolean {
  return (
    facts.problem === null &&
    facts.complete &&
    facts.codeSinks.length === 0 &&
    !facts.decoded.some(({ proven }) => proven) &&
    !TELLING_WORD.test(text) &&
    [...text.matchAll(REMARK)].length >= REMARKS_MIN &&
    !text.split('\n').some((line) => line.length > LINE_CHARS_MAX)
  );
}

/** True for decoded Python that stops in the middle of a statement, of which no unit may have been made. */
function isCutOff(text: string, inner: CodeUnit | undefined): boolean {
  return inner === undefined ? /^\s*(?:import|from)\s+\w/.test(text) : inner.facts.problem === 'syntax';
}

/** Characters that no source holds: what was decoded was decoded with another key, or in another number of rounds. */
function isGarbled(text: string): boolean {
  const head = Array.from(text.slice(0, 400), (char) => char.codePointAt(0) ?? 0);
  return head.filter((code) => code < 9 || (code > 13 && code < 27) || code === 0xff_fd).length > 2;
}

/** True when a text speaks of nothing that acts, as far as it was read. */
function isHarmless(inner: CodeUnit | undefined, text: string): boolean {
  return inner ? inner.facts.complete && inner.facts.problem === null : !ACTS.test(text);
}

function hiddenCode(
  input: DetectorInput,
  unit: CodeUnit,
  sink: CodeSink,
  isSpelledOut: IsSpelledOut,
): Finding | null {
  if (sink.text === null || sink.layers.length === 0) return null;
  if (sink.layers.every((layer) => WEAK_LAYERS.has(layer))) return null;
  const inner = unitOf(input.units, unit, sink.text);
  const dangerous = inner?.facts.capabilities.filter((id) => DANGEROUS.test(id)) ?? [];
  if (dangerous.length === 0 && isHarmless(inner, sink.text) && isSpelledOut(sink)) return null;
  const isTools = isTool(unit, dangerous);
  const base = severityAt(input, unit, sink);
  const graded = isTools ? { severity: base, confidence: 0.8 } : gradeAt(input, unit, sink, 0.95);
  // A decoded text that computes nothing dangerous is odd, not an attack.
  const isSource = inner !== undefined && isTools && isReadable(inner);
  // A text that was not decoded to its end is no text that does nothing.
  const isCut =
    unit.language === 'python' &&
    (isCutOff(sink.text, inner) || (sink.name === 'exec' && isGarbled(sink.text))) &&
    !sink.layers.every((layer) => layer === 'filler' || WEAK_LAYERS.has(layer));
  // One file keeps it in an encoding and another one runs it: what it does is not the question.
  const isKept = sink.layers.includes(HIDDEN_CODE) && unit.stage !== 'dead';
  const grade = isKept
    ? {
        severity: worse(
          graded.severity,
          unit.stage === 'install' && dangerous.length > 0 ? 'critical' : 'high',
        ),
        confidence: dangerous.length > 0 ? graded.confidence : KEPT_CONFIDENCE,
      }
    : isCut && dangerous.length === 0
      ? gradeAt(input, unit, sink, CALLED_CONFIDENCE)
      : dangerous.length === 0 || isSource
        ? { severity: 'medium' as const, confidence: dangerous.length === 0 ? 0.7 : 0.8 }
        : { ...graded, severity: worse(graded.severity, unit.stage === 'install' ? 'critical' : base) };
  return unitFinding(ID, unit, sink, {
    rule: 'decoded-code',
    ...grade,
    summary: `text hidden by ${sink.layers.join('>')} is run by ${sink.name}${dangerous.length > 0 ? `; it can ${dangerous.join(', ')}` : ''}`,
    chain: ['constant', ...sink.layers, sink.name],
    indicators: indicatorsIn(sink.text),
  });
}

/** Words of so few characters hide nothing: the letter of a drive. */
const HIDDEN_WORD_CHARS_MIN = 3;

/** True when the program, or all of a line, stands in the source for all to see, and only the rest was computed. */
function isProgramOpen(unit: CodeUnit, { argv, line }: CommandFact): boolean {
  const isOpen = (word: string): boolean =>
    word.length < HIDDEN_WORD_CHARS_MIN || word === UNKNOWN_WORD || unit.source.text.includes(word);
  if (line !== null) return unit.source.text.includes(line);
  if (argv?.every(isOpen)) return true;
  const program = argv?.[0];
  if (program === undefined || program.length < 4 || GIVEN_TEXT.test(program)) return false;
  return unit.source.text.includes(program);
}

function hiddenCommand(input: DetectorInput, unit: CodeUnit, command: CommandFact): Finding | null {
  if (command.layers.every((layer) => WEAK_LAYERS.has(layer)) || isProgramOpen(unit, command)) return null;
  const text = command.line ?? command.argv?.join(' ') ?? '';
  return unitFinding(ID, unit, command, {
    rule: 'decoded-command',
    ...(command.layers.includes(HIDDEN_CODE) && unit.stage !== 'dead'
      ? { severity: 'high' as const, confidence: command.live ? 0.95 : CALLED_CONFIDENCE }
      : gradeAt(input, unit, command, 0.95)),
    summary: `a command hidden by ${command.layers.join('>')} is started by ${command.name}: ${text.slice(0, 200)}`,
    chain: ['constant', ...command.layers, command.name],
    indicators: indicatorsIn(text),
  });
}

/** Code or commands from labelled data whose text is not known. */
function flowing(
  input: DetectorInput,
  unit: CodeUnit,
  flow: Flow,
  constants: ReadonlySet<number>,
): Finding | null {
  if (constants.has(flow.offset)) return null;
  const decoded = (flow.labels & (LABEL.decodedConst | LABEL.decoded)) !== 0;
  const hidden = (flow.labels & LABEL.decodedConst) !== 0;
  // Hidden in another file of the package is as good as hidden in this one.
  const constant = hidden || (flow.labels & LABEL.local) !== 0;
  const remote = (flow.labels & LABEL.network) !== 0;
  const origin = unit.facts.flow.origins.get(
    remote ? LABEL.network : constant ? LABEL.decodedConst : LABEL.decoded,
  );
  const chain = [
    ...(origin ? [`${origin.text} (line ${unit.source.lineAt(origin.offset)})`] : labelNames(flow.labels)),
    flow.sinkName,
  ];
  if (flow.sink === 'code' && remote) {
    const confidence = decoded ? 0.95 : 0.92;
    return unitFinding(ID, unit, flow, {
      rule: 'remote-code',
      ...gradeOfRemote(input, unit, flow, confidence),
      summary: `what a server answers is run by ${flow.sinkName}`,
      chain,
    });
  }
  if (flow.sink === 'code' && decoded) {
    return unitFinding(ID, unit, flow, {
      rule: 'decoded-code',
      ...(hidden || isAlone(unit, flow)
        ? gradeAt(input, unit, flow, 0.8)
        : { severity: severityOfDecoded(input, unit, flow, constant), confidence: constant ? 0.8 : 0.6 }),
      summary: `decoded text is run by ${flow.sinkName}`,
      chain,
    });
  }
  return null;
}

/**
 * What was decoded is nobody's: no caller, file, server or setting gave it, so that it stands in the source, behind a
 * library that is not followed.
 */
function isAlone({ language }: CodeUnit, { labels }: Flow): boolean {
  return language === 'python' && labels === LABEL.decoded;
}

function severityOfDecoded(input: DetectorInput, unit: CodeUnit, flow: Flow, constant: boolean): Severity {
  if (constant) return severityAt(input, unit, flow);
  // Python decodes and runs by itself what no tool has a reason to hide, wherever it was kept.
  if (unit.language === 'python' && flow.live && momentOf(input, unit, flow) === 'import') return 'high';
  return unit.stage === 'install' ? 'high' : 'medium';
}

/** A request to an address that is spelled in an encoding: who sends it does not want it to be found. */
function hiddenAddress(input: DetectorInput, unit: CodeUnit, flow: Flow): Finding | null {
  if (unit.language !== 'python' || unit.stage === 'dead') return null;
  if (flow.sink !== 'network' && flow.sink !== 'dns') return null;
  const hidden = unit.facts.decoded.find(
    ({ text, layers, proven }) =>
      proven &&
      /^(?:https?|wss?):\/\/\S+$|^[\w-]+(?:\.[\w-]+)+$/.test(text.trim()) &&
      !layers.every((layer) => WEAK_LAYERS.has(layer)) &&
      flow.targets.some((target) => target.text.startsWith(text.trim())),
  );
  if (!hidden) return null;
  const early = momentOf(input, unit, flow) !== 'called';
  return unitFinding(ID, unit, flow, {
    rule: 'hidden-address',
    severity: 'high',
    confidence: early ? 0.85 : CALLED_CONFIDENCE,
    summary: `a request goes to ${hidden.text.slice(0, 160)}, an address hidden by ${hidden.layers.join('>')}`,
    chain: ['constant', ...hidden.layers, flow.sinkName],
    indicators: indicatorsIn(hidden.text),
  });
}

/** `require(atob('…'))`: a module whose name is hidden. */
function hiddenModules(input: DetectorInput, unit: CodeUnit): Finding[] {
  return unit.facts.imports.flatMap((item) => {
    const { specifier, layers } = item;
    if (layers.every((layer) => WEAK_LAYERS.has(layer))) return [];
    if (!SENSITIVE_MODULE.test(specifier) && !specifier.startsWith('.')) return [];
    return [
      unitFinding(ID, unit, item, {
        rule: 'hidden-module',
        severity: severityAt(input, unit, { offset: item.offset, live: true }),
        confidence: 0.85,
        summary: `the name of the module ${specifier} is hidden by ${layers.join('>')}`,
        chain: ['constant', ...layers, `require(${specifier})`],
      }),
    ];
  });
}

/** What reaches everything else; nobody has a reason to spell one of them in numbers. */
const REACHES_ALL = /^(?:exec|eval|compile|__import__|__builtins__|builtins|getattr|globals|marshal)$/;

/** Python that spells the name of what runs or finds code in an encoding, once for a source. */
function hiddenBuiltin(input: DetectorInput, unit: CodeUnit): Finding | null {
  if (unit.language !== 'python' || unit.stage === 'dead') return null;
  const named = [
    ...unit.facts.decoded.filter(({ proven }) => proven),
    ...unit.facts.codeSinks.map(({ text, ...sink }) => ({ ...sink, text: text ?? '' })),
  ];
  const hidden = named.find(
    ({ text, layers }) => REACHES_ALL.test(text.trim()) && !layers.every((layer) => WEAK_LAYERS.has(layer)),
  );
  if (!hidden) return null;
  return unitFinding(ID, unit, hidden, {
    rule: 'hidden-builtin',
    ...gradeAt(input, unit, { offset: hidden.offset, live: true }, 0.85),
    summary: `the name ${hidden.text.trim()} is hidden by ${hidden.layers.join('>')}`,
    chain: ['constant', ...hidden.layers, hidden.text.trim()],
  });
}

/** Text that is decoded, or fetched, and then run. */
export const decodeAndRun: Detector = {
  id: ID,
  title: 'Decoded or fetched text that is run',
  rules: [
    {
      id: 'decoded-code',
      severityMax: 'critical',
      describes:
        'Encoded text reaches eval, Function, vm or a module compiler; each decoded layer is scanned again. High, whoever calls it, where one file of JavaScript keeps it in an encoding and another one runs it.',
    },
    {
      id: 'packed-code',
      severityMax: 'high',
      describes:
        'Python code runs what it computes beside a long constant that is no text, or is little but such a constant.',
    },
    {
      id: 'decoded-command',
      severityMax: 'high',
      describes:
        'A command line is hidden by an encoding and then started. High, whoever calls it, where one file of JavaScript keeps it and another one starts it.',
    },
    {
      id: 'remote-code',
      severityMax: 'high',
      describes: 'The answer of a server reaches eval, Function, vm or a module compiler.',
    },
    {
      id: 'remote-command',
      severityMax: 'high',
      describes: 'The answer of a server is started as a command.',
    },
    {
      id: 'dropped-file',
      severityMax: 'high',
      describes: 'Decoded text is written to a file by code that starts processes.',
    },
    {
      id: 'hidden-address',
      severityMax: 'high',
      describes: 'A request of Python code goes to an address that is hidden by an encoding.',
    },
    {
      id: 'hidden-module',
      severityMax: 'high',
      describes:
        'The name of a sensitive module, or of a module and what of it is called, is hidden by an encoding.',
    },
    {
      id: 'hidden-builtin',
      severityMax: 'high',
      describes: 'Python code hides the name of exec, eval, getattr, globals or the like by an encoding.',
    },
  ],
  detect(input, isExpired) {
    const found: (Finding | null)[] = [];
    for (const unit of input.units) {
      if (isExpired()) break;
      const constants = new Set<number>();
      const isSpelledOut = createSpelledOut(unit);
      for (const sink of unit.facts.codeSinks) {
        if (sink.text === null) continue;
        const hidden = hiddenCode(input, unit, sink, isSpelledOut);
        found.push(hidden);
        // What of a text is not known may still come from somewhere.
        if (hidden !== null || !sink.text.includes(UNKNOWN_PART)) constants.add(sink.offset);
      }
      found.push(packedCode(ID, input, unit), hiddenBuiltin(input, unit));
      for (const command of unit.facts.commands) {
        constants.add(command.offset);
        if (command.layers.length > 0) found.push(hiddenCommand(input, unit, command));
      }
      for (const flow of unit.facts.flow.flows) {
        found.push(
          flowing(input, unit, flow, constants),
          computedCommand(input, unit, flow),
          namedByServer(input, unit, flow),
          droppedFile(ID, input, unit, flow),
          hiddenAddress(input, unit, flow),
          hiddenCall(ID, input, unit, flow),
        );
      }
      found.push(...hiddenModules(input, unit), ...ranAcross(input, unit));
    }
    return found.filter((finding) => finding !== null);
  },
};
