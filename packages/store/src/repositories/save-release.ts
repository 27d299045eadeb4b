import {
  AppError,
  createId,
  type ReleaseFacts,
  type ReleaseFile,
  type ReleaseRef,
  safeText,
} from '@weir/model';
import type { SavedRelease, Tx } from '../api.ts';
import { toBytes, toJsonb } from '../text.ts';

/** Adapters cap facts well below this; what is over it loses its manifest, and says so. */
const FACTS_BYTES_MAX = 512 * 1024;

interface NewRelease {
  readonly ref: ReleaseRef;
  readonly files: readonly ReleaseFile[];
  readonly facts: ReleaseFacts;
  readonly factsDigest: string;
  readonly publishedAt: string | null;
  readonly seenAt: Date;
}

/** Facts as jsonb holds them. */
function encodeFacts(facts: ReleaseFacts): string {
  const text = toJsonb(facts);
  if (Buffer.byteLength(text) <= FACTS_BYTES_MAX) return text;
  return toJsonb({ ...facts, manifest: null, truncated: [...facts.truncated, '$.manifest'] });
}

function checkKey(ref: ReleaseRef): void {
  if (ref.name === safeText(ref.name, 512) && ref.version === safeText(ref.version, 256)) return;
  throw new AppError(
    'RELEASE_UNSTORABLE',
    `release ${safeText(ref.purl, 300)} has a name or version that no row can hold`,
    {
      retriable: false,
    },
  );
}

/**
 * The release's id, new or known. The update that changes nothing locks the known row, so that two savers of one
 * release follow each other and see each other's files.
 */
async function saveKey(tx: Tx, ref: ReleaseRef, proposedId: string): Promise<string> {
  const { rows } = await tx.executeSql(
    `INSERT INTO release_keys AS k (registry, name, version, release_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (registry, name, version) DO UPDATE SET release_id = k.release_id RETURNING release_id`,
    [ref.registry, ref.name, ref.version, proposedId],
  );
  return (rows[0] as { release_id: string }).release_id;
}

async function saveFiles(
  tx: Tx,
  releaseId: string,
  release: NewRelease,
): Promise<{ file: ReleaseFile; fileId: string; created: boolean; seenAt: Date }[]> {
  const files = [
    ...new Map(
      release.files.map((file) => {
        const clean = {
          ...file,
          filename: safeText(file.filename, 512),
          variant: safeText(file.variant, 128),
          revision: safeText(file.revision, 128),
        };
        return [JSON.stringify([clean.filename, clean.variant, clean.revision]), clean];
      }),
    ).values(),
  ];
  const proposed = files.map(() => createId(release.seenAt));
  const { rows } = await tx.executeSql(
    `WITH n AS (
       SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::uuid[]) AS n(filename, variant, revision, file_id)
     ), added AS (
       INSERT INTO release_file_keys (release_id, filename, variant, revision, file_id)
       SELECT $1, filename, variant, revision, file_id FROM n
       ON CONFLICT DO NOTHING RETURNING file_id)
     SELECT n.file_id AS proposed, coalesce(a.file_id, k.file_id) AS file_id, weir_seen_at(coalesce(a.file_id, k.file_id)) AS seen_at
       FROM n LEFT JOIN added a USING (file_id)
       LEFT JOIN release_file_keys k
         ON k.release_id = $1 AND k.filename = n.filename AND k.variant = n.variant AND k.revision = n.revision`,
    [
      releaseId,
      files.map((file) => file.filename),
      files.map((file) => file.variant),
      files.map((file) => file.revision),
      proposed,
    ],
  );
  const saved = new Map(
    (rows as { proposed: string; file_id: string; seen_at: Date }[]).map((row) => [row.proposed, row]),
  );
  return files.map((file, index) => {
    const proposedId = proposed[index] ?? '';
    const row = saved.get(proposedId);
    const fileId = row?.file_id ?? proposedId;
    return { file, fileId, created: fileId === proposedId, seenAt: row?.seen_at ?? release.seenAt };
  });
}

async function insertFiles(
  tx: Tx,
  releaseId: string,
  release: NewRelease,
  created: readonly { file: ReleaseFile; fileId: string }[],
): Promise<void> {
  await tx.executeSql(
    `INSERT INTO release_files (id, release_id, filename, variant, revision, locator, digests, size_bytes, facts_digest, state, seen_at)
     SELECT id, $1, filename, variant, revision, locator, digests, size_bytes, $2, 'announced', $3
       FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::jsonb[], $10::bigint[])
         AS n(id, filename, variant, revision, locator, digests, size_bytes)`,
    [
      releaseId,
      release.factsDigest,
      release.seenAt,
      created.map(({ fileId }) => fileId),
      created.map(({ file }) => file.filename),
      created.map(({ file }) => file.variant),
      created.map(({ file }) => file.revision),
      created.map(({ file }) => toJsonb(file.locator)),
      created.map(({ file }) => toJsonb(file.digests)),
      created.map(({ file }) => file.sizeBytes),
    ],
  );
  const declared = created.flatMap(({ file, fileId }) =>
    Object.entries(file.digests).map(([algorithm, digest]) => ({ algorithm, digest, fileId })),
  );
  if (declared.length === 0) return;
  await tx.executeSql(
    `INSERT INTO declared_digests (algorithm, digest, file_id)
     SELECT * FROM unnest($1::text[], $2::bytea[], $3::uuid[]) ON CONFLICT DO NOTHING`,
    [
      declared.map((row) => row.algorithm),
      declared.map((row) => toBytes(row.digest)),
      declared.map((row) => row.fileId),
    ],
  );
}

/** Stores a release, its new files and the facts of this sighting: see ReleaseRepository.save. */
export async function saveRelease(tx: Tx, release: NewRelease): Promise<SavedRelease> {
  const { ref, seenAt } = release;
  checkKey(ref);
  const proposedId = createId(seenAt);
  const releaseId = await saveKey(tx, ref, proposedId);
  const created = releaseId === proposedId;
  if (created) {
    await tx.executeSql(
      `INSERT INTO releases (id, registry, ecosystem, name, display_name, version, purl, published_at, seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        releaseId,
        ref.registry,
        ref.ecosystem,
        ref.name,
        safeText(ref.displayName, 512),
        ref.version,
        safeText(ref.purl, 2048),
        release.publishedAt,
        seenAt,
      ],
    );
  }
  const files = release.files.length === 0 ? [] : await saveFiles(tx, releaseId, release);
  const newFiles = files.filter((file) => file.created);
  if (newFiles.length > 0) await insertFiles(tx, releaseId, release, newFiles);
  if (created || newFiles.length > 0) {
    await tx.executeSql(
      `INSERT INTO release_facts (release_id, digest, facts, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [releaseId, release.factsDigest, encodeFacts(release.facts), seenAt],
    );
  }
  return {
    releaseId,
    created,
    files: files.map(({ file, fileId, created: isNew, seenAt: fileSeenAt }) => ({
      filename: file.filename,
      fileId,
      created: isNew,
      seenAt: fileSeenAt,
    })),
  };
}
