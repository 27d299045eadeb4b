import {
  type AnyEvent,
  createId,
  ecosystemOf,
  formatPurl,
  normalizeName,
  type Origin,
  type Registry,
  type ReleaseChanged,
  type ReleaseFile,
  type ReleaseRef,
  releaseRefSchema,
  safeText,
} from '@weir/model';
import type { SavedRelease } from '@weir/store';
import type { SeenChange } from './removals.ts';

/**
 * A release as the whole system names it, or null when nothing can: a hostile version whose purl is none, or longer
 * than an event may carry.
 */
export function findRef(registry: Registry, displayName: string, version: string): ReleaseRef | null {
  try {
    return releaseRefSchema.parse({
      registry,
      ecosystem: ecosystemOf(registry),
      name: normalizeName(registry, displayName),
      displayName,
      version,
      purl: formatPurl(registry, displayName, version),
    });
  } catch {
    return null;
  }
}

/** What every event of one look at a document shares. */
export interface EventFrame {
  readonly registry: Registry;
  readonly origin: Origin;
  readonly at: Date;
}

function envelope({ registry, at }: EventFrame): { id: string; source: string; time: string } {
  return { id: createId(at), source: `/feeds/${registry}`, time: at.toISOString() };
}

/** One event for each file that the store did not have; `seenAt` is the stored one, so that a replay agrees. */
export function publishedEvents(
  frame: EventFrame,
  ref: ReleaseRef,
  files: readonly ReleaseFile[],
  saved: SavedRelease,
  facts: { readonly digest: string; readonly publishedAt: string | null },
): AnyEvent[] {
  const byName = new Map(files.map((file) => [file.filename, file]));
  return saved.files.flatMap(({ filename, fileId, created, seenAt }) => {
    const file = byName.get(filename);
    if (!created || !file) return [];
    const data = {
      release: ref,
      releaseId: saved.releaseId,
      fileId,
      file,
      factsDigest: facts.digest,
      seenAt: seenAt.toISOString(),
      publishedAt: facts.publishedAt,
      origin: frame.origin,
    };
    return [{ ...envelope(frame), type: 'release.published.v1' as const, data }];
  });
}

/** A change of a package (`version` null), of one of its releases or of one file, as the bus has it. */
export function changeOf(frame: EventFrame, name: string, change: SeenChange): ReleaseChanged {
  const { registry, origin, at } = frame;
  const { version, reason } = change;
  return {
    registry,
    ecosystem: ecosystemOf(registry),
    name: normalizeName(registry, name),
    version,
    filename: change.filename ?? null,
    purl: formatPurl(registry, name, version ?? undefined),
    reason: safeText(reason, 500),
    seenAt: at.toISOString(),
    origin,
  };
}

/** The event of a change. */
export function changeEvent(frame: EventFrame, kind: SeenChange['kind'], data: ReleaseChanged): AnyEvent {
  return { ...envelope(frame), type: `release.${kind}.v1`, data };
}
