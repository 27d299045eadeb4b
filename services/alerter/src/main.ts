/**
 * The alerter alone: `node services/alerter/src/main.ts`. Takes verdicts from Kafka when KAFKA_BROKERS is set, else
 * from the embedded queue in the database.
 */
import { armFailpoints, createLogger, runProgram, systemClock } from '@weir/runtime';
import { readAlerterEnv } from './env.ts';
import { startAlerterProgram } from './program.ts';

const env = readAlerterEnv();
// stdout is the terminal channel's: logs go to stderr.
const logger = createLogger({ service: 'alerter', level: env.WEIR_LOG_LEVEL, fd: 2 });
const failpoints = armFailpoints(env.WEIR_FAILPOINTS, env.WEIR_FAILPOINT_LOG);
const deps = { clock: systemClock, random: Math.random, logger, failpoints };
process.exitCode = await runProgram(logger, (signal) => startAlerterProgram(env, deps, signal));
