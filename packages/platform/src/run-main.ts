import { describeError } from '@weir/model';

/**
 * The body of a `main.ts`: the process ends with the exit code of `run`. What `run` throws, wrong settings above all,
 * is said on stderr without a stack, and the exit code is 1.
 */
export async function runMain(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    console.error(describeError(error, 2_000));
    process.exitCode = 1;
  }
}
