import { z } from 'zod';

/**
 * What the real registry does where reports differ or are missing: a run of the prober writes this as JSON, and the
 * stand-in takes it as its defaults. Durations are real-life; the stand-in scales them.
 */
export const standInBehaviourSchema = z.object({
  /** When a held version's row gets its number, and when it shows; the third: numbered at upload, shown at release. */
  rowAt: z.enum(['upload', 'release', 'upload-shown-at-release']),
  /** Rows that one page of `_changes` may ask for. */
  changesLimitMax: z.number().int().positive(),
  /** Status for a `limit` over the maximum; 200 answers with the maximum instead. */
  overLimitStatus: z.number().int().min(200).max(599),
  /** Status for `POST _changes`. */
  postChangesStatus: z.number().int().min(400).max(599),
  /** Whether a wildcard in `Accept` alone gives the abbreviated document. */
  abbreviatedForAnyAccept: z.boolean(),
  /** Rows that one page of `_all_docs` may ask for. */
  allDocsLimitMax: z.number().int().positive(),
  /** How long the edge keeps a document. */
  cacheSeconds: z.number().nonnegative(),
  /** Feed requests allowed in a window, beyond which 429 comes; null for none. */
  pollLimit: z
    .object({
      requestsMax: z.number().int().positive(),
      windowSeconds: z.number().positive(),
      /** Null leaves `Retry-After` out. */
      retryAfterSeconds: z.number().int().nonnegative().nullable(),
    })
    .nullable(),
  /** What becomes of `0.0.0-stage` when the real version comes; `absent`: it never showed. */
  stagePlaceholder: z.enum(['kept', 'removed', 'absent']),
});

export type StandInBehaviour = z.infer<typeof standInBehaviourSchema>;

/** The best that is known without a probe (registries.md, October 2026); [U] marks what nobody could check. */
export const STAND_IN_BEHAVIOUR: StandInBehaviour = {
  // [U] 1.7: "whether the row shows at upload or release: unsettled".
  rowAt: 'upload',
  // [R] 1.2: community discussion #152515.
  changesLimitMax: 10_000,
  // [U] 1.2: by analogy with `_all_docs`, which was measured (2026-08).
  overLimitStatus: 400,
  // [U] 1.2: "400/405, which is not settled".
  postChangesStatus: 405,
  // [U] 1.5: one measurement says so of a wildcard too; unchecked.
  abbreviatedForAnyAccept: false,
  // [M 2026-08] 1.4: 20,000 gave 400.
  allDocsLimitMax: 10_000,
  // [M 2026-09] 1.5: `max-age=300`, `age` up to 245 seen.
  cacheSeconds: 300,
  // [R] 1.2: npm declined to state limits; polls of 0.5 s work.
  pollLimit: null,
  // [R] 1.7: seen in 2026-09/10; what follows it is not described.
  stagePlaceholder: 'kept',
};

/** The defaults with what is given instead. Throws a ZodError for anything that the schema refuses. */
export function parseBehaviour(given: unknown): StandInBehaviour {
  return standInBehaviourSchema.parse({
    ...STAND_IN_BEHAVIOUR,
    ...standInBehaviourSchema.partial().parse(given),
  });
}
