import type { ChannelEnv } from '@weir/alerts';
import { parseEnv, type RuntimeEnv, runtimeEnvSchema } from '@weir/runtime';
import { z } from 'zod';

const alerterEnvSchema = runtimeEnvSchema.extend({
  DATABASE_URL: z
    .string({ error: 'the alerter alone needs a database: postgres://USER:PASSWORD@HOST:PORT/DATABASE' })
    .regex(/^postgres(?:ql)?:\/\//, 'write postgres://USER:PASSWORD@HOST:PORT/DATABASE'),
  /** `host:port[,host:port]`; unset: the embedded queue in the same database. */
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .optional(),
  WEIR_HTTP_HOST: z.string().default('127.0.0.1'),
  WEIR_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(7073),
});

/** What the alerter reads when it runs alone. */
export type AlerterEnv = RuntimeEnv & z.infer<typeof alerterEnvSchema>;

/** Reads and checks {@link AlerterEnv}. Throws `ENV_INVALID`, not retriable, naming the variables and no value. */
export function readAlerterEnv(): AlerterEnv {
  return parseEnv(alerterEnvSchema);
}

/** Weir's own variables, for the channels to find theirs; they hold secrets (the webhook's address). */
export function readChannelEnv(): ChannelEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('WEIR_')));
}
