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
  /** Kills the process as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when the process ended by itself. */
  readonly ended: Promise<unknown>;
}

/** Starts a consumer in a process of its own; resolves when it has a message in hand. */
export async function forkWorker(spec: WorkerSpec): Promise<Worker> {
  const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const child = fork(script, [JSON.stringify(spec)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ended = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  if (message !== 'in hand') throw new Error(`the process ended before it had a message: ${String(message)}`);
  return {
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
