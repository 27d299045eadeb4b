import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is read of a profile that Node wrote (`--cpu-prof`). */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

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
  [/\/node_modules\/(?:meriyah|acorn(?:-loose)?)\/|\/js\/parse\.ts|internal\/modules\/typescript/, 'parse'],
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

/** Node's flags for a process whose profile goes into `dir` when it ends; one sample each 2 ms. */
export function profilerFlags(dir: string): string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${dir}`, '--cpu-prof-interval=2000'];
}

/** Share of each phase in the samples of the profile in `dir`, in percent, largest first; idle time does not count. */
export function readPhases(dir: string): Record<string, number> {
  const [name = ''] = readdirSync(dir);
  const profile = JSON.parse(readFileSync(join(dir, name), 'utf8')) as Profile;
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
  for (const [index, id] of profile.samples.entries()) {
    if (idle.has(id)) continue;
    let phase: Phase | null = null;
    for (let at: number | undefined = id; at !== undefined && phase === null; at = parents.get(at)) {
      phase = own.get(at) ?? null;
    }
    const micros = profile.timeDeltas[index] ?? 0;
    total += micros;
    spent.set(phase ?? 'other', (spent.get(phase ?? 'other') ?? 0) + micros);
  }
  const shares = [...spent].toSorted((a, b) => b[1] - a[1]);
  return Object.fromEntries(
    shares.map(([phase, micros]) => [phase, Math.round((micros / total) * 1000) / 10]),
  );
}
