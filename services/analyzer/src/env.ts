import { followedEnvSchema } from '@weir/platform';
import { parseEnv } from '@weir/runtime';
import { z } from 'zod';

/** What the analyzer reads besides the platform's. It needs no feed, but one of another registry is a mistake. */
export const analyzerEnvSchema = followedEnvSchema
  .extend({
    /** Analysing child processes at most. */
    WEIR_WORKERS: z.coerce.number().int().min(1).max(256).optional(),
    /** Of wheels over so many MiB only the members that can run are fetched, by HTTP ranges. */
    WEIR_WHEEL_PARTS_ABOVE_MIB: z.coerce.number().int().min(1).max(1024).optional(),
    /** `none`: start only where analysing children get no network at all; `any` (default): where the system gives it. */
    WEIR_WORKER_NETWORK: z.enum(['any', 'none']).optional(),
    /** Folder of YARA rules that are asked besides Weir's own. */
    WEIR_YARA_RULES: z.string().optional(),
  })
  .refine((env) => env.WEIR_NPM_FEED_URL === undefined || env.WEIR_NPM_DOCUMENTS_URL !== undefined, {
    path: ['WEIR_NPM_DOCUMENTS_URL'],
    message: 'set it together with WEIR_NPM_FEED_URL: they must be of one registry',
  });

export type AnalyzerEnv = z.infer<typeof analyzerEnvSchema>;

/** Reads {@link AnalyzerEnv}. Throws `ENV_INVALID`, not retriable, naming the variables. */
export function readAnalyzerEnv(): AnalyzerEnv {
  return parseEnv(analyzerEnvSchema);
}
