import { type Ask, workWithChildren } from './children.ts';
import { byFamily, type Figure, STRATUM_SAMPLES_MIN, type Vote } from './figures.ts';
import type { Other, Sample } from './outcome.ts';
import type { Run } from './run-samples.ts';
import { VARIANTS } from './variants/index.ts';
import { DEFAULT_OVER, hostsAmong, judgedOf, scoreOf, strongestOf, voteOf } from './votes.ts';

/** What a variant leaves of the detections, at the default threshold. */
export interface VariantReport {
  readonly variant: string;
  /** Detected archives that can be written so for certain. */
  readonly archives: number;
  /** Detections kept, one vote a family. */
  readonly kept: Figure | 'not measured';
  /** Detections lost, by the detector whose finding was the strongest before; archives. */
  readonly lost: Readonly<Record<string, number>>;
  /** Variants whose process was killed or failed; they are lost. */
  readonly failures: readonly string[];
}

export interface RobustnessOptions {
  readonly jobs: number;
  readonly deadlineMs: number;
  readonly onProgress: (done: number, all: number) => void;
}

interface Outcome {
  readonly vote: Vote;
  readonly technique: string;
  readonly failure: string | null;
}

/** Benign packages to hide in are small ones: their code is not what is measured, in bytes. */
const HOST_BYTES_MAX = 100_000;

/** The distribution that a package hides in: sdists for setup scripts, wheels for what runs at import. */
function hostsOf(benign: readonly Run[]): Record<'setup' | 'module', Sample[]> {
  const small = hostsAmong(benign, HOST_BYTES_MAX);
  return {
    setup: small.filter(({ filename }) => !filename.endsWith('.whl')),
    module: small.filter(({ filename }) => filename.endsWith('.whl')),
  };
}

async function otherOf(sample: Sample): Promise<Other> {
  const { name, filename } = sample;
  return { bytes: await sample.load(), name, filename };
}

/** Writes each detected archive anew in every way, and judges it blind again; pure but for the children. */
export async function measureRobustness(
  malicious: readonly Run[],
  benign: readonly Run[],
  options: RobustnessOptions,
): Promise<VariantReport[]> {
  const detected = malicious.filter((run) => voteOf(run, 'blind').score > DEFAULT_OVER);
  const hosts = hostsOf(benign);
  const outcomes = new Map<string, Outcome[]>(Object.keys(VARIANTS).map((variant) => [variant, []]));
  let done = 0;
  const tryVariants = async ({ sample, ...run }: Run, index: number, ask: Ask): Promise<void> => {
    const strongest = strongestOf(judgedOf({ sample, ...run }, 'blind'));
    const target = strongest?.file ?? null;
    const { name, version, filename, family, fold, weight } = sample;
    const bytes = await sample.load();
    const choice = hosts[target === 'setup.py' ? 'setup' : 'module'];
    const host = choice.length === 0 ? null : await otherOf(choice[index % choice.length] as Sample);
    for (const variant of Object.keys(VARIANTS)) {
      const rework = { kind: 'variant', variant, target } as const;
      const given = variant === 'clone' ? host : null;
      if (variant === 'clone' && given === null) continue;
      const answer = await ask(
        { id: index, bytes, name, version, filename, fold, rework, host: given },
        'malicious',
      );
      if ('reworked' in answer && answer.reworked.judged === null) continue;
      const failure = 'failure' in answer ? `${sample.id}: ${answer.failure}` : null;
      const score = 'reworked' in answer ? scoreOf(answer.reworked.judged) : Number.NEGATIVE_INFINITY;
      outcomes
        .get(variant)
        ?.push({ vote: { family, weight, score }, technique: strongest?.detector ?? 'none', failure });
    }
    options.onProgress(++done, detected.length);
  };
  await workWithChildren(detected, options, tryVariants);
  return [...outcomes].map(([variant, of]) => {
    const lost: Record<string, number> = {};
    for (const { vote, technique } of of) {
      if (vote.score <= DEFAULT_OVER) lost[technique] = (lost[technique] ?? 0) + 1;
    }
    const votes = of.map(({ vote }) => vote);
    return {
      variant,
      archives: of.length,
      kept: of.length < STRATUM_SAMPLES_MIN ? 'not measured' : byFamily(votes, DEFAULT_OVER),
      lost,
      failures: of.flatMap(({ failure }) => failure ?? []),
    };
  });
}
