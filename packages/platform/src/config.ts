import { join } from 'node:path';
import type { PlatformEnv } from './env.ts';

/** How long new and changed files of releases are kept, and how many. */
export interface RetentionConfig {
  readonly days: number;
  /** At rest, all files that are not held for a verdict. */
  readonly bytesMax: number;
  /** At rest, of one day (UTC): a flood must not push out the rest of the month. */
  readonly dayBytesMax: number;
}

/** What the parts are built from; every default and unit of the platform is here. */
export interface PlatformConfig {
  /** Absolute path of everything that Weir keeps on this machine. */
  readonly dataDir: string;
  readonly evidenceDir: string;
  readonly spoolDir: string;
  /** Null: Weir starts its own Postgres below `dataDir`. */
  readonly databaseUrl: string | null;
  /** Null: the embedded queue. */
  readonly kafkaBrokers: readonly string[] | null;
  readonly kafkaTopicPrefix: string;
  readonly poolMax: number;
  /** How long a dead process keeps its messages on the embedded queue; absent: the queue's own choice. */
  readonly busLeaseMs?: number;
  readonly retention: RetentionConfig;
  readonly http: { readonly host: string; readonly port: number };
}

/** Connections of one process: its loops and handlers together; Postgres allows 100 by default. */
const POOL_MAX = 12;

/** A day's part of all that may be kept. */
const DAY_SHARE = 0.1;

/** Decides what the platform is made of. Pure. */
export function configurePlatform(env: PlatformEnv, dataDir: string): PlatformConfig {
  const brokers = env.KAFKA_BROKERS ?? [];
  const bytesMax = env.WEIR_KEEP_FILES_GIB * 1024 ** 3;
  return {
    dataDir,
    evidenceDir: join(dataDir, 'evidence'),
    spoolDir: join(dataDir, 'spool'),
    databaseUrl: env.DATABASE_URL ?? null,
    kafkaBrokers: brokers.length > 0 ? brokers : null,
    kafkaTopicPrefix: env.WEIR_KAFKA_TOPIC_PREFIX ?? '',
    poolMax: POOL_MAX,
    retention: { days: env.WEIR_KEEP_FILES_DAYS, bytesMax, dayBytesMax: bytesMax * DAY_SHARE },
    http: { host: env.WEIR_HTTP_HOST, port: env.WEIR_HTTP_PORT },
  };
}
