import { fork } from 'node:child_process';
import { once } from 'node:events';
import { inheritedEnv } from './env.ts';

/** A process of ours that talks over IPC. Disposal ends it. */
export interface Child<Message> extends AsyncDisposable {
  readonly pid: number;
  send(order: object): void;
  /** The next message, also one that came before it was asked for. Rejects when the process ends without it. */
  next(): Promise<Message>;
  /** Settles when the process has ended. */
  readonly ended: Promise<unknown>;
}

/** Starts `entry` with `options` as JSON in its first argument; `flags` are Node's. */
export function forkChild<Message>(
  entry: string,
  options: object,
  flags: readonly string[] = [],
): Child<Message> {
  const child = fork(entry, [JSON.stringify(options)], { env: inheritedEnv(), execArgv: [...flags] });
  const messages: Message[] = [];
  child.on('message', (message) => messages.push(message as Message));
  const exit = once(child, 'exit');
  return {
    pid: child.pid ?? -1,
    send: (order) => void child.send(order),
    ended: exit,
    async next() {
      for (;;) {
        const message = messages.shift();
        if (message !== undefined) return message;
        const ended = await Promise.race([once(child, 'message').then(() => false), exit.then(() => true)]);
        if (ended && messages.length === 0) throw new Error(`${entry} ended before it answered`);
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
