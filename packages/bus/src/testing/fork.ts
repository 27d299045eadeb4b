import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Forks `stuck-process.ts`; resolves when it has a message in hand. */
export async function forkStuckProcess(args: readonly string[]): Promise<{ kill(): Promise<void> }> {
  const script = fileURLToPath(new URL('./stuck-process.ts', import.meta.url));
  const child = fork(script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
  if (message !== 'in hand') throw new Error(`the process ended before it had a message: ${String(message)}`);
  return {
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
