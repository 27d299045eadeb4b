import { createEvidenceBundle, encodeBundle, encodeCompactFacts, encodePack } from '@weir/evidence';
import type { BlobKind, Clock, EvidenceStore, FetchedFile, StoredBlob } from '@weir/model';
import type { Store, StoredFile, Tx } from '@weir/store';
import type { KeepConfig } from '../config.ts';
import type { AnalyzedFile } from './analyze-file.ts';

/** What the evidence store holds of one analysis, to be noted in the transaction that records it. */
export interface KeptEvidence {
  /** Null for a benign file. */
  readonly bundleSha256: string | null;
  readonly blobs: readonly { readonly kind: BlobKind; readonly blob: StoredBlob }[];
  readonly pack: { readonly blob: StoredBlob; readonly files: number } | null;
  /** Encoded; null when the artifact could not be opened. */
  readonly facts: Uint8Array | null;
}

const DAY_MS = 24 * 3_600_000;
/** How long a day's total is taken for true: some hundred releases. */
const TOTAL_FOR_MS = 60_000;

/** Whether a day's new files are kept still; a flood must not push out the rest of the month. */
function createDayBudget(store: Pick<Store, 'evidence'>, clock: Clock, bytesMax: number) {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let bytes = 0;
  return {
    async hasRoom(): Promise<boolean> {
      const now = clock.now();
      if (now - readAtMs >= TOTAL_FOR_MS) {
        bytes = await store.evidence.keptBytesSince(new Date(now - (now % DAY_MS)));
        readAtMs = now;
      }
      return bytes < bytesMax;
    },
    spend(storedBytes: number): void {
      bytes += storedBytes;
    },
  };
}

/**
 * Keeps what an analysis leaves behind, before the transaction that names it: compact facts always, new files while
 * their day has room, and what a verdict above `benign` rests on: its artifact, since the registry will remove it, its
 * new files and its bundle. Repeating it is harmless; what a crash orphans here is collected later.
 */
export function createKeepEvidenceStep(deps: {
  readonly evidence: EvidenceStore;
  readonly store: Pick<Store, 'evidence'>;
  readonly clock: Clock;
  readonly config: { readonly keep: KeepConfig };
}) {
  const { evidence } = deps;
  const day = createDayBudget(deps.store, deps.clock, deps.config.keep.dayBytesMax);

  async function keepFiles(files: AnalyzedFile['kept'], isBenign: boolean): Promise<KeptEvidence['pack']> {
    if (files.length === 0 || (isBenign && !(await day.hasRoom()))) return null;
    const blob = await evidence.put(encodePack(files));
    day.spend(blob.storedBytes);
    return { blob, files: files.length };
  }

  return async function keepEvidenceStep(
    file: StoredFile,
    fetched: FetchedFile,
    { result, verification, kept }: AnalyzedFile,
  ): Promise<KeptEvidence> {
    const isBenign = result.judgement.verdict === 'benign';
    const facts = result.facts ? encodeCompactFacts(result.facts) : null;
    const pack = await keepFiles(kept, isBenign);
    if (isBenign) return { bundleSha256: null, blobs: [], pack, facts };
    // Of a part the artifact's bytes are not here: the bundle says what was read of it.
    const artifact =
      fetched.part === undefined ? await evidence.putFile(fetched.path, result.artifact.sha256) : null;
    const bundle = await evidence.put(encodeBundle(createEvidenceBundle({ ...file, verification, result })));
    const blobs = [
      ...(artifact === null ? [] : [{ kind: 'artifact' as const, blob: artifact }]),
      { kind: 'bundle' as const, blob: bundle },
    ];
    return { bundleSha256: bundle.sha256, blobs, pack, facts };
  };
}

/** Notes in the transaction of an analysis what was kept for it. */
export async function noteEvidence(
  tx: Tx,
  store: Pick<Store, 'evidence'>,
  file: StoredFile,
  { result }: AnalyzedFile,
  kept: KeptEvidence,
  at: Date,
): Promise<void> {
  for (const { kind, blob } of kept.blobs) await store.evidence.note(tx, kind, blob, at);
  if (kept.pack !== null) {
    const held = result.judgement.verdict !== 'benign';
    await store.evidence.keepPack(tx, file.fileId, { ...kept.pack, held }, at);
  }
  if (kept.facts === null) return;
  await store.evidence.saveFacts(tx, file, {
    artifactSha256: result.artifact.sha256,
    engine: result.rulesetVersion,
    facts: kept.facts,
    fileSha256s: result.facts?.files.map(({ sha256 }) => sha256) ?? [],
  });
}
