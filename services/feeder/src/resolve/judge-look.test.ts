import { AppError, type RegistryFeed, type ResolvedPackage, type ResolvedRelease } from '@weir/model';
import { changesBetween, coversRevision, createPypiFeed, type Requests } from '@weir/registries';
import { systemClock } from '@weir/runtime';
import { type PackageReceipt, SWEPT_AWAY } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { type Before, isWatchful, judgeFailure, judgeLook } from './judge-look.ts';
import { changeKey } from './removals.ts';

type Present = Extract<ResolvedPackage, { kind: 'present' }>;

function notCalled(): never {
  throw new Error('not called');
}

const feed: RegistryFeed = {
  registry: 'npmjs',
  traits: { numbered: true, filesComeLater: false, absentIsGone: false, namesPublishers: true },
  largeBytes: 1_000,
  head: notCalled,
  readPage: notCalled,
  readNames: notCalled,
  resolve: notCalled,
  resolveOne: notCalled,
  coversRevision,
  changesBetween,
};

function present(part: Partial<Present> = {}): Present {
  return {
    kind: 'present',
    revision: '3-c',
    createdAt: null,
    releases: [],
    listed: ['1.0.0'],
    readable: true,
    seeded: [],
    removed: [],
    unpublished: false,
    takedown: false,
    placeholders: [],
    problems: [],
    document: null,
    ...part,
  };
}

const release = { displayName: 'n', version: '1.1.0', files: [] } as unknown as ResolvedRelease;
const seedDay = new Date('2026-01-01T00:00:00Z');
const lastSeenAt = new Date('2026-01-04T00:00:00Z');

function before(receipt: Partial<PackageReceipt> = {}, known: readonly string[] = ['1.0.0']): Before {
  return {
    receipt: {
      registry: 'npmjs',
      name: 'n',
      seenRevision: '3-c',
      fetchedRevision: '2-b',
      deleted: false,
      firstSeenAt: new Date('2026-01-03T00:00:00Z'),
      lastSeenAt,
      documentBytes: null,
      lastFetchedAt: null,
      watchedSince: null,
      owners: null,
      ...receipt,
    },
    known: new Set(known),
    knownFiles: new Map(),
    told: new Set(),
    announced: [],
    isLastLook: false,
    at: new Date('2026-01-04T00:01:00Z'),
    goneAfterMs: 600_000,
    servedAt: null,
    seedBefore: new Date('2026-01-01T00:00:00Z'),
    lookReason: 'feed row',
  };
}

