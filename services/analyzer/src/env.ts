import { followedEnvSchema, requirePair } from '@weir/platform';
import { parseEnv } from '@weir/runtime';
import { z } from 'zod';

const analyzerEnvSchema = requirePair(
  followedEnvSchema.extend({
    /** Analysing child processes at most. */
    WEIR_WORKERS: z.coerce.number().int().min(1).max(256).optional(),
  }),
);

/** What the analyzer reads besides the platform's. */
export type AnalyzerEnv = z.infer<typeof analyzerEnvSchema>;

/** Reads {@link AnalyzerEnv}. Throws `ENV_INVALID`, not retriable, naming the variables. */
export function readAnalyzerEnv(): AnalyzerEnv {
  return parseEnv(analyzerEnvSchema);
}
