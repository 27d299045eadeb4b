import { STAGES, type Stage } from '@weir/model';
import { type Ask, workWithChildren } from './children.ts';
import { byFamily, type Figure, STRATUM_SAMPLES_MIN, type Vote } from './figures.ts';
import type { LeanFinding, Sample, Witness } from './outcome.ts';
import { listSnippets, type Planted, type PlantPlace } from './plants.ts';
import type { RobustnessOptions } from './robustness.ts';
import type { Run } from './run-samples.ts';
import { DEFAULT_OVER, hostsAmong, judgedOf, scoreOf, strongestOf, voteOf } from './votes.ts';

/** Lines that a finding may be off and still be called near. */
const NEAR_LINES = 3;
/** Packages that each snippet is put into, at each place. */
const HOSTS_PER_SNIPPET = 3;
/** Larger ones cost more and tell no more, in bytes. */
const HOST_BYTES_MAX = 200_000;

type Measured = Figure | 'not measured';

/** Where the strongest finding lies, by what is known of the malicious lines. */
export interface LineReport {
  readonly packages: number;
  /** On a malicious line, one vote a snippet or family. */
  readonly exact: Measured;
  /** At most {@link NEAR_LINES} lines from one, in its file. */
  readonly near: Measured;
  /** The share of lines that are malicious: what a line by chance would hit. */
  readonly byChance: number;
}

/** A copy of a benign distribution, judged blind. */
export interface Copy {
  readonly run: Run;
  readonly original: Sample;
}

export interface FindingLines {
  readonly planted: {
    readonly snippets: number;
    /** Of the packages that a snippet was put into, those that are detected: no recall, rules are tested with these. */
    readonly detected: Figure;
    readonly all: LineReport;
    readonly byStage: Readonly<Record<Stage, LineReport>>;
  };
  /** Copies of packages of the benign set. */
  readonly copies: LineReport;
}

/** A finding with how far it is from the malicious lines; null: in another file, or of no line. */
interface Placed {
  readonly family: string;
  readonly stage: Stage;
  readonly distance: number | null;
  readonly chance: number;
}

function reportOf(placed: readonly Placed[]): LineReport {
  const within = (lines: number): Measured => {
    if (placed.length < STRATUM_SAMPLES_MIN) return 'not measured';
    const votes = placed.map(
      ({ family, distance }): Vote => ({
        family,
        weight: 1,
        score: distance !== null && distance <= lines ? 1 : 0,
      }),
    );
    return byFamily(votes, 0);
  };
  return {
    packages: placed.length,
    exact: within(0),
    near: within(NEAR_LINES),
    byChance: placed.reduce((sum, { chance }) => sum + chance, 0) / Math.max(1, placed.length),
  };
}

/** Lines between a finding and what was planted. */
function distanceTo({ file, line }: LeanFinding, planted: Planted): number | null {
  if (file !== planted.file || line === null) return null;
  return Math.max(0, planted.first - line, line - planted.last);
}

interface Plan {
  readonly snippet: string;
  readonly place: PlantPlace;
  readonly host: Sample;
  readonly seed: number;
}

/** Each snippet into some benign packages, at both places; the packages of one snippet are others than the next one's. */
function plan(benign: readonly Run[]): Plan[] {
  const small = hostsAmong(benign, HOST_BYTES_MAX);
  const hosts = { setup: small.filter(({ filename }) => !filename.endsWith('.whl')), module: small };
  return listSnippets().flatMap(({ id }, index) =>
    (['setup', 'module'] as const).flatMap((place) =>
      Array.from({ length: HOSTS_PER_SNIPPET }, (_, turn) => index * HOSTS_PER_SNIPPET + turn).flatMap(
        (seed) => {
          const host = hosts[place][seed % Math.max(1, hosts[place].length)];
          return host ? [{ snippet: id, place, host, seed }] : [];
        },
      ),
    ),
  );
}

async function measurePlanted(
  benign: readonly Run[],
  options: RobustnessOptions,
): Promise<FindingLines['planted']> {
  const plans = plan(benign);
  const placed: Placed[] = [];
  const votes: Vote[] = [];
  let done = 0;
  await workWithChildren(plans, options, async ({ snippet, place, host, seed }, index, ask: Ask) => {
    const { name, version, filename, fold } = host;
    const rework = { kind: 'plant', snippet, place, seed } as const;
    const task = { id: index, bytes: await host.load(), name, version, filename, fold, rework, host: null };
    const answer = await ask(task, 'benign');
    options.onProgress(++done, plans.length);
    const reworked = 'reworked' in answer ? answer.reworked : null;
    if (!reworked?.judged || !reworked.planted) return;
    const score = scoreOf(reworked.judged);
    votes.push({ family: snippet, weight: 1, score });
    const strongest = strongestOf(reworked.judged);
    if (score <= DEFAULT_OVER || !strongest) return;
    const { first, last, lines } = reworked.planted;
    placed.push({
      family: snippet,
      stage: strongest.stage,
      distance: distanceTo(strongest, reworked.planted),
      chance: (last - first + 1) / lines,
    });
  });
  return {
    snippets: new Set(votes.map(({ family }) => family)).size,
    detected: byFamily(votes, DEFAULT_OVER),
    all: reportOf(placed),
    byStage: Object.fromEntries(
      STAGES.map((stage) => [stage, reportOf(placed.filter((one) => one.stage === stage))]),
    ) as Record<Stage, LineReport>,
  };
}

async function measureCopies(copies: readonly Copy[], options: RobustnessOptions): Promise<LineReport> {
  const detected = copies.filter(({ run }) => voteOf(run, 'blind').score > DEFAULT_OVER);
  const placed: Placed[] = [];
  await workWithChildren(detected, options, async ({ run, original }, index, ask) => {
    const strongest = strongestOf(judgedOf(run, 'blind'));
    if (!strongest) return;
    const { name, version, filename, family, fold } = run.sample;
    const { file, line, stage } = strongest;
    // A wheel has no setup script that a copy's could be held against.
    if (file === 'setup.py' && original.filename.endsWith('.whl')) return;
    const from = { bytes: await original.load(), name: original.name, filename: original.filename };
    const bytes = await run.sample.load();
    const task = {
      id: index,
      bytes,
      name,
      version,
      fold,
      filename,
      original: from,
      file: file ?? '',
      line: line ?? 0,
    };
    const answer = await ask(task, 'malicious');
    const witness: Witness = 'witness' in answer ? answer.witness : { distance: null, changedShare: 0 };
    const distance = file === null || line === null ? null : witness.distance;
    placed.push({ family, stage, distance, chance: witness.changedShare });
  });
  return reportOf(placed);
}

/** Measures whether the strongest finding of a detected package lies on a malicious line; blind. */
export async function measureFindingLines(
  copies: readonly Copy[],
  benign: readonly Run[],
  options: RobustnessOptions,
): Promise<FindingLines> {
  return {
    planted: await measurePlanted(benign, options),
    copies: await measureCopies(copies, options),
  };
}
