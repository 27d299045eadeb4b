import { connect } from 'node:net';
import { yaraEngine } from '@weir/analysis';
import { describeError } from '@weir/model';
import { openRecord, type PlatformConfig, type ProcessDeps } from '@weir/platform';
import type { Check, Finding } from './check.ts';

/** The database: reached, at this version, and what waits in it for a person. */
export function databaseCheck(config: PlatformConfig, deps: ProcessDeps): Check {
  return {
    name: 'postgres',
    async look(): Promise<Finding> {
      try {
        await using record = await openRecord(config, deps);
        await record.store.ping();
        const stats = await record.store.stats();
        const says = `${record.label}: ${stats.releases} releases, ${stats.analyses} analyses, ${stats.parked} parked, ${stats.gaps} gaps`;
        return stats.parked > 0
          ? { state: 'warn', says, todo: '`weir parked ls` shows what needs a person' }
          : { state: 'ok', says };
      } catch (error) {
        return {
          state: 'fail',
          says: describeError(error, 300),
          todo:
            config.databaseUrl === null
              ? `look into ${config.dataDir}, or give a Postgres of yours in DATABASE_URL`
              : 'check DATABASE_URL and that its user may create tables',
        };
      }
    },
  };
}

async function reach(broker: string, signal: AbortSignal): Promise<void> {
  const at = broker.lastIndexOf(':');
  const socket = connect({ host: broker.slice(0, at), port: Number(broker.slice(at + 1)), signal });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  }).finally(() => socket.destroy());
}

/** The bus: each Kafka broker accepts a connection, or the embedded queue serves. */
export function busCheck(config: PlatformConfig): Check {
  return {
    name: 'bus',
    async look(signal): Promise<Finding> {
      const brokers = config.kafkaBrokers;
      if (brokers === null)
        return { state: 'ok', says: 'embedded queue in Postgres (KAFKA_BROKERS names a Kafka of yours)' };
      const answers = await Promise.all(
        brokers.map((broker) =>
          reach(broker, signal).then(
            () => null,
            (error: unknown) => `${broker}: ${describeError(error, 100)}`,
          ),
        ),
      );
      const silent = answers.filter((answer) => answer !== null);
      if (silent.length === 0)
        return { state: 'ok', says: `Kafka ${brokers.join(', ')} accepts connections` };
      return {
        state: silent.length < brokers.length ? 'warn' : 'fail',
        says: silent.join('; '),
        todo: 'start the broker, or unset KAFKA_BROKERS to use the embedded queue',
      };
    },
  };
}

/** The engine for YARA rules. Without it everything else works, and verdicts carry another ruleset version. */
export const yaraCheck: Check = {
  name: 'yara',
  async look(): Promise<Finding> {
    const { version, problem } = yaraEngine();
    return version === null
      ? {
          state: 'warn',
          says: `no YARA rule is asked here: ${problem}`,
          todo: 'run `npm ci` without --omit=optional; the engine comes for Linux (x64, glibc) and macOS',
        }
      : { state: 'ok', says: `@litko/yara-x ${version} (\`weir rules\` lists the rules)` };
  },
};

/** Where alerts go. The webhook's address is a secret and stays out of the text. */
export function alertsCheck(configured: readonly string[]): Check {
  return {
    name: 'alerts',
    look: async () =>
      configured.includes('terminal')
        ? { state: 'ok', says: 'in the terminal (WEIR_SLACK_WEBHOOK_URL sends them to Slack)' }
        : { state: 'ok', says: configured.join(', ') },
  };
}
