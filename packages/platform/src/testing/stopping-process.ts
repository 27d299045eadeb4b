/**
 * A program for run-until-stopped.test.ts. Its argument says how it behaves: `drains` until its stdin ends, `crashes`,
 * or `start-fails`.
 */
import { silentLogger } from '@weir/runtime';
import { runUntilStopped } from '../run-until-stopped.ts';

const [behaviour] = process.argv.slice(2);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const hooks = {
  onStopping: (): void => say('stopping'),
  onFailure: (error: unknown): void => say(`failed: ${String(error)}`),
};
process.exitCode = await runUntilStopped(silentLogger, hooks, async () => {
  if (behaviour === 'start-fails') throw new Error('no database');
  const inputEnded = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).resume();
  });
  say('started');
  return {
    ...(behaviour === 'crashes' ? { stopped: Promise.reject(new Error('a bug')) } : {}),
    resources: {
      async [Symbol.asyncDispose]() {
        await inputEnded;
        say('drained');
      },
    },
  };
});
