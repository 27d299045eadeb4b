import { parseEnv } from '@weir/runtime';
import { z } from 'zod';

const base = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** What the feeder reads. Feed and documents must be of one registry: both are set, or neither. */
export const feederEnvSchema = z
  .object({
    WEIR_NPM_FEED_URL: base.optional(),
    WEIR_NPM_DOCUMENTS_URL: base.optional(),
    /** Shortest pause between two looks at the feed's head, in milliseconds. */
    WEIR_POLL_MS: z.coerce.number().int().min(100).max(600_000).optional(),
    WEIR_REQUESTS_PER_MONTH: z.coerce.number().int().positive().optional(),
  })
  .refine((env) => (env.WEIR_NPM_FEED_URL === undefined) === (env.WEIR_NPM_DOCUMENTS_URL === undefined), {
    path: ['WEIR_NPM_FEED_URL'],
    message: 'set WEIR_NPM_FEED_URL and WEIR_NPM_DOCUMENTS_URL together: they must be of one registry',
  });
export type FeederEnv = z.infer<typeof feederEnvSchema>;

/** Reads {@link FeederEnv}. Throws `ENV_INVALID`, not retriable, naming the variables. */
export function readFeederEnv(): FeederEnv {
  return parseEnv(feederEnvSchema);
}
