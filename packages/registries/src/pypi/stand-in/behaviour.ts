import { z } from 'zod';

/** What the real PyPI does where reports differ or are missing. Durations are real-life; the stand-in scales them. */
export const pypiBehaviourSchema = z.object({
  /** Releases in `updates.xml`, and projects in `packages.xml`. */
  updatesMax: z.number().int().positive(),
  projectsMax: z.number().int().positive(),
  /** Answers of an RSS window after a change that are still of before: it is purged softly. */
  rssStaleAnswers: z.number().int().nonnegative(),
  /** How long the edge keeps the list of all names; 0 for not at all. */
  listCacheSeconds: z.number().nonnegative(),
  /** Rows of one answer of the journal. */
  journalRowsMax: z.number().int().positive(),
  /** Calls of the journal an hour, beyond which it faults; null for none. */
  journalHourlyMax: z.number().int().positive().nullable(),
});

export type PypiBehaviour = z.infer<typeof pypiBehaviourSchema>;

/** The best that is known without a probe (registries.md 2, August to October 2026). */
export const PYPI_BEHAVIOUR: PypiBehaviour = {
  // [S] 2.1.
  updatesMax: 100,
  projectsMax: 40,
  // [S] 2.1: the first request after a publish can still get the old page.
  rssStaleAnswers: 1,
  // [S] 2.4: JSON is kept 30 min at the edge.
  listCacheSeconds: 1_800,
  // [S] 2.2.
  journalRowsMax: 50_000,
  // [S] 2.2: the limit in the configuration; production may differ.
  journalHourlyMax: 3_600,
};

/** The defaults with what is given instead. Throws a ZodError for anything that the schema refuses. */
export function parseBehaviour(given: unknown): PypiBehaviour {
  return pypiBehaviourSchema.parse({ ...PYPI_BEHAVIOUR, ...pypiBehaviourSchema.partial().parse(given) });
}
