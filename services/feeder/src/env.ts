import { parseEnv, runtimeEnvSchema } from '@weir/runtime';
import { z } from 'zod';

const base = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

const feederFields = z.object({
  WEIR_NPM_FEED_URL: base.optional(),
  WEIR_NPM_DOCUMENTS_URL: base.optional(),
  /** Shortest pause between two looks at the feed's head, in milliseconds. */
  WEIR_POLL_MS: z.coerce.number().int().min(100).max(600_000).optional(),
  WEIR_REQUESTS_PER_MONTH: z.coerce.number().int().positive().optional(),
});

/** What the feeder reads. Feed and documents must be of one registry: both are set, or neither. */
export const feederEnvSchema = feederFields.refine(
  (env) => (env.WEIR_NPM_FEED_URL === undefined) === (env.WEIR_NPM_DOCUMENTS_URL === undefined),
  {
    path: ['WEIR_NPM_FEED_URL'],
    message: 'set WEIR_NPM_FEED_URL and WEIR_NPM_DOCUMENTS_URL together: they must be of one registry',
  },
);
export type FeederEnv = z.infer<typeof feederEnvSchema>;

/** Reads {@link FeederEnv}. Throws `ENV_INVALID`, not retriable, naming the variables. */
export function readFeederEnv(): FeederEnv {
  return parseEnv(feederEnvSchema);
}

const processFields = runtimeEnvSchema.extend({
  DATABASE_URL: z
    .string({ error: 'the feeder alone needs a database: postgres://USER:PASSWORD@HOST:PORT/DATABASE' })
    .regex(/^postgres(?:ql)?:\/\//, 'write postgres://USER:PASSWORD@HOST:PORT/DATABASE'),
  /** `host:port[,host:port]`; unset: the embedded queue in the same database. */
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .optional(),
  WEIR_HTTP_HOST: z.string().default('127.0.0.1'),
  WEIR_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(7_071),
});

/** What the feeder reads when it runs alone, besides {@link FeederEnv}. */
export type FeederProcessEnv = z.infer<typeof processFields>;

/** Reads {@link FeederProcessEnv}. Throws `ENV_INVALID`, not retriable, naming the variables and no value. */
export function readFeederProcessEnv(): FeederProcessEnv {
  return parseEnv(processFields);
}
