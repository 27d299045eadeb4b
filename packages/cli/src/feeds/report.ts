import type { Registry } from '@weir/model';
import type { FeedHealth, Gap, Sweep } from '@weir/store';
import { needsPerson } from '../gaps/advice.ts';
import { grouped, spanText } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';

/**
 * Longer without a row, or without having been at the head, is wrong: npm has one each second at the quietest hour,
 * PyPI one in some minutes.
 */
const QUIET_MS_MAX: Partial<Record<Registry, number>> = { pypi: 30 * 60_000 };
const QUIET_MS_USUAL = 10 * 60_000;

/** What the record knows of one feed. */
export interface FeedFacts {
  readonly registry: Registry;
  /** Null before the feed was ever led. */
  readonly health: FeedHealth | null;
  readonly sweep: Sweep | null;
  /** Packages that wait for a look. */
  readonly waitingLooks: number;
  /** Open gaps of this registry. */
  readonly gaps: readonly Gap[];
}

/** One feed as `weir feeds` reports it. */
export interface FeedReport extends Omit<FeedFacts, 'gaps'> {
  /** Seconds since the feed last had a row; null before the first. */
  readonly silenceSeconds: number | null;
  /** Seconds since the last page was the newest one; null when none was. */
  readonly behindSeconds: number | null;
  /** What needs a person. */
  readonly problems: readonly string[];
}

function since(at: Date | null, nowMs: number): number | null {
  return at === null ? null : Math.max(0, nowMs - at.getTime());
}

/** Holds what is known of a feed against what is usual. Pure. */
export function reportFeed({ gaps, ...facts }: FeedFacts, nowMs: number): FeedReport {
  const { health } = facts;
  const quietMsMax = QUIET_MS_MAX[facts.registry] ?? QUIET_MS_USUAL;
  const silentMs = since(health?.lastRowAt ?? null, nowMs);
  const behindMs = since(health?.atHeadAt ?? null, nowMs);
  const old = gaps.filter((gap) => needsPerson(gap, nowMs)).length;
  const problems: string[] = [];
  if (health !== null && (behindMs === null || behindMs > quietMsMax)) {
    const span = behindMs === null ? 'never was' : `was not for ${spanText(behindMs)}`;
    problems.push(`${span} at the head: is a feeder running? \`weir doctor\` says whether the feed answers`);
  }
  if (silentMs !== null && silentMs > quietMsMax)
    problems.push(`no row for ${spanText(silentMs)}: the feed stalls, or nobody reads it`);
  if (old > 0) problems.push(`${grouped(old)} open gaps are older than a day: \`weir gaps\``);
  const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1_000));
  return { ...facts, silenceSeconds: seconds(silentMs), behindSeconds: seconds(behindMs), problems };
}

function describeSweep(sweep: Sweep | null, nowMs: number): string {
  if (sweep === null) return 'none yet';
  const names = `${grouped(sweep.names)} names`;
  if (sweep.finishedAt === null)
    return `${sweep.kind} began ${spanText(nowMs - sweep.startedAt.getTime())} ago, ${names} so far`;
  const when = `${spanText(nowMs - sweep.finishedAt.getTime())} ago`;
  return `${sweep.kind} ${when}: ${names}, ${grouped(sweep.advanced)} advanced, ${grouped(sweep.vanished)} vanished`;
}

/** A position as people read it: what follows a space is for the feed alone. */
function placeOf(position: string | null): string | null {
  return position?.split(' ')[0] ?? null;
}

function ago(seconds: number | null): string {
  return seconds === null ? 'never' : `${spanText(seconds * 1_000)} ago`;
}

/** `weir feeds` for people: a row a feed, and below it what needs a person. */
export function renderFeeds(reports: readonly FeedReport[], nowMs: number): string {
  const table = renderTable(
    ['feed', 'cursor', 'head', 'at head', 'last row', 'late', 'lost', 'waiting', 'gaps', 'last sweep'],
    reports.map(({ registry, health, waitingLooks, sweep, silenceSeconds, behindSeconds }) =>
      health === null
        ? [registry, 'not followed yet: `weir monitor` or `weir feeder`']
        : [
            registry,
            placeOf(health.cursor) ?? 'none yet',
            placeOf(health.head) ?? 'unknown',
            ago(behindSeconds),
            ago(silenceSeconds),
            grouped(health.lateRows),
            grouped(health.lostRows),
            grouped(waitingLooks),
            grouped(health.openGaps),
            describeSweep(sweep, nowMs),
          ],
    ),
  );
  const problems = reports.flatMap(({ registry, problems: some }) =>
    some.map((one) => `${registry}: ${one}`),
  );
  return [table, ...problems].join('\n');
}
