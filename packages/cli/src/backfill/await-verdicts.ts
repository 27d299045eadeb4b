import type { Clock, Registry } from '@weir/model';
import type { Store } from '@weir/store';
import { z } from 'zod';
import type { BackfillRow } from './report.ts';

/** Releases asked about at once, by turns: the list can be long. */
const ASKED_MAX = 50;
const ASK_EVERY_MS = 200;
/** With no verdict for this long, what is left was put off (a file that is not there yet) and comes later by itself. */
const QUIET_MS_MAX = 90_000;

const elapsedSchema = z.array(z.object({ elapsed_ms: z.number() }));

/** The worst verdict of a release and how long its analysis took; null when there is none yet. */
async function findVerdict(
  store: Store,
  registry: Registry,
  name: string,
  version: string,
): Promise<Pick<BackfillRow, 'judgement' | 'analysisMs'> | null> {
  const judgement = await store.verdicts.findForRelease(registry, name, version);
  if (judgement === null) return null;
  const files = await store.releases.findFilesByRelease(registry, name, version);
  const { rows } = await store.sql.executeSql(
    `SELECT elapsed_ms FROM analyses
      WHERE file_id = ANY($1::uuid[]) AND seen_at = ANY($2::timestamptz[]) ORDER BY analysed_at DESC LIMIT 1`,
    [files.map(({ fileId }) => fileId), files.map(({ seenAt }) => seenAt)],
  );
  return { judgement, analysisMs: elapsedSchema.parse(rows)[0]?.elapsed_ms ?? null };
}

export interface Awaited {
  readonly listed: string;
  readonly registry: Registry;
  readonly name: string;
  readonly version: string;
  /** When it was announced, in ms since the epoch. */
  readonly sinceMs: number;
}

/**
 * Waits for the verdicts of releases that `waiting` names; more may be added meanwhile. Ends when it is empty and
 * `complete` says that nothing more comes, or when no verdict came for {@link QUIET_MS_MAX}; what is left then is
 * still in `waiting`. Throws the signal's reason.
 */
export async function awaitVerdicts(
  waiting: Map<string, Awaited>,
  deps: {
    readonly store: Store;
    readonly clock: Clock;
    readonly complete: () => boolean;
    readonly onVerdict: (row: BackfillRow) => void;
    /** No longer than this is one release waited for, in ms; then it leaves `waiting`. Absent: as long as others come. */
    readonly patienceMs?: number;
    readonly onPutOff?: () => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = deps;
  let lastMs = clock.now();
  while (!(deps.complete() && waiting.size === 0)) {
    for (const release of [...waiting.values()].slice(0, ASKED_MAX)) {
      const found = await findVerdict(store, release.registry, release.name, release.version);
      waiting.delete(release.listed);
      if (found === null) {
        if (clock.now() - release.sinceMs > (deps.patienceMs ?? Number.POSITIVE_INFINITY)) deps.onPutOff?.();
        // To the back: what is put off must not keep the others from being asked about.
        else waiting.set(release.listed, release);
        continue;
      }
      lastMs = clock.now();
      deps.onVerdict({ ...release, ...found, problem: null });
    }
    if (!deps.complete()) lastMs = clock.now();
    if (clock.now() - lastMs > QUIET_MS_MAX) return;
    await clock.sleep(ASK_EVERY_MS, signal);
  }
}
