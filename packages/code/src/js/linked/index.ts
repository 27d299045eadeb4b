import { type NamedCall, nameCalls } from '../calls.ts';
import { type CodeSink, collectCodeSinks } from '../code-sinks.ts';
import { type CommandFact, collectCommands } from '../commands.ts';
import { createEvaluator } from '../evaluator.ts';
import { findFlows } from '../flow.ts';
import type { Flow, FlowFacts } from '../flow-facts.ts';
import { LABEL } from '../labels.ts';
import { type CallEdges, markLive } from '../liveness.ts';
import { nameKeys } from '../named-keys.ts';
import { parseJs } from '../parse.ts';
import { addressesAsked } from '../request.ts';
import { type Bindings, bindProgram, type FunctionInfo } from '../scope.ts';
import { stripTypes } from '../strip-types.ts';
import { collectUses, type Uses } from '../uses.ts';
import { collectExports } from './exports.ts';
import { linkBindings } from './link.ts';
import { findLoads, type ModuleLoad } from './loads.ts';
import { type MergedModule, type MergedProgram, mergeModules, type ParsedModule } from './merged.ts';

/** A module of a package, with the places that load others of those that it is analysed with. */
export interface ModuleSource {
  readonly id: string;
  readonly text: string;
  readonly typescript: boolean;
  readonly loads: readonly (ModuleLoad & { readonly target: string })[];
  /** When it runs, as a number: what runs earlier may call it at that time, what runs later may not. */
  readonly order: number;
}

/** What a module does once it is known what it has from others; offsets are its own. */
export interface LinkedFacts extends Pick<Uses, 'apis' | 'fileActions' | 'patches'> {
  readonly commands: readonly CommandFact[];
  readonly codeSinks: readonly CodeSink[];
  readonly flows: readonly Flow[];
  readonly origins: FlowFacts['origins'];
  /** Addresses that the module asks, or that the one asks from which it has what a server answered. */
  readonly asked: readonly string[];
}

/**
 * Follows data and calls through modules that load each other, as if all were one file: by the id of each module that
 * could be parsed, what it does then. Null when a budget ran out; never throws for what the sources hold.
 */
export function analyzeLinked(sources: readonly ModuleSource[]): ReadonlyMap<string, LinkedFacts> | null {
  try {
    return analyze(sources);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function analyze(sources: readonly ModuleSource[]): ReadonlyMap<string, LinkedFacts> | null {
  const parsed = sources.flatMap(({ id, text, typescript }): ParsedModule[] => {
    const { program, mode } = parseJs(typescript ? (stripTypes(text) ?? text) : text);
    return program && mode !== 'loose' ? [{ id, chars: text.length, program }] : [];
  });
  const merged = mergeModules(parsed);
  const bound = nameKeys(bindProgram(merged.program));
  const loads = findLoads(bound, merged, new Map(sources.map((source) => [source.id, source.loads])));
  const bindings = linkBindings(bound, loads, collectExports(bound, merged, loads), merged.moduleAt);
  const ev = createEvaluator(bindings);
  const calls = nameCalls(bindings, ev);
  const orders = new Map(sources.map(({ id, order }) => [id, order]));
  const edges = markLive(bindings, ev);
  const firstRun = runOrders(bindings, merged.modules, edges, orders);
  for (const fn of firstRun.keys()) fn.live = true;
  const flow = findFlows(bindings, calls, ev);
  const commands = collectCommands(calls, bindings.tags, ev);
  const codeSinks = collectCodeSinks(bindings, calls, ev);
  const uses = collectUses(bindings, calls, ev);
  if (ev.exhausted || !bindings.complete) return null;

  return new Map(
    merged.modules.map((module) => {
      const order = orders.get(module.id) ?? 0;
      const liveAt = liveIn(bindings, module, firstRun, order);
      const own = <
        Fact extends { readonly offset: number; readonly endOffset?: number; readonly live: boolean },
      >(
        facts: readonly Fact[],
      ): Fact[] => facts.flatMap((fact) => placed(fact, module, liveAt));
      const apis = [...uses.apis].flatMap(([name, use]) => own([use]).map((found) => [name, found] as const));
      return [
        module.id,
        {
          commands: own(commands),
          codeSinks: own(codeSinks),
          apis: new Map(apis),
          fileActions: own(uses.fileActions),
          patches: own(uses.patches),
          flows: own(flow.flows),
          asked: addressesAsked(callsBehind(calls, module, merged, flow), ev),
          origins: new Map(
            [...flow.origins].map(([label, { offset, text }]) => {
              const inside = isIn(module, offset);
              const from = inside ? null : merged.moduleAt(offset);
              return [
                label,
                { offset: inside ? offset - module.base : 0, text: from ? `${text} (${from.id})` : text },
              ] as const;
            }),
          ),
        },
      ];
    }),
  );
}

/** Calls of a module, and of the one where what a server answered first came up that reaches it. */
function callsBehind(
  calls: readonly NamedCall[],
  module: MergedModule,
  merged: MergedProgram,
  { flows, origins }: FlowFacts,
): readonly NamedCall[] {
  const isGiven = flows.some(({ offset, labels }) => isIn(module, offset) && (labels & LABEL.network) !== 0);
  const origin = isGiven ? origins.get(LABEL.network) : undefined;
  const from = origin && merged.moduleAt(origin.offset);
  return calls.filter(({ node }) => isIn(module, node.start) || (from && isIn(from, node.start)));
}

function isIn(module: MergedModule, offset: number): boolean {
  return offset >= module.base && offset < module.endOffset;
}

function placed<
  Fact extends { readonly offset: number; readonly endOffset?: number; readonly live: boolean },
>(fact: Fact, module: MergedModule, liveAt: (offset: number) => boolean): Fact[] {
  if (!isIn(module, fact.offset)) return [];
  const end = fact.endOffset === undefined ? {} : { endOffset: fact.endOffset - module.base };
  return [{ ...fact, ...end, offset: fact.offset - module.base, live: fact.live && liveAt(fact.offset) }];
}

/** The order in which functions run first, of those that loading some module runs. */
function runOrders(
  { functions }: Bindings,
  modules: readonly MergedModule[],
  edges: CallEdges,
  orders: ReadonlyMap<string, number>,
): ReadonlyMap<FunctionInfo, number> {
  const found = new Map<FunctionInfo, number>();
  const byOrder = modules.toSorted((a, b) => (orders.get(a.id) ?? 0) - (orders.get(b.id) ?? 0));
  for (const { id, body } of byOrder) {
    const root = functions.get(body);
    const order = orders.get(id) ?? 0;
    const pending = root ? [root] : [];
    for (let fn = pending.pop(); fn; fn = pending.pop()) {
      if (found.has(fn)) continue;
      found.set(fn, order);
      for (const next of edges.get(fn) ?? []) pending.push(next);
    }
  }
  return found;
}

/** Tells of an offset in a module whether it runs by the time at which the module does. */
function liveIn(
  { functions }: Bindings,
  module: MergedModule,
  firstRun: ReadonlyMap<FunctionInfo, number>,
  order: number,
): (offset: number) => boolean {
  // Inner functions follow the outer ones.
  const inside = [...functions.values()].filter(({ node }) => isIn(module, node.start));
  return (offset) => {
    const innermost = inside.findLast(({ node }) => node.start <= offset && offset < node.end);
    const first = innermost && firstRun.get(innermost);
    return first !== undefined && first <= order;
  };
}
