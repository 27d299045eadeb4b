import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@weir/model';
import { startBroker } from './broker.ts';
import { type KafkaEnv, readKafkaEnv } from './env.ts';
import { brokerVersion, resolveJars } from './jars.ts';

const run = promisify(execFile);
const START_ATTEMPTS = 3;

/** A broker for tests: somebody's own (`KAFKA_BROKERS`), or one that we started and stop. */
export interface KafkaHarness extends AsyncDisposable {
  readonly brokers: string[];
  /** `4.4.0`, or `given` for a broker that we did not start. */
  readonly version: string;
  /** True when this harness started the broker. */
  readonly owned: boolean;
}

async function missingTools(): Promise<string[]> {
  const tools = [
    ['java', '-version'],
    ['mvn', '-v'],
  ] as const;
  const answers = await Promise.all(
    tools.map(([tool, flag]) =>
      run(tool, [flag]).then(
        () => null,
        () => tool,
      ),
    ),
  );
  return answers.filter((tool) => tool !== null);
}

/** Says which broker a run uses; one line on standard error, so that results on standard output stay clean. */
function announce(harness: KafkaHarness): KafkaHarness {
  const origin = harness.owned ? 'started by the tests' : 'given by KAFKA_BROKERS';
  process.stderr.write(`Kafka broker: ${harness.version} at ${harness.brokers.join(',')} (${origin})\n`);
  return harness;
}

async function startOwn(env: KafkaEnv): Promise<KafkaHarness> {
  const missing = await missingTools();
  if (missing.length > 0) {
    throw new AppError(
      'KAFKA_TOOLS_MISSING',
      `no Kafka for the tests: ${missing.join(' and ')} not found. Install Java 17 or newer and Maven ` +
        '(Debian: apt-get install openjdk-17-jre-headless maven), or set KAFKA_BROKERS to a broker of yours.',
      { retriable: false },
    );
  }
  const version = await brokerVersion();
  const cacheDir = env.WEIR_CACHE ?? join(env.HOME ?? '/tmp', '.cache', 'weir');
  const jarsDir = await resolveJars(cacheDir, version);
  // A free port can be taken between the look and the bind.
  for (let attempt = 1; ; attempt++) {
    try {
      const broker = await startBroker(jarsDir);
      return {
        brokers: [broker.address],
        version,
        owned: true,
        [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
      };
    } catch (error) {
      if (attempt >= START_ATTEMPTS) throw error;
    }
  }
}

/**
 * The tests' Kafka: `KAFKA_BROKERS` if set, else Apache Kafka itself, started on loopback. Prints which one.
 * @throws AppError `KAFKA_TOOLS_MISSING` (not retriable) without Java or Maven, `KAFKA_JARS` and `KAFKA_START`
 *   (retriable).
 */
export async function startKafka(): Promise<KafkaHarness> {
  const env = readKafkaEnv();
  if (env.KAFKA_BROKERS === undefined) return announce(await startOwn(env));
  const brokers = env.KAFKA_BROKERS.split(',').map((broker) => broker.trim());
  return announce({ brokers, version: 'given', owned: false, [Symbol.asyncDispose]: async () => {} });
}
