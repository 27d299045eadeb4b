import { parseEnv, type RuntimeEnv, runtimeEnvSchema } from '@weir/runtime';
import { z } from 'zod';

/** Default port of `/livez`, `/readyz`, `/metrics`, `/version`. */
const HTTP_PORT_DEFAULT = 7071;

/** The schema of {@link PlatformEnv}. */
export const platformEnvSchema = runtimeEnvSchema.extend({
  /** Postgres of your own; unset: Weir starts one below its data folder. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, 'write postgres://USER:PASSWORD@HOST:PORT/DATABASE')
    .optional(),
  /** Kafka of your own, `host:port[,host:port]`; unset: the embedded queue in Postgres. */
  KAFKA_BROKERS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((broker) => broker.trim())
        .filter((broker) => broker !== ''),
    )
    .optional(),
  /** Before every topic's name: several installations, or tests, on one Kafka. */
  WEIR_KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'use letters, digits, dots, dashes and underscores')
    .optional(),
  /** Days for which new and changed files of releases are kept; those of releases above benign stay. */
  WEIR_KEEP_FILES_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
  /** GiB that these files may take up at rest, all together; the oldest go first. 0 keeps none. */
  WEIR_KEEP_FILES_GIB: z.coerce.number().min(0).max(1_000_000).default(20),
  WEIR_HTTP_HOST: z.string().default('127.0.0.1'),
  WEIR_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(HTTP_PORT_DEFAULT),
});

/** What every command that needs a database or a bus reads. */
export type PlatformEnv = RuntimeEnv & z.infer<typeof platformEnvSchema>;

/** Reads and checks {@link PlatformEnv}. Throws `ENV_INVALID`, not retriable, naming the variables and no value. */
export function readPlatformEnv(): PlatformEnv {
  return parseEnv(platformEnvSchema);
}
