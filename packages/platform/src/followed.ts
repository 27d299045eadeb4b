import { z } from 'zod';

const base = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Which registries are followed and how much may be asked of them: feeder and analyzer must read the same. */
export const followedEnvSchema = z.object({
  WEIR_NPM_FEED_URL: base.optional(),
  WEIR_NPM_DOCUMENTS_URL: base.optional(),
  /** Whether PyPI is followed: see {@link followsPypi}. */
  WEIR_PYPI: z.enum(['on', 'off']).optional(),
  /** The index of a PyPI: `/simple`, `/pypi` and `/rss` are below it. */
  WEIR_PYPI_URL: base.optional(),
  /** Where its files are, if not there. */
  WEIR_PYPI_FILES_URL: base.optional(),
  WEIR_REQUESTS_PER_MONTH: z.coerce.number().int().positive().optional(),
});
export type FollowedEnv = z.infer<typeof followedEnvSchema>;

/**
 * Whether PyPI is followed: as `WEIR_PYPI` says. Unset it is, unless npm is another registry than the public one and no
 * PyPI is named: whoever watches a registry of their own does not mean to reach the public one beside it. Pure.
 */
export function followsPypi(
  env: Pick<FollowedEnv, 'WEIR_NPM_FEED_URL' | 'WEIR_PYPI' | 'WEIR_PYPI_URL'>,
): boolean {
  if (env.WEIR_PYPI !== undefined) return env.WEIR_PYPI === 'on';
  return env.WEIR_NPM_FEED_URL === undefined || env.WEIR_PYPI_URL !== undefined;
}

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
