import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnalysisResult } from '@weir/model';
import { watchDeadline } from './deadline.ts';
import { childEnv } from './env.ts';
import { MEMORY_SIGNAL } from './guard.ts';
import type { Isolation } from './isolation.ts';
import type { ChildAnswer, ChildSetup, ChildTask } from './protocol.ts';
import { readPeakRssBytes, readRssBytes } from './rss.ts';
import { v8FlagsFor } from './v8-flags.ts';

/** How a task ended when the child did not answer it. */
export interface ChildFailure {
  readonly kind: 'crash' | 'timeout' | 'memory';
  readonly detail: string;
}

/** `partial`: what the child had told before it ended without an answer. */
export type TaskEnd =
  | Exclude<ChildAnswer, { kind: 'ready' | 'partial' }>
  | (ChildFailure & { readonly partial: AnalysisResult | null });

export interface ChildOptions {
  readonly entry: URL;
  readonly memoryMbMax: number;
  readonly scratchRoot: string;
  readonly isolation: Isolation;
  /** Puts compiled code into the scratch folder and tells where, or null (compiled.ts). */
  readonly shareCompiled: (scratchDir: string) => string | null;
  /** Work that must not delay other work: the child gets the processor when nobody else wants it. */
  readonly background: boolean;
  /** Told of the most memory that the child has had, in bytes, whenever a task ends. */
  readonly onPeakRss?: ((bytes: number) => void) | undefined;
  /** Sent before the first task. */
  readonly setup?: ChildSetup;
}

/** One analysis child. It takes one task at a time; after a failure it is dead and must be replaced. */
export interface AnalysisChild {
  readonly pid: number | undefined;
  readonly alive: boolean;
  /** Settles with an answer or with why there is none; the child is killed (SIGKILL) on time and memory. */
  run(task: ChildTask, deadlineMs: number, signal: AbortSignal): Promise<TaskEnd>;
  /** Kills the child and removes its scratch folder. */
  kill(): Promise<void>;
}

/** The child's own guard looks more often (guard.ts); this is for a child whose guard cannot run. */
const WATCH_MS = 20;
/** Part of the cap at which a child is killed, so that it is not above it before the next look. */
const KILL_SHARE = 0.93;
/** A child that does not come up in this time is broken, whatever the task's own deadline. */
const START_MS_MAX = 20_000;

function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It ended at once, or the system does not let us: it is one child among others then.
  }
}

/**
 * Starts a child in an emptied environment, with a scratch folder of its own as the only place that it may write,
 * no right to start processes (Node's permission model), heap and memory caps, and behind the walls that the system
 * gives: no network, resource limits. Addons may be loaded: YARA is one, and nothing that a package brings is ever
 * loaded.
 */
