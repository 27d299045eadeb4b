import { z } from 'zod';

const base = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Which registry is followed and how much may be asked of it: feeder and analyzer must read the same. */
export const followedEnvSchema = z.object({
  WEIR_NPM_FEED_URL: base.optional(),
  WEIR_NPM_DOCUMENTS_URL: base.optional(),
  WEIR_REQUESTS_PER_MONTH: z.coerce.number().int().positive().optional(),
});
export type FollowedEnv = z.infer<typeof followedEnvSchema>;

/** The schema, refusing half a pair: feed and documents must be of one registry, so both are set, or neither. */
export function requirePair<S extends z.ZodType<FollowedEnv>>(schema: S): S {
  return schema.refine(
    (env) => (env.WEIR_NPM_FEED_URL === undefined) === (env.WEIR_NPM_DOCUMENTS_URL === undefined),
    {
      path: ['WEIR_NPM_FEED_URL'],
      message: 'set WEIR_NPM_FEED_URL and WEIR_NPM_DOCUMENTS_URL together: they must be of one registry',
    },
  );
}
