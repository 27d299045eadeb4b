import { access, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { AppError, type Artifact } from '@weir/model';
import type { AnalysisPool, AnalysisPoolOptions, AnalysisRequest, ArtifactAnalysis } from './api.ts';
import { type AnalysisChild, startChild, type TaskEnd } from './child-process.ts';
import { createCompiledShare, findCompiledRoot } from './compiled.ts';
import { inputError, isDirectory, measureFile } from './digest.ts';
import { createFactsStore } from './facts-cache-store.ts';
import { failedResult } from './failed-result.ts';
import { type Isolation, probeIsolation } from './isolation.ts';
import { FACTS_STORE_BYTES_MAX, LINEAR_DEADLINE_MS } from './limits.ts';
import type { ChildTask } from './protocol.ts';
import { computeEngineVersion, computeRulesetVersion, rulesetVersionOf } from './ruleset.ts';

/** Tests replace the entry of the children to see them crash, hang and swell. */
export interface PoolOverrides {
  readonly entry?: URL;
  readonly rulesetVersion?: string;
  /** Where scratch folders of children are made; the system's temporary folder when absent. */
  readonly scratchRoot?: string;
  /** What the system gives when absent. */
  readonly isolation?: Isolation;
  /** Where compiled code for children is kept; beside that of this program when absent. */
  readonly compiledRoot?: string;
  /** Told of each child that is started. */
  readonly onChild?: (pid: number) => void;
  /** Told of the most memory that a child has had, in bytes, whenever a task of it ends; Linux only. */
  readonly onPeakRss?: (bytes: number) => void;
}

/** A first try and one retry, in a fresh child; what ran out of time once would only do so again. */
const ATTEMPTS_MAX = 2;
/**
 * A child is replaced after so many artifacts: leaks of one cannot pile up. A new one costs about a second of processor
 * time to start, and twice that until its code is compiled; memory is what the guard looks after.
 */
const TASKS_PER_CHILD = 5_000;

/** What the registry says that the bytes belong to; what they say of themselves decides nothing here. */
function packageKey({ context }: AnalysisRequest): string | null {
  return context && `${context.release.registry}/${context.release.name}`;
}

/** Identity of a file: measured, or of a part as the registry declares it. */
async function measureRequest({ path, part }: AnalysisRequest): Promise<Artifact> {
  if (!part) return measureFile(path);
  return { sha256: part.sha256, sizeBytes: (await stat(path)).size, digests: {} };
}

interface Slot {
  readonly child: AnalysisChild;
  tasks: number;
  idleTimer: NodeJS.Timeout | undefined;
}

/**
 * Analyses artifacts in child processes that start on demand and end after `idleMs`; see api.ts for the contract and
 * infra/adr/005-analysis-isolation.md for why processes.
 */
export function createAnalysisPool(
  options: AnalysisPoolOptions,
  overrides: PoolOverrides = {},
): AnalysisPool {
  const entry = overrides.entry ?? new URL('./child.ts', import.meta.url);
  const { tier = 'live' } = options;
  const version = overrides.rulesetVersion ?? computeRulesetVersion(options.yaraRules);
  const rulesetVersion = rulesetVersionOf(version, tier);
  const isolation = (): Isolation => overrides.isolation ?? probeIsolation();
  if (options.network === 'none' && isolation().network !== 'none') {
    throw new AppError(
      'ANALYSIS_ISOLATION',
      'this system gives analysis children no network namespace of their own, and the settings require one: allow unprivileged user namespaces (kernel.unprivileged_userns_clone, AppArmor, seccomp of the container) and install util-linux, or take the setting back',
      { retriable: false },
    );
  }
  let shareCompiled: ReturnType<typeof createCompiledShare> | undefined;
  const { yaraRules = [] } = options;
  const facts =
    options.factsDir === undefined
      ? null
      : createFactsStore({
          dir: options.factsDir,
          engineVersion: computeEngineVersion(),
          bytesMax: FACTS_STORE_BYTES_MAX,
        });
  const idle: Slot[] = [];
  const children = new Set<AnalysisChild>();
  const waiting: (() => void)[] = [];
  const closed = new AbortController();
  let busy = 0;
  let nextId = 1;

  async function acquire(signal: AbortSignal): Promise<void> {
    while (busy >= options.workersMax) {
      const turn = Promise.withResolvers<void>();
      waiting.push(turn.resolve);
      const onAbort = (): void => turn.reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        await turn.promise;
      } catch (error) {
        const place = waiting.indexOf(turn.resolve);
        if (place >= 0) waiting.splice(place, 1);
        else waiting.shift()?.();
        throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    }
    busy++;
  }

  function release(): void {
    busy--;
    waiting.shift()?.();
  }

  function takeSlot(): Slot {
    for (let slot = idle.pop(); slot; slot = idle.pop()) {
      clearTimeout(slot.idleTimer);
      if (slot.child.alive) return slot;
      retire(slot);
    }
    shareCompiled ??= createCompiledShare(overrides.compiledRoot ?? findCompiledRoot(), {
      version,
      memoryMbMax: options.memoryMbMax,
      prefix: isolation().prefix,
    });
    const child = startChild({
      entry,
      memoryMbMax: options.memoryMbMax,
      scratchRoot: overrides.scratchRoot ?? tmpdir(),
      isolation: isolation(),
      shareCompiled,
      background: tier === 'slow',
      onPeakRss: overrides.onPeakRss,
      ...(yaraRules.length > 0 ? { setup: { kind: 'setup' as const, yaraRules } } : {}),
    });
    children.add(child);
    if (child.pid !== undefined) overrides.onChild?.(child.pid);
    return { child, tasks: 0, idleTimer: undefined };
  }

  function retire(slot: Slot): void {
    clearTimeout(slot.idleTimer);
    void slot.child.kill().finally(() => children.delete(slot.child));
  }

  function giveBack(slot: Slot): void {
    if (!slot.child.alive || slot.tasks >= TASKS_PER_CHILD || closed.signal.aborted) {
      retire(slot);
      return;
    }
    slot.idleTimer = setTimeout(() => {
      idle.splice(idle.indexOf(slot), 1);
      retire(slot);
    }, options.idleMs);
    slot.idleTimer.unref();
    idle.push(slot);
  }

  async function attempt(
    request: AnalysisRequest,
    pass: ChildTask['pass'],
    signal: AbortSignal,
  ): Promise<TaskEnd> {
    const slot = takeSlot();
    slot.tasks++;
    try {
      const key = packageKey(request);
      const factsPath = key === null || !facts ? null : facts.pathOf(key);
      const task = { id: nextId++, request, rulesetVersion, factsPath, tier, pass };
      const deadlineMs =
        pass === 'full' ? options.deadlineMs : Math.min(LINEAR_DEADLINE_MS, options.deadlineMs);
      const end = await slot.child.run(task, deadlineMs, signal);
      if (key !== null && end.kind === 'done' && end.facts) await facts?.put(key, end.facts);
      return end;
    } finally {
      giveBack(slot);
    }
  }

  /** What the cheap pass finds in place of a killed analysis, in a fresh child; null when it found no time to tell. */
  async function passLinearly(
    request: AnalysisRequest,
    signal: AbortSignal,
  ): Promise<ArtifactAnalysis | null> {
    const end = await attempt(request, 'linear', signal);
    if (end.kind === 'done') return end.result;
    return end.kind === 'failed' ? null : end.partial;
  }

  async function analyzeInSlot(request: AnalysisRequest, signal: AbortSignal): Promise<ArtifactAnalysis> {
    const failures: Exclude<TaskEnd, { kind: 'done' }>[] = [];
    const startedMs = performance.now();
    while (failures.length < ATTEMPTS_MAX) {
      const end = await attempt(request, 'full', signal);
      if (end.kind === 'done') return end.result;
      if (end.kind === 'failed' && end.code === 'ANALYSIS_INPUT') {
        throw new AppError(end.code, end.message, { retriable: false, fields: { path: request.path } });
      }
      failures.push(end);
      if (end.kind === 'timeout') break;
    }
    const linear = await passLinearly(request, signal);
    const directory = await isDirectory(request.path);
    return failedResult({
      failures,
      linear,
      artifact: linear?.artifact ?? (directory ? null : await measureRequest(request)),
      filename: request.filename,
      rulesetVersion,
      elapsedMs: performance.now() - startedMs,
    });
  }

  return {
    rulesetVersion,
    async analyze(request, callerSignal) {
      const signal = AbortSignal.any([callerSignal, closed.signal]);
      signal.throwIfAborted();
      try {
        await access(request.path);
      } catch (cause) {
        throw inputError(request.path, cause);
      }
      await acquire(signal);
      try {
        return await analyzeInSlot(request, signal);
      } finally {
        release();
      }
    },
    async [Symbol.asyncDispose]() {
      closed.abort(new AppError('ANALYSIS_CLOSED', 'the analysis pool is closed', { retriable: true }));
      for (const slot of idle.splice(0)) clearTimeout(slot.idleTimer);
      await Promise.all([...children].map((child) => child.kill()));
    },
  };
}
