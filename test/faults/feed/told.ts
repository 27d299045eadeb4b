import type { NpmStandIn } from '@weir/registries/npm/stand-in';
import type { Store } from '@weir/store';
import { z } from 'zod';
import { subjectOf } from './feed-ledger.ts';
import { createOutboxReader } from './outbox.ts';

/** A release that was told, with the file that its event names. */
export interface ToldRelease {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly digests: Readonly<Record<string, string>>;
}

/** What was told so far, kept up to date: for choosing what may be removed, and what to fetch. */
export interface Told {
  /** Reads what came since the last call; returns the releases among it. */
  refresh(): Promise<readonly ToldRelease[]>;
  /** A package all of whose changes were told, with one of its versions; null when none was found. */
  pickRecorded(random: () => number): { readonly name: string; readonly version: string } | null;
}

const eventSchema = z.object({
  type: z.string(),
  data: z.object({
    name: z.string().optional(),
    version: z.string().nullish(),
    release: z.object({ name: z.string(), version: z.string() }).optional(),
    file: z
      .object({ locator: z.object({ url: z.string() }), digests: z.record(z.string(), z.string()) })
      .optional(),
  }),
});
const TRIES = 40;

/** Nothing read yet. */
export function createTold(standIn: NpmStandIn, store: Store): Told {
  const subjects = new Set<string>();
  /** What happened to a package and was not told. */
  const pending = new Map<string, Set<string>>();
  const versions: { name: string; version: string }[] = [];
  const readOutbox = createOutboxReader(store);
  let truths = 0;

  function noteTruths(): void {
    for (const truth of standIn.world.truth.slice(truths)) {
      const subject = subjectOf(truth);
      if (subjects.has(subject)) continue;
      pending.set(truth.name, (pending.get(truth.name) ?? new Set()).add(subject));
    }
    truths = standIn.world.truth.length;
  }

  function noteTold(subject: string, name: string): boolean {
    if (subjects.has(subject)) return false;
    subjects.add(subject);
    // Hostile documents make versions that never happened be told: those make up for nothing.
    pending.get(name)?.delete(subject);
    return true;
  }

  return {
    async refresh() {
      noteTruths();
      const releases: ToldRelease[] = [];
      for (const event of await readOutbox()) {
        const { type, data } = eventSchema.parse(event);
        const { name, version } = data.release ?? { name: data.name ?? '', version: data.version ?? null };
        const kind = type.split('.')[1] as 'published' | 'removed' | 'takedown';
        if (!noteTold(subjectOf({ kind, name, version }), name) || !data.file || version === null) continue;
        versions.push({ name, version });
        releases.push({ name, version, url: data.file.locator.url, digests: data.file.digests });
      }
      return releases;
    },
    pickRecorded(random) {
      noteTruths();
      for (let tries = 0; tries < TRIES && versions.length > 0; tries++) {
        const one = versions[Math.floor(random() * versions.length)];
        if (one && (pending.get(one.name)?.size ?? 0) === 0) return one;
      }
      return null;
    },
  };
}