describe('judgeLook', () => {
  it('takes a package for removed after several looks that found nothing, over some time, and not after two', () => {
    const pypi = { ...feed, traits: { ...feed.traits, absentIsGone: true } };
    const startMs = Date.parse('2026-01-04T00:01:00Z');
    /** What the looks at these minutes tell; null: nothing yet. */
    const tell = (minutes: readonly number[], { status = 404, served = 5 } = {}): (string | null)[] => {
      const absent: ResolvedPackage = { kind: 'absent', status };
      let lookReason = 'feed row';
      return minutes.map((minute) => {
        const at = new Date(startMs + minute * 60_000);
        const servedAt = new Date(startMs + served * 60_000);
        const state = { ...before(), at, lookReason, servedAt };
        const { judgement, changes } = judgeLook(pypi, 'n', absent, state);
        if (judgement.kind === 'later') lookReason = judgement.reason;
        return changes[0]?.kind ?? null;
      });
    };

    // The feeder was down between the two: each can be a slip.
    expect(tell([0, 600, 601])).toEqual([null, null, null]);
    expect(tell([0, 1, 3, 6])).toEqual([null, null, null, null]);
    expect(tell([0, 1, 3, 11])).toEqual([null, null, null, 'removed']);
    // A gate on the way refuses: nothing went.
    expect(tell([0, 1, 3, 11, 60], { status: 403 })).toEqual([null, null, null, null, null]);
    // The index has lost all its pages: it has served no other since.
    expect(tell([0, 1, 3, 11, 60], { served: 0 })).toEqual([null, null, null, null, null]);
  });

  it('takes what rows announced and no look ever showed for gone, at the last look, in whatever spelling', () => {
    const pypi = createPypiFeed({
      addresses: { simple: 'https://index.test/simple', json: null, rss: null },
      requests: { get: notCalled } as unknown as Requests,
      clock: systemClock,
    });
    const state: Before = {
      ...before({ seenRevision: '3', fetchedRevision: '3' }, ['1.0.0']),
      announced: ['@1.0.0', '@2.0', '@3.0.post1', '@4.0'],
      told: new Set([changeKey({ kind: 'removed', version: '4.0' })]),
      isLastLook: true,
    };
    const page = present({ revision: '3', listed: ['1.0.0', '3.0-1'] });
    const tell = (resolved: Present, of: Before): (string | null)[] =>
      judgeLook(pypi, 'n', resolved, of).changes.map(({ kind, version }) => `${kind} ${version}`);

    expect(tell(page, state)).toEqual(['removed 2.0']);
    expect(tell(page, { ...state, isLastLook: false })).toEqual([]);
    expect(tell({ ...page, listed: [], quarantined: true }, { ...state, told: new Set() })).not.toContain(
      'removed 2.0',
    );
    // Older than what a sweep saw: it proves nothing.
    expect(tell({ ...page, revision: '2' }, { ...state, ...before({ seenRevision: '3' }) })).toEqual([]);
  });

  it('settles when the document covers its row and brings a release', () => {
    const resolved = present({ listed: ['1.0.0', '1.1.0'], releases: [release] });

    expect(judgeLook(feed, 'n', resolved, before())).toMatchObject({
      judgement: { kind: 'settle' },
      changes: [],
    });
  });

  it.each([
    ['of more changes than one', before({ fetchedRevision: '1-a' }), lastSeenAt],
    ['while an earlier change has shown nothing', before({ watchedSince: seedDay }), seedDay],
    ['of a new package that was written twice', before({ fetchedRevision: null }, []), lastSeenAt],
  ])('watches on when the document brings a release %s', (_name, known, since) => {
    const resolved = present({ listed: ['1.0.0', '1.1.0'], releases: [release] });

    expect(judgeLook(feed, 'n', resolved, known).judgement).toMatchObject({ kind: 'watch', since });
  });

  it('settles when an old package brings a release at its first sighting', () => {
    const seeded = [{ version: '1.0.0', publishedAt: null }];
    const resolved = present({ listed: ['1.0.0', '1.1.0'], releases: [release], seeded });

    expect(judgeLook(feed, 'n', resolved, before({ fetchedRevision: null }, [])).judgement.kind).toBe(
      'settle',
    );
  });

  it.each([
    ['of a known package', present(), before()],
    [
      'of an old package at its first sighting',
      present({ seeded: [{ version: '1.0.0', publishedAt: null }] }),
      before({ fetchedRevision: null }, []),
    ],
    [
      'of a package that once lost a version, as every document says',
      present({ removed: [{ version: '0.9.0', publishedAt: '2026-01-02T00:00:00.000Z' }] }),
      before(),
    ],
  ])('watches when the document covers its row and brings nothing new %s', (_name, resolved, known) => {
    expect(judgeLook(feed, 'n', resolved, known).judgement).toMatchObject({
      kind: 'watch',
      since: lastSeenAt,
    });
  });

  it.each([
    ['is older than its row', present({ revision: '2-b' }), before()],
    ['shows no revision', present({ revision: null }), before()],
    ['is absent', { kind: 'absent', status: 404 } as const, before()],
    ['lists no release of a new package', present({ listed: [] }), before({}, [])],
    [
      'lists only placeholders of a new package',
      present({ listed: ['0.0.0-stage'], placeholders: ['0.0.0-stage'] }),
      before({}, []),
    ],
  ])('looks again when the document %s', (_name, resolved, known) => {
    expect(judgeLook(feed, 'n', resolved, known)).toMatchObject({
      judgement: { kind: 'later' },
      changes: [],
    });
  });

  it('believes the absence of what its feed calls deleted', () => {
    expect(judgeLook(feed, 'n', { kind: 'absent', status: 404 }, before({ deleted: true }))).toMatchObject({
      judgement: { kind: 'settle' },
      changes: [{ kind: 'removed', version: null }],
    });
  });

  it('tells the removal of known versions, and of young ones that nobody saw', () => {
    const removed = [
      { version: '1.0.0', publishedAt: '2020-01-01T00:00:00.000Z' },
      { version: '0.9.0', publishedAt: '2020-01-01T00:00:00.000Z' },
      { version: '2.0.0', publishedAt: '2026-01-02T00:00:00.000Z' },
    ];

    const { changes } = judgeLook(feed, 'n', present({ listed: ['1.1.0'], removed }), before());

    expect(changes.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
  });

  it('tells no change that stands already, and still knows it as the reason of a missing release', () => {
    const removed = [{ version: '1.0.0', publishedAt: '2026-01-02T00:00:00.000Z' }];
    const told = new Set([changeKey({ kind: 'removed', version: '1.0.0' })]);

    const look = judgeLook(feed, 'n', present({ listed: [], removed }), { ...before({}, []), told });

    expect(look).toMatchObject({ changes: [], judgement: { kind: 'watch' } });
  });

  it('believes a version gone without a trace only in a document newer than the last one read', () => {
    const known = ['1.0.0', '1.1.0'];

    const newer = judgeLook(feed, 'n', present(), before({ fetchedRevision: '2-b' }, known));
    // A version that was held back showed in a later copy of this revision, and a cache serves an earlier one.
    const same = judgeLook(feed, 'n', present(), before({ fetchedRevision: '3-c' }, known));
    const older = judgeLook(
      feed,
      'n',
      present(),
      before({ fetchedRevision: '4-d', seenRevision: '4-d' }, known),
    );

    expect(newer.changes).toMatchObject([{ kind: 'removed', version: '1.1.0' }]);
    expect([same.changes, older.changes]).toEqual([[], []]);
  });

  it.each([
    ['takedown', present({ takedown: true, listed: ['0.0.1-security'] })],
    ['removed', present({ unpublished: true, listed: [] })],
  ])('tells a %s of the whole package once, not version by version', (kind, resolved) => {
    expect(judgeLook(feed, 'n', resolved, before()).changes).toMatchObject([{ kind, version: null }]);
  });
});

describe('a damaged document', () => {
  it('makes nothing look gone, and is looked at again', () => {
    const look = judgeLook(feed, 'n', present({ listed: [], readable: false }), before());

    expect(look).toMatchObject({ changes: [], judgement: { kind: 'later' }, gone: null });
  });
});

describe('a package that came back', () => {
  const readAt = new Date('2026-02-01T00:00:00Z');
  const served = present({ revision: '1-z', createdAt: '2026-02-02T00:00:00.000Z', listed: ['2.0.0'] });

  it('is no older copy, although its revisions began again', () => {
    const look = judgeLook(feed, 'n', served, before({ seenRevision: '1-z', lastFetchedAt: readAt }));

    expect(look).toMatchObject({ reborn: true, changes: [{ kind: 'removed', version: '1.0.0' }] });
  });

  it('lost its versions with the whole package where that was told', () => {
    const told = new Set([changeKey({ kind: 'removed', version: null })]);
    const known = before({ seenRevision: '1-z', lastFetchedAt: readAt });

    expect(judgeLook(feed, 'n', served, { ...known, told }).changes).toEqual([]);
  });

  it('is not what an older copy of the same package looks like', () => {
    const older = present({ revision: '1-a', createdAt: '2026-01-01T00:00:00.000Z', listed: [] });

    const look = judgeLook(feed, 'n', older, before({ lastFetchedAt: readAt }));

    expect(look).toMatchObject({ reborn: false, changes: [], judgement: { kind: 'later' }, gone: null });
  });
});

describe('a look that the sweep asked for', () => {
  const absent: ResolvedPackage = { kind: 'absent', status: 404 };
  const swept = { lookReason: SWEPT_AWAY };

  it('takes a package for gone that is not served either', () => {
    expect(judgeLook(feed, 'n', absent, { ...before(), ...swept })).toMatchObject({
      changes: [{ kind: 'removed', version: null }],
      judgement: { kind: 'settle' },
      gone: true,
    });
  });

  it('lets go of a name that a row made up, without telling anybody', () => {
    const look = judgeLook(feed, 'n', absent, { ...before({ fetchedRevision: null }, []), ...swept });

    expect(look).toMatchObject({ changes: [], judgement: { kind: 'settle' }, gone: true });
  });

  it('waits for more than one answer where names that are held are not listed either', () => {
    const pypi = { ...feed, traits: { ...feed.traits, absentIsGone: true } };
    const kinds: string[] = [];
    let lookReason = SWEPT_AWAY;
    for (let at = 0; at < 3; at++) {
      const look = judgeLook(pypi, 'n', absent, { ...before(), lookReason });
      kinds.push(`${look.judgement.kind} ${look.changes.length}`);
      if (look.judgement.kind === 'later') lookReason = look.judgement.reason;
    }

    expect(kinds).toEqual(['later 0', 'later 0', 'settle 1']);
  });

  it('does not take what is held for gone at the first answer, though it lists nothing either', () => {
    const pypi = { ...feed, traits: { ...feed.traits, absentIsGone: true } };
    const held = before({ deleted: true });

    const first = judgeLook(pypi, 'n', absent, held);
    expect(first).toMatchObject({ changes: [], judgement: { kind: 'later' }, gone: null });

    const gone = { ...held, told: new Set([changeKey({ kind: 'removed', version: null })]) };
    expect(judgeLook(pypi, 'n', absent, gone)).toMatchObject({ changes: [], judgement: { kind: 'settle' } });
  });

  it('stays one when it failed', () => {
    const error = new AppError('HTTP_TIMEOUT', 'x', { retriable: true });
    const { judgement } = judgeFailure('n', error, SWEPT_AWAY, null);
    if (judgement.kind !== 'later') throw new Error(judgement.kind);

    const again = judgeLook(feed, 'n', absent, { ...before(), lookReason: judgement.reason });

    expect(again.judgement.kind).toBe('settle');
  });
});

describe('judgeFailure', () => {
  it.each([
    ['NAME_INVALID', 'give-up'],
    ['DOCUMENT_HEAP', 'give-up'],
    ['DOCUMENT_TOO_LARGE', 'later'],
    ['REGISTRY_REFUSED', 'later'],
    ['REGISTRY_MALFORMED', 'later'],
  ])('answers %s with %s', (code, kind) => {
    const error = new AppError(code, 'x', { retriable: false });

    expect(judgeFailure('n', error, 'feed row', null)).toMatchObject({
      judgement: { kind },
      problems: [{ code, raw: 'n' }],
    });
  });

  it('waits as long as the registry asks', () => {
    const error = new AppError('REGISTRY_HTTP', 'x', { retriable: true, fields: { retryAfterMs: 70_000 } });

    expect(judgeFailure('n', error, 'feed row', null).judgement).toMatchObject({
      kind: 'later',
      waitMs: 70_000,
    });
  });

  it('keeps a watchful look watchful, so that it takes no request from the others', () => {
    const watched = judgeLook(feed, 'n', present(), before()).judgement;
    if (watched.kind !== 'watch') throw new Error(watched.kind);
    const error = new AppError('HTTP_TIMEOUT', 'x', { retriable: true });

    const { judgement } = judgeFailure('n', error, watched.reason, lastSeenAt);

    if (judgement.kind !== 'later') throw new Error(judgement.kind);
    expect([isWatchful(watched.reason), isWatchful(judgement.reason), isWatchful('feed row')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('counts no look that nobody could pay for: watchful ones wait for their next rung, others for requests', () => {
    const fields = { retryAfterMs: 600_000 };
    const error = new AppError('REQUEST_ALLOWANCE_SPENT', 'x', { retriable: true, fields });

    expect(judgeFailure('n', error, 'nothing new', lastSeenAt)).toMatchObject({
      judgement: { kind: 'watch', since: lastSeenAt },
      problems: [],
    });
    expect(judgeFailure('n', error, 'feed row', lastSeenAt)).toMatchObject({
      judgement: { kind: 'unpaid', reason: 'feed row', waitMs: 600_000 },
      problems: [],
    });
  });

  it('throws on what nobody expected', () => {
    expect(() => judgeFailure('n', new TypeError('bug'), 'feed row', null)).toThrow('bug');
  });
});
