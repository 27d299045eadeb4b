import { followedEnvSchema, requirePair } from '@weir/platform';
import { parseEnv } from '@weir/runtime';
import { z } from 'zod';

/** What the feeder reads besides the platform's. */
export const feederEnvSchema = requirePair(
  followedEnvSchema.extend({
    /** Daily reconciliation with all names of the registry: `on` or `off`. */
    WEIR_SWEEP: z.enum(['on', 'off']).optional(),
    /** Whether the first look at a change asks the CDN (`edge`) or past it (`origin`). */
    WEIR_NPM_FIRST_LOOK: z.enum(['edge', 'origin']).optional(),
    /** `name=hours,name=hours`: packages that are published at least that often. */
    WEIR_NPM_CANARIES: z
      .string()
      .regex(/^[^=,\s]+=\d+(?:\.\d+)?(?:,[^=,\s]+=\d+(?:\.\d+)?)*$/, 'write NAME=HOURS, separated by commas')
      .optional(),
    /** The platform's: without it Weir has its own small Postgres, and sweeps are off unless they are asked for. */
    DATABASE_URL: z.string().optional(),
    /** Shortest pause between two looks at the head of a feed, in milliseconds: PyPI's, and npm's. */
    WEIR_PYPI_POLL_MS: z.coerce.number().int().min(100).max(600_000).optional(),
    /** Questions a minute after young and popular projects of PyPI; a part of the month's requests when absent. */
    WEIR_PYPI_WATCH_PER_MINUTE: z.coerce.number().int().min(0).max(100_000).optional(),
    /** The XML-RPC journal of PyPI as a third source: `on` only after asking PyPI's admins. */
    WEIR_PYPI_JOURNAL: z.enum(['on', 'off']).optional(),
    WEIR_POLL_MS: z.coerce.number().int().min(100).max(600_000).optional(),
  }),
);
export type FeederEnv = z.infer<typeof feederEnvSchema>;

/** Reads {@link FeederEnv}. Throws `ENV_INVALID`, not retriable, naming the variables. */
export function readFeederEnv(): FeederEnv {
  return parseEnv(feederEnvSchema);
}
