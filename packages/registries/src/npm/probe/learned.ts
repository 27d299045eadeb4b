import { z } from 'zod';
import type { StandInBehaviour } from '../stand-in/behaviour.ts';
import type { Watched } from './watch.ts';

const STAGE_VERSION = '0.0.0-stage';
const DAY_MS = 86_400_000;
/** Shorter is no hold: an upload takes some seconds to show by itself. */
const HELD_MS_MIN = 30_000;
/** The registry's clock is not ours. */
const SKEW_MS = 5_000;
/** `tmp/core_1.2.0_1788256800000_0.123`: where npm keeps an upload, with its moment in ms (registries.md 1.5). */
const UPLOADED = /_(?<ms>\d{13})_/;

const manifestSchema = z.object({ _npmOperationalInternal: z.object({ tmp: z.string().max(1_000) }) });
const documentSchema = z.object({
  versions: z.record(z.string(), z.unknown()).catch({}),
  time: z.record(z.string(), z.unknown()).catch({}),
});

/** A package's document, looked at after the watch. */
export interface LookedAt {
  readonly name: string;
  readonly json: unknown;
}

interface Publish {
  readonly version: string;
  readonly releasedMs: number;
  /** Null where the manifest does not say. */
  readonly uploadedMs: number | null;
}

function publishesOf(json: unknown): readonly Publish[] {
  const document = documentSchema.safeParse(json);
  if (!document.success) return [];
  const { versions, time } = document.data;
  return Object.entries(versions).flatMap(([version, manifest]) => {
    const moment = Object.hasOwn(time, version) ? time[version] : undefined;
    const releasedMs = typeof moment === 'string' ? Date.parse(moment) : Number.NaN;
    if (!Number.isFinite(releasedMs)) return [];
    const parsed = manifestSchema.safeParse(manifest);
    const stamp = parsed.success
      ? UPLOADED.exec(parsed.data._npmOperationalInternal.tmp)?.groups?.ms
      : undefined;
    return [{ version, releasedMs, uploadedMs: stamp === undefined ? null : Number(stamp) }];
  });
}

/**
 * What versions per day come to, from a sample of the names that changed; null without one. Pure.
 * @param asked names in the sample; those without a document published nothing that can be had.
 */
export function estimateVersionsPerDay(
  watched: Watched,
  asked: number,
  looked: readonly LookedAt[],
): number | null {
  const { startMs, endMs, sightings } = watched;
  const names = new Set(sightings.map(({ name }) => name)).size;
  if (asked === 0 || endMs <= startMs) return null;
  const versions = looked
    .flatMap(({ json }) => publishesOf(json))
    .filter(({ releasedMs }) => releasedMs >= startMs && releasedMs <= endMs).length;
  return Math.round((((versions / asked) * names) / (endMs - startMs)) * DAY_MS);
}

/** What most votes are for; null without votes and when two have as many. */
function winnerOf<K extends string>(votes: Readonly<Record<K, number>>): K | null {
  const [best, second] = (Object.entries(votes) as [K, number][]).toSorted(([, a], [, b]) => b - a);
  return best !== undefined && best[1] > (second?.[1] ?? 0) ? best[0] : null;
}

/** When rows of held versions showed, by count. */
export interface HoldAnswer {
  readonly rowAt: StandInBehaviour['rowAt'] | null;
  readonly held: number;
  readonly votes: Readonly<Record<StandInBehaviour['rowAt'], number>>;
  /** Median, in seconds; null without holds. */
  readonly heldSecondsMedian: number | null;
  /** Versions of the watch whose manifest does not say when they were uploaded. */
  readonly withoutUpload: number;
}

/**
 * Where the rows of held versions show: a version of which upload and release lie apart was held, and its row was seen
 * before its release, or after it at the head, or after it behind the head. What most of them did is the answer; an
 * equal vote is none. Pure.
 */
export function judgeHolds(watched: Watched, looked: readonly LookedAt[]): HoldAnswer {
  const votes = { upload: 0, release: 0, 'upload-shown-at-release': 0 };
  const held: number[] = [];
  let withoutUpload = 0;
  for (const { name, json } of looked) {
    for (const { releasedMs, uploadedMs } of publishesOf(json)) {
      if (releasedMs < watched.startMs || releasedMs > watched.endMs) continue;
      if (uploadedMs === null) withoutUpload += 1;
      if (uploadedMs === null || uploadedMs < watched.startMs || releasedMs - uploadedMs < HELD_MS_MIN)
        continue;
      const first = watched.sightings.find((row) => row.name === name && row.seenMs >= uploadedMs - SKEW_MS);
      if (first === undefined) continue;
      held.push((releasedMs - uploadedMs) / 1_000);
      if (first.seenMs < releasedMs - SKEW_MS) votes.upload += 1;
      else votes[first.late ? 'upload-shown-at-release' : 'release'] += 1;
    }
  }
  return {
    rowAt: winnerOf(votes),
    held: held.length,
    votes,
    heldSecondsMedian: held.toSorted((a, b) => a - b)[Math.floor(held.length / 2)] ?? null,
    withoutUpload,
  };
}

/** What became of the placeholders of staged publishing, by count. */
export interface StageAnswer {
  readonly stagePlaceholder: StandInBehaviour['stagePlaceholder'] | null;
  readonly votes: Readonly<Record<StandInBehaviour['stagePlaceholder'], number>>;
}

/**
 * What becomes of `0.0.0-stage` once a real version is there. That it never showed can only be seen of packages that
 * are known to have been published by staging. Pure.
 */
export function judgeStages(looked: readonly LookedAt[], staged: ReadonlySet<string>): StageAnswer {
  const votes = { kept: 0, removed: 0, absent: 0 };
  for (const { name, json } of looked) {
    const document = documentSchema.safeParse(json);
    if (!document.success) continue;
    const { versions, time } = document.data;
    if (!Object.keys(versions).some((version) => version !== STAGE_VERSION)) continue;
    if (Object.hasOwn(versions, STAGE_VERSION)) votes.kept += 1;
    else if (Object.hasOwn(time, STAGE_VERSION)) votes.removed += 1;
    else if (staged.has(name)) votes.absent += 1;
  }
  return { stagePlaceholder: winnerOf(votes), votes };
}
