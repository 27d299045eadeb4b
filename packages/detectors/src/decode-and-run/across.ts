import { type Flow, LABEL } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { resolveCall, runsAt, unitsByFile } from '../cross-file.ts';
import { unitFinding } from '../finding.ts';
import { isBundle } from '../lib/bundle.ts';
import { asksOwnServer } from '../lib/own-server.ts';
import { CALLED_CONFIDENCE, momentOf } from '../reach.ts';

const ID = 'decode-and-run';
/** Other files that a source uses up to which what one of them fetches is told of what is run. */
const FILES_CLOSE_MAX = 4;

/** Where what another file has goes. */
interface Handed {
  readonly offset: number;
  readonly live: boolean;
  readonly labels: number;
  /** What runs it, and in which file. */
  readonly name: string;
}

/** One file fetches, one runs what it is given, and this one joins the two. */
export function ranAcross(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.language !== 'js' || unit.stage === 'dead') return [];
  const handed = handedOn(input, unit);
  if (handed.length === 0) return [];
  const fetchers = fetchersOf(input, unit);
  return handed.flatMap((item) => {
    const from = (item.labels & LABEL.network) !== 0 ? [unit] : fetchers;
    if (from.length === 0) return [];
    const isCalled = momentOf(input, unit, item) === 'called';
    // Loading a bundle does one thing; of what it holds for whoever calls it, everything seems to end up everywhere.
    if (isCalled && isBundle(unit)) return [];
    const isOwn = from.some(asksOwnServer);
    return [
      unitFinding(ID, unit, item, {
        rule: 'remote-code',
        severity: isCalled && !isOwn ? 'medium' : 'high',
        confidence: isCalled ? CALLED_CONFIDENCE : 0.85,
        summary: `what a server answers is run by ${item.name}`,
        chain: [...from.map(({ file }) => `fetched by ${file}`), item.name],
      }),
    ];
  });
}

/** What this file has from others, or from a server, and gives to what runs it. */
function handedOn(input: DetectorInput, unit: CodeUnit): Handed[] {
  const { flows, localCalls } = unit.facts.flow;
  const found: Handed[] = flows
    .filter(({ sink, labels }) => sink === 'code' && (labels & LABEL.local) !== 0)
    .filter(({ labels }) => (labels & (LABEL.network | LABEL.file)) === 0)
    .map((flow) => ({ ...flow, name: flow.sinkName }));
  for (const call of localCalls) {
    // What a call gives is called: another function than the one that the file exports.
    if ((call.labels & (LABEL.local | LABEL.network)) === 0 || call.specifier.includes('()')) continue;
    const target = resolveCall(input, unit.file, call.specifier);
    const other = target && unitsByFile(input).get(target.file);
    const flow = other && !isBundle(other) && runnerIn(other, target.member);
    if (flow) found.push({ ...call, name: `${flow.sinkName} in ${other.file}` });
  }
  return found;
}

/** The place of a file that runs what its exported function is given. */
function runnerIn(unit: CodeUnit, member: string | null): Flow | undefined {
  return unit.facts.flow.flows.find(
    ({ sink, labels, offset }) =>
      sink === 'code' && (labels & LABEL.param) !== 0 && (member === null || runsAt(unit, member, offset)),
  );
}

/** Files that this one uses and that give what a server answers; none where it uses too many to say which. */
function fetchersOf(input: DetectorInput, unit: CodeUnit): CodeUnit[] {
  const used = new Set<string>();
  for (const { name } of unit.facts.localUses) {
    const target = resolveCall(input, unit.file, name);
    if (target !== null) used.add(target.file);
    if (used.size > FILES_CLOSE_MAX) return [];
  }
  return input.units.filter(
    ({ file, layer, facts }) =>
      layer === null && used.has(file) && (facts.flow.exported & LABEL.network) !== 0,
  );
}
