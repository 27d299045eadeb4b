import { z } from 'zod';
import { AppError } from './errors.ts';
import { findingSchema } from './finding.ts';
import { ecosystemSchema, packageKey, registrySchema } from './registry.ts';
import { releaseFileSchema, releaseRefSchema, sha256Schema } from './release.ts';
import { actorSchema, judgementSchema } from './verdict.ts';

/** The bus carries facts by reference: an event over this many bytes is a bug in its producer. */
export const EVENT_BYTES_MAX = 32 * 1024;

export const LANES = ['live', 'bulk'] as const;
export const laneSchema = z.enum(LANES);
export type Lane = z.infer<typeof laneSchema>;

export const TOPICS = ['releases.live', 'releases.bulk', 'verdicts'] as const;
export const topicSchema = z.enum(TOPICS);
export type Topic = z.infer<typeof topicSchema>;

/**
 * How an event came about: live from a feed, or replayed; `muted` keeps alerts silent (backfill). `demoted`: live, and on
 * the bulk lane because its package or publisher floods; it alerts like any other.
 */
export const originSchema = z.object({
  lane: laneSchema,
  replay: z.boolean(),
  muted: z.boolean(),
  demoted: z.literal(true).optional(),
});
export type Origin = z.infer<typeof originSchema>;

const timestamp = z.iso.datetime({ offset: true });

/** One published file of one release: the trigger of an analysis. */
export const releasePublishedSchema = z.object({
  release: releaseRefSchema,
  releaseId: z.uuid(),
  fileId: z.uuid(),
  file: releaseFileSchema,
  /** Facts are rows, not payload: the analyzer reads them by file id. */
  factsDigest: sha256Schema,
  /** Given once by the feeder; every later row of this release is in this month's partition. */
  seenAt: timestamp,
  publishedAt: timestamp.nullable(),
  origin: originSchema,
});
export type ReleasePublished = z.infer<typeof releasePublishedSchema>;

/** Something that ceased or changed in a registry; `version` null means the whole package, `filename` null the whole release. */
export const releaseChangedSchema = z.object({
  registry: registrySchema,
  ecosystem: ecosystemSchema,
  name: z.string().min(1).max(512),
  version: z.string().max(256).nullable(),
  filename: z.string().max(1024).nullable(),
  purl: z.string().max(2048),
  reason: z.string().max(500).nullable(),
  seenAt: timestamp,
  origin: originSchema,
});
export type ReleaseChanged = z.infer<typeof releaseChangedSchema>;

/** One row of the verdict log. Findings are the few that decided; the rest is in the store. */
export const verdictRecordedSchema = z.object({
  verdictId: z.uuid(),
  release: releaseRefSchema,
  releaseId: z.uuid(),
  fileId: z.uuid(),
  filename: z.string().max(1024),
  artifactSha256: sha256Schema.nullable(),
  analysisId: z.uuid().nullable(),
  judgement: judgementSchema,
  rulesetVersion: z.string().max(64),
  actor: actorSchema,
  supersedes: z.uuid().nullable(),
  topFindings: z.array(findingSchema).max(5),
  findingCount: z.number().int().nonnegative(),
  publisher: z.string().max(256).nullable(),
  seenAt: timestamp,
  publishedAt: timestamp.nullable(),
  decidedAt: timestamp,
  origin: originSchema,
});
export type VerdictRecorded = z.infer<typeof verdictRecordedSchema>;

const DATA_SCHEMAS = {
  'release.published.v1': releasePublishedSchema,
  'release.removed.v1': releaseChangedSchema,
  'release.yanked.v1': releaseChangedSchema,
  'release.quarantined.v1': releaseChangedSchema,
  'release.takedown.v1': releaseChangedSchema,
  'release.restored.v1': releaseChangedSchema,
  'release.owners-changed.v1': releaseChangedSchema,
  'verdict.recorded.v1': verdictRecordedSchema,
} as const;

export type EventType = keyof typeof DATA_SCHEMAS;
export const EVENT_TYPES = Object.keys(DATA_SCHEMAS) as EventType[];
export type EventData<T extends EventType> = z.infer<(typeof DATA_SCHEMAS)[T]>;

/** CloudEvents 1.0 attributes plus data. On Kafka the attributes travel as `ce_*` headers (binary mode). */
export interface WeirEvent<T extends EventType = EventType> {
  readonly id: string;
  /** `/feeds/npmjs`, `/analyzer`. */
  readonly source: string;
  readonly type: T;
  /** RFC 3339 time at which the event was made. */
  readonly time: string;
  readonly data: EventData<T>;
}

/** Each event kind with its own data type, so that a `switch` on `type` narrows `data`. */
export type AnyEvent = { [T in EventType]: WeirEvent<T> }[EventType];

const envelope = {
  id: z.uuid(),
  source: z.string().min(1).max(256),
  time: timestamp,
};
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('release.published.v1'), data: releasePublishedSchema }),
  z.object({ ...envelope, type: z.literal('release.removed.v1'), data: releaseChangedSchema }),
  z.object({ ...envelope, type: z.literal('release.yanked.v1'), data: releaseChangedSchema }),
  z.object({ ...envelope, type: z.literal('release.quarantined.v1'), data: releaseChangedSchema }),
  z.object({ ...envelope, type: z.literal('release.takedown.v1'), data: releaseChangedSchema }),
  z.object({ ...envelope, type: z.literal('release.restored.v1'), data: releaseChangedSchema }),
  z.object({ ...envelope, type: z.literal('release.owners-changed.v1'), data: releaseChangedSchema }),
  z.object({ ...envelope, type: z.literal('verdict.recorded.v1'), data: verdictRecordedSchema }),
]);

/**
 * Checks an event that came from the bus.
 * @throws AppError `EVENT_INVALID`, not retriable, naming the first field that is wrong.
 */
export function parseEvent(value: unknown): AnyEvent {
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError('EVENT_INVALID', `event field ${issue?.path.join('.') || '(root)'}: ${issue?.message}`, {
    retriable: false,
    cause: parsed.error,
  });
}

/** The bus key of an event: all events of one package share it. */
export function eventKey(event: AnyEvent): string {
  switch (event.type) {
    case 'release.published.v1':
    case 'verdict.recorded.v1':
      return packageKey(event.data.release.registry, event.data.release.name);
    default:
      return packageKey(event.data.registry, event.data.name);
  }
}

/** The topic an event belongs to: verdicts have their own, releases go by lane. */
export function eventTopic(event: AnyEvent): Topic {
  return event.type === 'verdict.recorded.v1' ? 'verdicts' : `releases.${event.data.origin.lane}`;
}
