import { NPM_PUBLIC } from '@weir/registries';
import { parseEnv, runtimeEnvSchema } from '@weir/runtime';
import { z } from 'zod';

const analyzerEnvSchema = runtimeEnvSchema.extend({
  DATABASE_URL: z
    .string({ error: 'the analyzer alone needs a database: postgres://USER:PASSWORD@HOST:PORT/DATABASE' })
    .regex(/^postgres(?:ql)?:\/\//, 'write postgres://USER:PASSWORD@HOST:PORT/DATABASE'),
  /** `host:port[,host:port]`; unset: the embedded queue in the same database. */
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .optional(),
  /** The registry that the feeder follows: files are fetched from its origin and from no other. */
  WEIR_NPM_DOCUMENTS_URL: z.url({ protocol: /^https?$/ }).default(NPM_PUBLIC.documents),
  WEIR_REQUESTS_PER_MONTH: z.coerce.number().int().positive().optional(),
  /** Analysing child processes at most. */
  WEIR_WORKERS: z.coerce.number().int().min(1).max(256).default(2),
  WEIR_HTTP_HOST: z.string().default('127.0.0.1'),
  WEIR_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(7072),
});

/** What the analyzer reads when it runs alone. */
export type AnalyzerEnv = z.infer<typeof analyzerEnvSchema>;

/** Reads and checks {@link AnalyzerEnv}. Throws `ENV_INVALID`, not retriable, naming the variables and no value. */
export function readAnalyzerEnv(): AnalyzerEnv {
  return parseEnv(analyzerEnvSchema);
}
