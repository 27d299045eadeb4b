import { type Flow, LABEL, sourceLabel } from '@weir/code';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { type GatheredBehind, type Gatherer, gatheredBehind, sendBehind } from '../cross-file.ts';
import { isBundle } from '../lib/bundle.ts';
import { momentOf } from '../reach.ts';
import { isOwnAddress, isToAnybody, type Sink } from './given.ts';
import { SOURCES } from './sources.ts';

/** Sources of one package up to which what one of them gathers is told of another one that sends. */
const FILES_CLOSE_MAX = 40;
const SENDS = new Set<Flow['sink']>(['network', 'dns']);

/** Labels that are a claim wherever they go; those of parameters are one where the address is anybody's. */
const GATHERED = SOURCES.reduce((labels, source) => labels | LABEL[source.label], 0);
const CLAIMED = GATHERED | LABEL.envSecret;

/** True for a flow that leaves the machine. */
export const leaves = ({ sink }: Flow): boolean => SENDS.has(sink);

/** Labels of what a file exports that are worth a chain. */
export function gathered({ facts }: CodeUnit): number {
  return facts.flow.exported & GATHERED;
}

function sendsToAnybody({ facts }: CodeUnit): boolean {
  return facts.flow.flows.some(({ targets }) => isToAnybody(targets));
}

/** Another file, or a piece of one, that gives something of the machine. */
interface Giver extends Gatherer {
  /** What came from it carries one of these; of JavaScript, all that came from anywhere does. */
  readonly source: number;
  /** So do so many other names that what carries it need not have come from here. */
  readonly isVague?: boolean;
}

/** Names that share a label, up to which it says where something came from. */
const SHARING_MAX = 4;

/** Files that one has something of the machine from: of Python by the names that it imports. */
function giversOf(
  input: DetectorInput,
  { file, language, facts }: CodeUnit,
  gathering: ReadonlyMap<string, readonly CodeUnit[]>,
): Giver[] {
  if (gathering.size === 0) return [];
  const found: Giver[] = [];
  function take(from: string | null, name: string | null, source: number, isVague = false): void {
    for (const unit of from === null || from === file ? [] : (gathering.get(from) ?? [])) {
      const labels = gives(unit, name);
      if (labels !== 0) found.push({ unit, labels, source, isVague });
    }
  }
  if (language !== 'python') {
    const imported = new Set(facts.imports.map(({ specifier }) => input.resolve(file, specifier)));
    for (const from of imported) take(from, null, LABEL.local);
    return found;
  }
  for (const kind of ['locals', 'members'] as const) {
    const names = facts.flow[kind] ?? [];
    const sharing = Map.groupBy(names.keys(), (index) => sourceLabel(index, kind));
    for (const [index, full] of names.entries()) {
      const source = sourceLabel(index, kind);
      const { module, member } = moduleOf(full, (name) => input.resolve(file, name));
      take(module, member, source, (sharing.get(source)?.length ?? 0) > SHARING_MAX);
    }
  }
  return found;
}

/** Parts of a name behind its module that are looked at. */
const PARTS_MAX = 4;

/** `..util.Pool.read`: the file of the longest part that is a module, and what is had from it; null for all of it. */
function moduleOf(
  full: string,
  resolve: (name: string) => string | null,
): { readonly module: string | null; readonly member: string | null } {
  const dots = full.length - full.replace(/^\.+/, '').length;
  let member: string | null = null;
  let name = full;
  for (let part = 0; part < PARTS_MAX; part++) {
    const module = resolve(name);
    if (module !== null) return { module, member };
    const dot = name.lastIndexOf('.');
    if (dot < 0 || name.length <= dots) break;
    member = name.slice(dot + 1);
    // The dots in front are part of what it is imported from.
    name = dot < dots ? name.slice(0, dots) : name.slice(0, dot);
  }
  return { module: null, member: null };
}

/** What a file gives under a name; under any of its names where that is null. */
function gives({ facts: { flow } }: CodeUnit, name: string | null): number {
  if (name === null || !flow.exports) return flow.exported & GATHERED;
  const byName = new Map(flow.exports);
  return (byName.get(name) ?? byName.get('*') ?? 0) & GATHERED;
}

