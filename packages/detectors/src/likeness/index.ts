import { type Finding, STAGES, type Stage } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { fileFinding } from '../finding.ts';
import { type FeatureKind, noteFeatures } from './features.ts';
import { type LikenessModel, probabilityOf, tableOf, type WeightTable } from './model.ts';
import weights from './weights.json' with { type: 'json' };

const ID = 'likeness';

/** From this probability on it is said: of benign packages about four in a thousand have it (docs/evaluation.md). */
const PROBABILITY_MIN = 0.3;
/** Facts that are named to the reader. */
const NAMED_FACTS = 3;

const WORDS: Readonly<Record<FeatureKind, (name: string) => string>> = {
  calls: (name) => `calls of ${name}`,
  loads: (name) => `calls of ${name} while it is loaded`,
  imports: (name) => `an import of ${name}`,
  abilities: (name) => `the ability ${name}`,
  acts: (name) => name,
  style: (name) => name,
  words: (name) => `the word ${name}`,
};

interface Weighed {
  readonly words: string;
  readonly weight: number;
}

/** A file with the weight of the suspect facts in it, and where the strongest of them is. */
interface Place {
  readonly file: string;
  readonly stage: Stage;
  weight: number;
  strongest: { readonly unit: CodeUnit; readonly offset: number; readonly weight: number };
}

interface Weighing {
  readonly logOdds: number;
  /** What speaks for malware, strongest first. */
  readonly facts: readonly Weighed[];
  readonly places: readonly Place[];
}

/** The line of the file itself: of decoded code, where it was decoded. */
function lineInFile(unit: CodeUnit, offset: number): number {
  return unit.origin ? lineInFile(unit.origin.parent, unit.origin.offset) : unit.source.lineAt(offset);
}

function weigh(input: DetectorInput, bias: number, table: WeightTable): Weighing {
  const facts = new Map<string, Weighed>();
  const places = new Map<string, Place>();
  const placed = new Set<string>();
  let logOdds = bias;
  noteFeatures(input, (kind, name, at) => {
    const weight = table.get(kind)?.get(name);
    if (weight === undefined) return;
    const words = WORDS[kind](name);
    if (!facts.has(words)) {
      facts.set(words, { words, weight });
      logOdds += weight;
    }
    if (weight < 0 || at === null) return;
    const { file, stage } = at.unit;
    const key = `${file}\0${words}`;
    if (placed.has(key)) return;
    placed.add(key);
    // An ability is one of the unit as a whole: any fact with a line says more.
    const strength = kind === 'abilities' ? 0 : weight;
    const place = places.get(file);
    if (!place) places.set(file, { file, stage, weight, strongest: { ...at, weight: strength } });
    else {
      place.weight += weight;
      if (strength > place.strongest.weight) place.strongest = { ...at, weight: strength };
    }
  });
  const suspect = [...facts.values()].filter(({ weight }) => weight > 0);
  return {
    logOdds,
    facts: suspect.toSorted((a, b) => b.weight - a.weight || (a.words < b.words ? -1 : 1)),
    places: [...places.values()],
  };
}

function likenessOf(input: DetectorInput, bias: number, table: WeightTable): Finding[] {
  // The model knows Python as PyPI has it.
  if (!input.distribution) return [];
  const { logOdds, facts, places } = weigh(input, bias, table);
  const probability = probabilityOf(logOdds);
  const [most] = places.toSorted((a, b) => b.weight - a.weight);
  if (probability < PROBABILITY_MIN || !most) return [];
  // What runs first may only call what the file with most of it does.
  const stage = STAGES.find((one) => places.some((place) => place.stage === one)) ?? most.stage;
  const { unit, offset } = most.strongest;
  const named = facts.slice(0, NAMED_FACTS).map(({ words }) => words);
  return [
    fileFinding(
      ID,
      { path: most.file, stage, line: lineInFile(unit, offset) },
      {
        rule: 'python',
        kind: 'ranking',
        severity: 'low',
        confidence: probability,
        summary: `the code is like that of known malware: ${named.join(', ')}`,
        chain: facts.slice(NAMED_FACTS, 10).map(({ words }) => words),
      },
    ),
  ];
}

/** The detector that judges by a model: the evaluation has models that have not seen what they judge. */
export function createLikeness(model: LikenessModel): Detector {
  const table = tableOf(model);
  return {
    id: ID,
    title: 'Code that is like that of known malware',
    rules: [
      {
        id: 'python',
        severityMax: 'low',
        describes:
          'Facts of the code, weighed by how much more often malware has them than packages do, make malware likely. It is no evidence: it ranks what no other rule decides and never makes a release suspicious.',
      },
    ],
    detect: (input) => likenessOf(input, model.bias, table),
  };
}

/** Likeness to the malware that the model was fitted to. */
export const likeness = createLikeness(weights);
