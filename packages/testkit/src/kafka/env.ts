import { parseEnv } from '@weir/runtime';
import { z } from 'zod';

const schema = z.object({
  /** Comma-separated `host:port`: use this broker instead of starting one. */
  KAFKA_BROKERS: z.string().optional(),
  /** Set by CI: a missing broker is then a failure. */
  CI: z.string().optional(),
  /** Where downloaded jars are kept; default `~/.cache/weir`. */
  WEIR_CACHE: z.string().optional(),
  HOME: z.string().optional(),
});
export type KafkaEnv = z.infer<typeof schema>;

/** Reads the harness' variables. Throws AppError `ENV_INVALID`, not retriable. */
export function readKafkaEnv(): KafkaEnv {
  return parseEnv(schema);
}
