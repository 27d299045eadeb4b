import { followedEnvSchema, requirePair } from '@weir/platform';
import { parseEnv } from '@weir/runtime';
import { z } from 'zod';

/** What the feeder reads besides the platform's. */
export const feederEnvSchema = requirePair(
  followedEnvSchema.extend({
    /** Shortest pause between two looks at the feed's head, in milliseconds. */
    WEIR_POLL_MS: z.coerce.number().int().min(100).max(600_000).optional(),
  }),
);
export type FeederEnv = z.infer<typeof feederEnvSchema>;

/** Reads {@link FeederEnv}. Throws `ENV_INVALID`, not retriable, naming the variables. */
export function readFeederEnv(): FeederEnv {
  return parseEnv(feederEnvSchema);
}
