/**
 * The feeder alone: `node services/feeder/src/main.ts`. Puts events on Kafka when KAFKA_BROKERS is set, else on the
 * embedded queue in the database.
 */
import { armFailpoints, createLogger, runProgram, systemClock } from '@weir/runtime';
import { configureFeeder } from './config.ts';
import { readFeederEnv, readFeederProcessEnv } from './env.ts';
import { startFeederProgram } from './program.ts';

const env = readFeederProcessEnv();
const config = configureFeeder(readFeederEnv());
const logger = createLogger({ service: 'feeder', level: env.WEIR_LOG_LEVEL });
const failpoints = armFailpoints(env.WEIR_FAILPOINTS, env.WEIR_FAILPOINT_LOG);
const deps = { clock: systemClock, random: Math.random, logger, failpoints };
process.exitCode = await runProgram(logger, (signal) => startFeederProgram(env, config, deps, signal));
