import {
  type Digests,
  type Ecosystem,
  type FileState,
  type Locator,
  type Registry,
  type ReleaseFacts,
  storedFacts,
} from '@weir/model';
import type { StoredFile } from '../api.ts';

/** A row of {@link SELECT_FILES}. */
export interface StoredFileRow {
  file_id: string;
  release_id: string;
  filename: string;
  variant: string;
  revision: string;
  locator: Locator;
  digests: Digests;
  size_bytes: string | null;
  facts_digest: string;
  state: FileState;
  artifact_sha256: Buffer | null;
  seen_at: Date;
  registry: Registry;
  ecosystem: Ecosystem;
  name: string;
  display_name: string;
  version: string;
  purl: string;
  facts: ReleaseFacts | null;
}

/**
 * Files with their release and facts; the caller adds WHERE over `f`. Facts are in the file's own month, and the
 * release's month is in its id, so that each join touches one partition.
 */
export const SELECT_FILES = `
SELECT f.id AS file_id, f.release_id, f.filename, f.variant, f.revision, f.locator, f.digests, f.size_bytes,
       f.facts_digest, f.state, f.artifact_sha256, f.seen_at,
       r.registry, r.ecosystem, r.name, r.display_name, r.version, r.purl, t.facts
  FROM release_files f
  JOIN releases r ON r.id = f.release_id AND r.seen_at = weir_seen_at(f.release_id)
  LEFT JOIN release_facts t ON t.release_id = f.release_id AND t.digest = f.facts_digest AND t.seen_at = f.seen_at`;

/** A stored file as services see it. */
export function toStoredFile(row: StoredFileRow): StoredFile {
  return {
    fileId: row.file_id,
    releaseId: row.release_id,
    release: {
      registry: row.registry,
      ecosystem: row.ecosystem,
      name: row.name,
      displayName: row.display_name,
      version: row.version,
      purl: row.purl,
    },
    file: {
      filename: row.filename,
      variant: row.variant,
      revision: row.revision,
      locator: row.locator,
      digests: row.digests,
      sizeBytes: row.size_bytes === null ? null : Number(row.size_bytes),
    },
    state: row.state,
    artifactSha256: row.artifact_sha256?.toString('hex') ?? null,
    facts: row.facts === null ? null : storedFacts(row.facts),
    factsDigest: row.facts_digest,
    seenAt: row.seen_at,
  };
}
