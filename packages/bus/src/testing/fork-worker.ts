import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a worker process consumes, and how. */
export interface WorkerSpec {
  readonly group: string;
  readonly bus:
    | { readonly kind: 'kafka'; readonly brokers: readonly string[]; readonly topicPrefix: string }
    | {
        readonly kind: 'embedded';
        readonly databaseUrl: string;
        /** Address of the store's module. */
        readonly storeModule: string;
        readonly leaseMs?: number;
      };
  /** Each handled message is appended here as `key reason`; without it no message is ever finished. */
  readonly logFile?: string;
  /** See `armFailpoints`. */
  readonly failpoints?: string;
}

export interface Worker {
  /** Resolves when the process has subscribed; rejects when it ended before. */
  ready(): Promise<void>;
  /** Resolves when the process has, or had, a message in hand; rejects when it ended before. */
  inHand(): Promise<void>;
  /** Kills the process as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when the process ended by itself. */
  readonly ended: Promise<unknown>;
}

/** Starts a consumer in a process of its own. */
export function forkWorker(spec: WorkerSpec): Worker {
  const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const child = fork(script, [JSON.stringify(spec)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ended = once(child, 'exit');
  const heard = new Set<unknown>();
  child.on('message', (message) => heard.add(message));
  async function hear(word: string): Promise<void> {
    while (!heard.has(word)) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`worker ended, not ${word}`);
      await Promise.race([once(child, 'message'), ended]);
    }
  }
  return {
    ended,
    ready: () => hear('ready'),
    inHand: () => hear('in hand'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
