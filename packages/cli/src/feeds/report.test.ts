import type { FeedHealth, Gap, Sweep } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { type FeedFacts, renderFeeds, reportFeed } from './report.ts';

const NOW_MS = Date.parse('2026-11-23T10:00:00Z');
const ago = (seconds: number): Date => new Date(NOW_MS - seconds * 1_000);

const health: FeedHealth = {
  registry: 'npmjs',
  cursor: '129000400',
  head: '129000400',
  headMovedAt: ago(2),
  atHeadAt: ago(3),
  lastRowAt: ago(4),
  updatedAt: ago(3),
  lateRows: 1_234,
  lostRows: 5,
  openGaps: 0,
};
const sweep: Sweep = {
  registry: 'npmjs',
  kind: 'diff',
  startedAt: ago(7_500),
  nextKey: null,
  names: 4_374_853,
  finishedAt: ago(7_200),
  advanced: 12,
  vanished: 3,
  baselineAt: ago(100_000),
};
const gap: Gap = {
  id: '17',
  registry: 'npmjs',
  kind: 'package',
  fromCursor: 'npmjs/late',
  toCursor: null,
  reason: 'gave up',
  seenAt: ago(3_600),
  filledAt: null,
  filledBy: null,
};

function facts(changed: Partial<FeedFacts> = {}): FeedFacts {
  return { registry: 'npmjs', health, sweep, waitingLooks: 42, gaps: [], ...changed };
}

describe('reportFeed', () => {
  it('finds nothing wrong with a feed at its head, with a fresh gap', () => {
    expect(reportFeed(facts({ gaps: [gap] }), NOW_MS)).toMatchObject({
      silenceSeconds: 4,
      behindSeconds: 3,
      problems: [],
    });
  });

  it.each<[string, Partial<FeedFacts>, RegExp]>([
    [
      'a feed that is behind',
      { health: { ...health, atHeadAt: ago(601) } },
      /was not for 10 min at the head/,
    ],
    ['a feed that never was at its head', { health: { ...health, atHeadAt: null } }, /never was at the head/],
    ['a silent feed', { health: { ...health, lastRowAt: ago(601) } }, /no row for 10 min/],
    ['an old gap', { gaps: [gap, { ...gap, seenAt: ago(86_401) }] }, /^1 open gaps are older than a day/],
  ])('says that %s needs a person', (_what, changed, problem) => {
    expect(reportFeed(facts(changed), NOW_MS).problems).toEqual([expect.stringMatching(problem)]);
  });

  it('has nothing against a feed that nobody followed yet, or that had no row yet', () => {
    expect(reportFeed(facts({ health: null, sweep: null }), NOW_MS).problems).toEqual([]);
    expect(reportFeed(facts({ health: { ...health, lastRowAt: null } }), NOW_MS).problems).toEqual([]);
  });
});

describe('renderFeeds', () => {
  function render(changed: Partial<FeedFacts>): string[] {
    const lines = renderFeeds([reportFeed(facts(changed), NOW_MS)], NOW_MS).split('\n');
    return lines.map((line) => line.replaceAll(/ {2,}/g, ' | '));
  }

  it('shows a row a feed, and what is wrong below', () => {
    expect(render({ health: { ...health, atHeadAt: ago(3_600), openGaps: 2 } })).toEqual([
      'feed | cursor | head | at head | last row | late | lost | waiting | gaps | last sweep',
      'npmjs | 129000400 | 129000400 | 60 min ago | 4 s ago | 1,234 | 5 | 42 | 2 | diff 2 h ago: 4,374,853 names, 12 advanced, 3 vanished',
      'npmjs: was not for 60 min at the head: is a feeder running? `weir doctor` says whether the feed answers',
    ]);
  });

  it('shows a sweep that runs, and a feed that nobody follows', () => {
    const running = { ...sweep, kind: 'baseline', startedAt: ago(300), finishedAt: null, names: 90 } as const;
    expect(render({ sweep: running })[1]).toContain('baseline began 5 min ago, 90 names so far');
    expect(render({ sweep: null })[1]).toContain('none yet');
    expect(render({ health: null })[1]).toContain('npmjs | not followed yet');
  });
});
