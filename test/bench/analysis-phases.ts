import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Where the processor time of an analysis goes. */
export type Phase =
  | 'open'
  | 'parse'
  | 'bind+fold'
  | 'flow'
  | 'parts'
  | 'cache'
  | 'graph'
  | 'detectors'
  | 'gc'
  | 'other';

/** First match from the innermost frame outwards; code of Node counts for the frame that called it. */
const PHASES: readonly (readonly [RegExp, Phase])[] = [
  [/\(garbage collector\)/, 'gc'],
  [/\/node_modules\/acorn(?:-loose)?\/|\/js\/parse\.ts|internal\/modules\/typescript/, 'parse'],
  [/\/code\/src\/js\/(?:flow|labeler|labels|request)\.ts/, 'flow'],
  [/\/code\/src\/js\/(?:parts|part-reach|mentions|inert)\.ts/, 'parts'],
  [/\/code\/src\//, 'bind+fold'],
  [/\/analysis\/src\/facts-cache/, 'cache'],
  [/\/(?:detectors|intel)\/src\//, 'detectors'],
  [/\/archive\/src\/|\/analysis\/src\/digest\.ts/, 'open'],
  [/\/analysis\/src\/(?:entry-graph|units|resolve|hooks|install-reach|manifest|package-index)\.ts/, 'graph'],
];

function phaseOf(name: string): Phase | null {
  return PHASES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** Share of each phase in the samples of a profile, in percent, largest first; idle time does not count. */
export function phasesOf(profile: Profiler.Profile): Record<string, number> {
  const parents = new Map<number, number>();
  const own = new Map<number, Phase | null>();
  const idle = new Set<number>();
  for (const { id, callFrame, children } of profile.nodes) {
    for (const child of children ?? []) parents.set(child, id);
    own.set(id, phaseOf(`${callFrame.functionName} ${callFrame.url}`));
    if (callFrame.functionName === '(idle)') idle.add(id);
  }
  const spent = new Map<Phase, number>();
  let total = 0;
  for (const [index, id] of (profile.samples ?? []).entries()) {
    if (idle.has(id)) continue;
    let phase: Phase | null = null;
    for (let at: number | undefined = id; at !== undefined && phase === null; at = parents.get(at)) {
      phase = own.get(at) ?? null;
    }
    const micros = profile.timeDeltas?.[index] ?? 0;
    total += micros;
    spent.set(phase ?? 'other', (spent.get(phase ?? 'other') ?? 0) + micros);
  }
  const shares = [...spent].toSorted((a, b) => b[1] - a[1]);
  return Object.fromEntries(
    shares.map(([phase, micros]) => [phase, Math.round((micros / total) * 1000) / 10]),
  );
}

/** Runs something under V8's sampling profiler (2 ms). */
export async function profiled(run: () => Promise<void>): Promise<Profiler.Profile> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 2000 });
  await session.post('Profiler.start');
  await run();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return profile;
}
