/**
 * The alerter alone: `node services/alerter/src/main.ts`. Takes verdicts from Kafka when KAFKA_BROKERS is set, else
 * from the embedded queue in the database.
 */
import { describeError } from '@weir/model';
import { armFailpoints, createLogger, runProgram, systemClock } from '@weir/runtime';
import { readAlerterEnv } from './env.ts';
import { startAlerterProgram } from './program.ts';

/** Returns the exit code: 0 after a clean stop, 1 after a crash, 2 for wrong settings. */
async function main(): Promise<number> {
  let settings: ReturnType<typeof readSettings>;
  try {
    settings = readSettings();
  } catch (error) {
    console.error(describeError(error, 2000));
    return 2;
  }
  const { env, ...deps } = settings;
  return runProgram(deps.logger, (signal) => startAlerterProgram(env, deps, signal));
}

function readSettings() {
  const env = readAlerterEnv();
  return {
    env,
    clock: systemClock,
    random: Math.random,
    // stdout is the terminal channel's: logs go to stderr.
    logger: createLogger({ service: 'alerter', level: env.WEIR_LOG_LEVEL, fd: 2 }),
    failpoints: armFailpoints(env.WEIR_FAILPOINTS, env.WEIR_FAILPOINT_LOG),
  };
}

process.exitCode = await main();
