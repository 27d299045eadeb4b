import {
  analyzePython,
  createSourceText,
  type DecodedText,
  type JsFacts,
  LABEL,
  LAYER_DEPTH_MAX,
  LAYERS_READ_MAX,
} from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import type { Stage } from '@weir/model';
import { analyzeAnew, type JsAnalyzer, type KnownFacts, withoutAnswers } from './facts-cache-js.ts';

/** A first look that spares a parse: decoded text without one of these is data. */
const LOOKS_LIKE_CODE = /[=(;]|=>|\b(?:function|require|import|var|let|const|eval|process)\b/;

export interface UnitSource {
  readonly file: string;
  readonly layer: string | null;
  readonly stage: Stage;
  readonly text: string;
  /** Of the text in UTF-8, where it is known. */
  readonly sha256?: string;
  readonly typescript?: boolean;
  /** JavaScript when absent. */
  readonly language?: CodeUnit['language'];
  /** Python that runs as a program. */
  readonly script?: boolean;
  /** Facts that are known already: of compiled code, which has no text of its own. */
  readonly facts?: JsFacts;
  /** 1-based line on which the text begins in its file; 1 when absent. */
  readonly firstLine?: number;
}

/** True when a decoded text is code that does something. */
function isCode(unit: CodeUnit): boolean {
  const { facts } = unit;
  return (
    facts.mode !== null &&
    facts.mode !== 'loose' &&
    (facts.imports.length > 0 ||
      facts.capabilities.length > 0 ||
      facts.codeSinks.length > 0 ||
      facts.decoded.length > 0)
  );
}

function layerName(parent: string | null, layers: readonly string[]): string {
  return [...(parent === null ? [] : [parent]), ...layers].join('>').slice(0, 128);
}

/** Constant texts of a unit that are decoded to code, or run as code. */
function layerTextsOf(parent: CodeUnit): DecodedText[] {
  return [
    ...parent.facts.decoded.filter((item) => item.proven),
    // Constant text that is run without any encoding is a layer as well (`eval("…")`), and so is what only running
    // its decoder told.
    ...parent.facts.codeSinks.flatMap((sink) =>
      sink.text === null || parent.facts.decoded.some((item) => item.proven && item.text === sink.text)
        ? []
        : [
            {
              text: sink.text,
              layers: sink.layers.length > 0 ? sink.layers : [sink.name],
              offset: sink.offset,
              endOffset: sink.endOffset,
              proven: true,
            },
          ],
    ),
  ];
}

/** What one file's layers may still take, and what was read of them. */
interface LayerBudget {
  layers: number;
  readonly shapes: Set<string>;
}

function layerBudget(): LayerBudget {
  return { layers: LAYERS_READ_MAX, shapes: new Set() };
}

/** Numbers at the end of names that may differ from another text's while both are one: too few to hold code. */
const NUMBERS_MAX = 8;
/** Such a number; an address, a character's code and what an escape or another base spells are no part of a name. */
const NUMBER = /(?<=[a-z_])(?<!(?:\\|\b0)[a-z])\d{1,6}(?!\w)/gi;

/** A text but for numbers of names: what a loop makes (`exec(f"def test_{i}(): pass")`) has one shape; other texts are their own. */
function shapeOf(text: string): string {
  const numbers = text.match(NUMBER);
  return numbers === null || numbers.length > NUMBERS_MAX ? text : text.replaceAll(NUMBER, '0');
}

function mayBeCode(text: string): boolean {
  return text.length >= 12 && LOOKS_LIKE_CODE.test(text.slice(0, 4096));
}

function layersBelow(parent: CodeUnit, depth: number, budget: LayerBudget, analyze: JsAnalyzer): CodeUnit[] {
  const texts = layerTextsOf(parent);
  if (depth < LAYER_DEPTH_MAX) return unitsOf(texts, parent, depth, budget, analyze);
  leaveUnread(parent, 'depth', texts);
  return [];
}

/** Notes on a unit what is decoded in it and not read. */
function leaveUnread(
  parent: CodeUnit,
  limit: 'depth' | 'count',
  all: readonly Pick<DecodedText, 'text'>[],
): void {
  const texts = all.map(({ text }) => text).filter(mayBeCode);
  // In place: what refers to a unit knows it by identity.
  if (texts.length > 0) Object.assign(parent, { unreadLayers: { limit, texts } });
}

function unitsOf(
  texts: readonly Pick<DecodedText, 'text' | 'layers' | 'offset'>[],
  parent: CodeUnit,
  depth: number,
  budget: LayerBudget,
  analyze: JsAnalyzer,
): CodeUnit[] {
  const units: CodeUnit[] = [];
  for (const [at, { text, layers, offset }] of texts.entries()) {
    if (!mayBeCode(text)) continue;
    const shape = shapeOf(text);
    if (budget.shapes.has(shape)) continue;
    if (budget.layers <= 0) {
      const rest = texts.slice(at).filter(({ text: one }) => !budget.shapes.has(shapeOf(one)));
      leaveUnread(parent, 'count', rest);
      break;
    }
    budget.layers--;
    budget.shapes.add(shape);
    const unit: CodeUnit = {
      file: parent.file,
      layer: layerName(parent.layer, layers),
      stage: parent.stage,
      language: parent.language,
      source: createSourceText(text),
      ...analyze(text, { parts: parent.stage === 'install' }),
      origin: { line: parent.source.lineAt(offset), text: layers.join('>'), offset, parent },
    };
    if (isCode(unit)) units.push(unit, ...layersBelow(unit, depth + 1, budget, analyze));
  }
  return units;
}

/** Units of texts that were found to run as code inside a unit of JavaScript, and of what is decoded inside them. */
export function createLayers(
  parent: CodeUnit,
  texts: readonly Pick<DecodedText, 'text' | 'layers' | 'offset'>[],
  analyze: JsAnalyzer = analyzeAnew,
): CodeUnit[] {
  return unitsOf(texts, parent, 0, layerBudget(), analyze);
}

/**
 * What a file is given by others and hands on: found out once a release has both ends of a chain. On the unit itself:
 * what a WeakMap leads to, V8 takes for alive until its next full collection, and that is all facts of the release.
 */
interface GluedUnit extends CodeUnit {
  $glue?: () => KnownFacts;
}

/**
 * A source's unit, followed by the units of the layers that decoding inside it yields.
 * @param analyzeSource of the source's language; computes each time when absent.
 */
export function createUnits(source: UnitSource, analyzeSource?: JsAnalyzer): CodeUnit[] {
  const language = source.language ?? 'js';
  const { script = false } = source;
  const analyze: JsAnalyzer =
    analyzeSource ??
    (language === 'python' ? (text) => withoutAnswers(analyzePython(text, { script })) : analyzeAnew);
  const options = { typescript: source.typescript ?? false, parts: source.stage === 'install' };
  const unit: GluedUnit = {
    file: source.file,
    layer: source.layer,
    stage: source.stage,
    language,
    source: createSourceText(source.text, source.firstLine),
    ...(source.facts ? withoutAnswers(source.facts) : analyze(source.text, options, source.sha256)),
    origin: null,
  };
  if (unit.facts.glue) unit.$glue = () => analyze(source.text, { ...options, glue: true }, source.sha256);
  return [unit, ...layersBelow(unit, 0, layerBudget(), analyze)];
}

/** What a file may export that somebody would want to send away. */
const GATHERED =
  LABEL.envAll | LABEL.envSecret | LABEL.credential | LABEL.host | LABEL.clipboard | LABEL.keyMaterial;

/** What a specifier in a file means inside of the package. */
type ResolveAll = (fromFile: string, specifier: string) => readonly string[];

/**
 * Completes the facts of files that only hand data on: of all in a release where one file gathers and another one sends,
 * of those that use a file which runs what it is given where another one fetches. In all other releases there is no
 * chain that they could be a link of.
 */
export function followGlue(units: readonly CodeUnit[], resolveAll: ResolveAll): void {
  const gathers = units.some((unit) => (unit.facts.flow.exported & GATHERED) !== 0);
  const sends = units.some((unit) =>
    unit.facts.flow.flows.some((flow) => flow.sink === 'network' || flow.sink === 'dns'),
  );
  const isChain = gathers && sends;
  const runners = isChain ? NO_FILES : runnersAmong(units);
  if (!isChain && runners.size === 0) return;
  for (const unit of units as readonly GluedUnit[]) {
    if (!unit.$glue || !(isChain || uses(unit, runners, resolveAll))) continue;
    // In place: layers and references know the unit by identity.
    Object.assign(unit, unit.$glue());
  }
}

const NO_FILES: ReadonlySet<string> = new Set();

/** Files of JavaScript that run what they are given; none where no file has what a server answers. */
function runnersAmong(units: readonly CodeUnit[]): ReadonlySet<string> {
  if (!units.some(({ facts }) => (facts.flow.exported & LABEL.network) !== 0)) return NO_FILES;
  const runners = units.filter(
    ({ language, facts }) =>
      language === 'js' &&
      facts.flow.flows.some(({ sink, labels }) => sink === 'code' && (labels & LABEL.param) !== 0),
  );
  return new Set(runners.map(({ file }) => file));
}

function uses({ file, facts }: CodeUnit, files: ReadonlySet<string>, resolveAll: ResolveAll): boolean {
  return facts.imports.some(({ specifier }) => resolveAll(file, specifier).some((path) => files.has(path)));
}
