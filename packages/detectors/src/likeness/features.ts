import { LABEL, type LabelName, labelNames, type SinkKind } from '@weir/code';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { styleOf } from './style.ts';
import { wordsOf } from './words.ts';

/**
 * Kinds of facts that the model weighs. `calls`: an API is called somewhere in code that something reaches; `loads`:
 * installing or importing the package calls it; `imports`: a module is imported; `abilities`: what the code model calls a
 * capability; `acts`: what becomes of data and commands; `style`: how the code is written; `words`: what
 * its names, comments and texts are made of.
 */
export const FEATURE_KINDS = ['calls', 'loads', 'imports', 'abilities', 'acts', 'style', 'words'] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** Told of each fact, of some several times; `at` is null for what is said of the code as a whole. */
export type Note = (kind: FeatureKind, name: string, at: { unit: CodeUnit; offset: number } | null) => void;

const STAGES = ['install', 'import', 'use'] as const;

/** Where data goes, as a reader is told. */
const SINKS: Readonly<Record<SinkKind, string>> = {
  code: 'code that is run',
  command: 'a command',
  network: 'a request',
  dns: 'a look-up of a name',
  'file-write': 'a file that is written',
  load: 'a module that is loaded',
};
const LOADING = 'while it is loaded';
const UNSEEN = `${SINKS.command} that nobody sees`;
const HIDDEN = 'hidden code';

/** The act of giving a sink what carries a label. */
function givenAct(sink: SinkKind, label: LabelName): string {
  return `${SINKS[sink]} with ${label.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
}

/** Every name of the kind `acts`. */
export function listActs(): string[] {
  const labels = labelNames(Object.values(LABEL).reduce((all, bit) => all | bit, 0));
  const sinks = Object.keys(SINKS) as SinkKind[];
  return [
    ...sinks.flatMap((sink) => [
      `${SINKS[sink]} ${LOADING}`,
      ...labels.map((label) => givenAct(sink, label)),
    ]),
    SINKS.command,
    UNSEEN,
    HIDDEN,
  ];
}

/** Python that something reaches, what runs first in front. */
function reachedUnits({ units }: Pick<DetectorInput, 'units'>): CodeUnit[] {
  return STAGES.flatMap((stage) =>
    units.filter((unit) => unit.language === 'python' && unit.stage === stage),
  );
}

/** The first part of a dotted name. */
function rootOf(name: string): string {
  const end = name.search(/\W/);
  return end < 0 ? name : name.slice(0, end);
}

function noteCalls(unit: CodeUnit, own: ReadonlySet<string>, note: Note): void {
  const runsFirst = unit.stage !== 'use';
  for (const [name, { offset, live }] of unit.facts.apis) {
    if (own.has(rootOf(name))) continue;
    note('calls', name, { unit, offset });
    if (live && runsFirst) note('loads', name, { unit, offset });
  }
  for (const { specifier, offset } of unit.facts.imports) {
    const module = rootOf(specifier);
    if (module !== '' && !own.has(module)) note('imports', module, { unit, offset });
  }
}

function noteActs(unit: CodeUnit, note: Note): void {
  for (const { offset, live, muted } of unit.facts.commands) {
    note('acts', SINKS.command, { unit, offset });
    if (live) note('acts', `${SINKS.command} ${LOADING}`, { unit, offset });
    if (muted) note('acts', UNSEEN, { unit, offset });
  }
  for (const { sink, labels, live, offset } of unit.facts.flow.flows) {
    if (live) note('acts', `${SINKS[sink]} ${LOADING}`, { unit, offset });
    for (const label of labelNames(labels)) note('acts', givenAct(sink, label), { unit, offset });
  }
  if (unit.origin) note('acts', HIDDEN, { unit: unit.origin.parent, offset: unit.origin.offset });
}

/**
 * Notes what the model may weigh of a package: facts of its code alone, and of names only those that are not its own.
 * A fact is there or not: how often, and how large the package is, does not matter.
 */
export function noteFeatures(input: Pick<DetectorInput, 'units' | 'distribution'>, note: Note): void {
  const units = reachedUnits(input);
  const own = new Set(input.distribution?.imports.map(({ name }) => rootOf(name)));
  for (const unit of units) {
    noteCalls(unit, own, note);
    for (const id of unit.facts.capabilities) note('abilities', id, { unit, offset: 0 });
    noteActs(unit, note);
  }
  for (const phrase of styleOf(units)) note('style', phrase, null);
  for (const word of wordsOf(units)) if (!own.has(word)) note('words', word, null);
}