export function startChild(options: ChildOptions): AnalysisChild {
  const scratchDir = mkdtempSync(join(options.scratchRoot, 'weir-analysis-'));
  const [program, ...prefix] = [...options.isolation.prefix, process.execPath];
  const rssBytesMax = Math.round(options.memoryMbMax * KILL_SHARE * 1024 * 1024);
  const compiledDir = options.shareCompiled(scratchDir);
  const child: ChildProcess = fork(fileURLToPath(options.entry), [String(rssBytesMax)], {
    env: {
      ...childEnv(scratchDir),
      ...(compiledDir === null ? {} : { NODE_COMPILE_CACHE: compiledDir }),
    },
    execPath: program,
    execArgv: [
      ...prefix,
      ...v8FlagsFor(options.memoryMbMax),
      '--disable-warning=ExperimentalWarning',
      '--permission',
      '--allow-fs-read=*',
      `--allow-fs-write=${scratchDir}`,
      '--allow-worker',
      '--allow-addons',
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // A process group of its own: a signal to the terminal's group must not end work that the parent is draining.
    detached: true,
  });
  if (options.background && child.pid !== undefined) yieldToOthers(child.pid);
  let alive = true;
  let removed: Promise<void> | undefined;
  const ready = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<ChildFailure>();

  function end(failure: ChildFailure): void {
    alive = false;
    gone.resolve(failure);
    // An orphaned spool must not outlive the child that a hostile archive killed.
    removed ??= Promise.resolve().then(() =>
      rmSync(scratchDir, { recursive: true, force: true, maxRetries: 3 }),
    );
  }
  child.once('error', (error) => end({ kind: 'crash', detail: `cannot start: ${error.message}` }));
  child.once('exit', (code, signalName) => end(failureOf(code, signalName)));
  child.on('message', (answer: ChildAnswer) => {
    if (answer.kind === 'ready') ready.resolve();
  });
  if (options.setup) child.send(options.setup);
  // An idle child does not keep the program alive; while a task runs, its timers do.
  child.unref();
  child.channel?.unref();

  function failureOf(code: number | null, signalName: NodeJS.Signals | null): ChildFailure {
    if (signalName === null) return { kind: 'crash', detail: `exit code ${code}` };
    if (signalName === MEMORY_SIGNAL) return tooMuch(rssBytesMax);
    return { kind: 'crash', detail: `signal ${signalName}` };
  }

  function tooMuch(rssBytes: number): ChildFailure {
    return {
      kind: 'memory',
      detail: `${Math.round(rssBytes / 1024 / 1024)} MiB of ${options.memoryMbMax} MiB`,
    };
  }

  function tellPeak(): void {
    const bytes = options.onPeakRss && readPeakRssBytes(child.pid);
    if (bytes) options.onPeakRss?.(bytes);
  }

  function killNow(): void {
    alive = false;
    tellPeak();
    child.kill('SIGKILL');
  }

  async function run(task: ChildTask, deadlineMs: number, signal: AbortSignal): Promise<TaskEnd> {
    signal.throwIfAborted();
    const ended = Promise.withResolvers<TaskEnd>();
    let partial: AnalysisResult | null = null;
    const startTimer = setTimeout(
      () => fail({ kind: 'timeout', detail: `did not start within ${START_MS_MAX} ms` }),
      START_MS_MAX,
    );
    let endWatch = (): void => {};
    let watch: NodeJS.Timeout | undefined;
    function lookAtMemory(): void {
      const rssBytes = readRssBytes(child.pid) ?? 0;
      if (rssBytes > rssBytesMax) fail(tooMuch(rssBytes));
      else watch = setTimeout(lookAtMemory, WATCH_MS);
    }
    function fail(failure: ChildFailure): void {
      killNow();
      ended.resolve({ ...failure, partial });
    }
    function onAbort(): void {
      killNow();
      ended.reject(signal.reason);
    }
    function onMessage(answer: ChildAnswer): void {
      if (answer.kind === 'ready' || answer.id !== task.id) return;
      if (answer.kind === 'partial') partial = answer.result;
      else ended.resolve(answer);
    }
    async function begin(): Promise<void> {
      await ready.promise;
      clearTimeout(startTimer);
      endWatch = watchDeadline(child.pid, deadlineMs, () =>
        fail({ kind: 'timeout', detail: `no result within ${deadlineMs} ms` }),
      );
      if (child.connected) {
        child.send(
          task,
          (error) => error && ended.resolve({ kind: 'crash', detail: error.message, partial }),
        );
      }
    }
    lookAtMemory();
    signal.addEventListener('abort', onAbort, { once: true });
    child.on('message', onMessage);
    void gone.promise.then((failure) => ended.resolve({ ...failure, partial }));
    void begin();
    try {
      return await ended.promise;
    } finally {
      tellPeak();
      clearTimeout(startTimer);
      endWatch();
      clearTimeout(watch);
      child.off('message', onMessage);
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    get pid() {
      return child.pid;
    },
    get alive() {
      return alive;
    },
    run,
    async kill() {
      child.ref();
      if (child.exitCode === null && child.signalCode === null) killNow();
      await gone.promise;
      await removed;
    },
  };
}