/** What comes from behind a place, and whether that is only known of the names of a large module together. */
interface Behind extends GatheredBehind {
  readonly isVague?: boolean;
}

const NOTHING: Behind = { labels: 0, files: [] };

/**
 * What of other files reaches a place: of Python by the names that it imports, of JavaScript through the names that the
 * place is known to have it from, else from any file that is imported.
 */
function behindOf(
  input: DetectorInput,
  unit: CodeUnit,
  gathering: ReadonlyMap<string, readonly CodeUnit[]>,
): (place: Pick<Flow, 'labels' | 'from'>) => Behind {
  // In a large package everything is handed through everything: a name of the machine says little there.
  const told = input.units.length > FILES_CLOSE_MAX ? ~LABEL.host : ~0;
  const givers = giversOf(input, unit, gathering).map((other) => ({
    ...other,
    labels: other.labels & told,
  }));
  const byFile = Map.groupBy(givers, (other) => other.unit.file);
  return ({ labels, from }) => {
    if ((labels & LABEL.local) === 0 || givers.length === 0) return NOTHING;
    if (from) return gatheredBehind(input, unit.file, from, byFile);
    const giving = givers.filter(({ source }) => (labels & source) !== 0);
    return {
      labels: giving.reduce((all, other) => all | other.labels, 0),
      files: [...new Set(giving.map((other) => other.unit.file))],
      isVague: giving.every((other) => other.isVague === true),
    };
  };
}

function exportedBy({ files }: GatheredBehind): string[] {
  return files.map((file) => `exported by ${file}`);
}

/** Something of the machine on its way out through several files, and the files that it comes from. */
/** A file of many modules, or a piece of one that is too large to be read. */
function isOfMany(unit: CodeUnit | undefined): boolean {
  return unit !== undefined && (unit.piece === true || isBundle(unit));
}

interface Chain {
  readonly sink: Sink;
  readonly from: readonly string[];
}

/** Chains over one `require`: data gathered here and sent there, gathered there and sent here, or both elsewhere. */
export function chainsAcross(
  input: DetectorInput,
  unit: CodeUnit,
  senders: ReadonlyMap<string, CodeUnit>,
  gathering: ReadonlyMap<string, readonly CodeUnit[]>,
): Chain[] {
  const found: Chain[] = [];
  const behind = behindOf(input, unit, gathering);
  // Looked up is only what could be claimed then: in most packages, calls carry parameters alone.
  const claimed = CLAIMED | (senders.values().some(sendsToAnybody) ? LABEL.param : 0);
  for (const call of senders.size === 0 ? [] : unit.facts.flow.localCalls) {
    const other = behind(call);
    // In a bundle what is passed around ends up everywhere: of what it has, and of what it sends.
    const labels = (isBundle(unit) ? 0 : call.labels) | other.labels;
    if ((labels & claimed) === 0) continue;
    const sender = sendBehind(input, unit.file, call.specifier, senders);
    if (!sender || (unit.stage !== 'install' && isOfMany(senders.get(sender.file)))) continue;
    const sink = {
      offset: call.offset,
      name: `${sender.flow.sinkName} in ${sender.file}`,
      labels: isOwnAddress(unit.language, sender.flow) ? labels & ~LABEL.host : labels,
      live: call.live,
      across: true,
      via: true as const,
      targets: sender.flow.targets,
      ...(other.isVague === true && { vague: true as const }),
    };
    found.push({ sink, from: exportedBy(other) });
  }
  for (const flow of unit.facts.flow.flows) {
    const other = leaves(flow) ? behind(flow) : NOTHING;
    if (other.labels === 0) continue;
    // Of a module of Python it is known what its functions give, not which of them gave this: what runs by itself is told.
    if (unit.language === 'python' && momentOf(input, unit, flow) === 'called') continue;
    const sink = { ...flow, name: flow.sinkName, labels: other.labels };
    found.push({ sink, from: exportedBy(other) });
  }
  return found;
}
