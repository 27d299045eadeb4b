import type { CodeUnit } from '@weir/detectors';

/** Offsets of what loading a unit runs: collected once, as detectors ask for each of their sites. */
const liveOffsets = new WeakMap<CodeUnit['facts'], ReadonlySet<number>>();

/** Whether loading a unit of Python runs what stands at an offset: every fact there says so itself. */
export function runsWhenLoaded({ facts }: CodeUnit, offset: number): boolean {
  let live = liveOffsets.get(facts);
  if (!live) {
    const sites = [...facts.flow.flows, ...facts.codeSinks, ...facts.commands, ...facts.apis.values()];
    live = new Set(sites.filter((site) => site.live).map((site) => site.offset));
    liveOffsets.set(facts, live);
  }
  return live.has(offset);
}
