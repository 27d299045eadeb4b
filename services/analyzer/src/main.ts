/**
 * The analyzer alone: `node services/analyzer/src/main.ts`. Takes releases from Kafka when KAFKA_BROKERS is set, else
 * from the embedded queue in the database.
 */
import { armFailpoints, createLogger, runProgram, systemClock } from '@weir/runtime';
import { readAnalyzerEnv } from './env.ts';
import { startAnalyzerProgram } from './program.ts';

const env = readAnalyzerEnv();
const logger = createLogger({ service: 'analyzer', level: env.WEIR_LOG_LEVEL });
const failpoints = armFailpoints(env.WEIR_FAILPOINTS, env.WEIR_FAILPOINT_LOG);
const deps = { clock: systemClock, random: Math.random, logger, failpoints };
process.exitCode = await runProgram(logger, (signal) => startAnalyzerProgram(env, deps, signal));
