import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStandIn, openStandIn } from './testing/open-stand-in.ts';

const HOUR_MS = 3_600_000;

let open: OpenStandIn;
beforeEach(async () => {
  open = await openStandIn();
});
afterEach(() => open[Symbol.asyncDispose]());

function publish(...names: readonly string[]): void {
  for (const name of names) open.standIn.world.publish([{ name, version: '1.0.0' }]);
}

async function ids(since = 0): Promise<string[]> {
  return (await open.client.changes(since)).results.map(({ id }) => id);
}

async function head(): Promise<number> {
  return Number((await open.client.get('/')).json().update_seq);
}

describe('late rows', () => {
  it('hides a row behind an answered last_seq until its time, and counts once it shows', async () => {
    const { standIn, client, pass } = open;
    standIn.world.publish([{ name: 'late', version: '1.0.0' }], { visibleInMs: 2 * HOUR_MS });
    publish('next');

    const page = await client.changes(0);
    pass(2 * HOUR_MS - 1_000);
    const before = await ids();
    const firedBefore = standIn.fired['late-row'];
    pass(1_000);

    expect([page.results.map(({ id }) => id), before, firedBefore]).toEqual([['next'], ['next'], 0]);
    expect(await ids()).toEqual(['late', 'next']);
    expect(await ids(page.last_seq)).toEqual([]);
    expect(standIn.fired['late-row']).toBe(1);
    const [truth] = standIn.world.truth;
    expect(Number(truth?.seq)).toBeLessThan(page.last_seq);
    expect(truth).toMatchObject({ name: 'late', version: '1.0.0', knob: 'late-row' });
  });

  it('does not count a row that nobody ran past, or that a newer one replaced', async () => {
    const { standIn, pass } = open;
    standIn.world.publish([{ name: 'unmet', version: '1.0.0' }], { visibleInMs: HOUR_MS });
    pass(HOUR_MS);
    standIn.world.publish([{ name: 'replaced', version: '1.0.0' }], { visibleInMs: HOUR_MS });
    publish('next');
    await ids();
    standIn.world.publish([{ name: 'replaced', version: '1.0.1' }]);
    pass(HOUR_MS);

    expect(await ids()).toEqual(['unmet', 'next', 'replaced']);
    expect(standIn.fired['late-row']).toBe(0);
  });

  it('does not count a page that a client was not given', async () => {
    const { standIn, client, pass } = open;
    standIn.world.publish([{ name: 'late', version: '1.0.0' }], { visibleInMs: HOUR_MS });
    publish('next');
    standIn.knobs.arm('feed', { kind: 'truncated' });

    await client.get('/registry/_changes?since=0');
    pass(HOUR_MS);

    expect(standIn.fired).toMatchObject({ 'late-row': 0, 'feed-truncated': 1 });
  });

  it('shows the older row of the name meanwhile', async () => {
    const { standIn, pass } = open;
    publish('n', 'other');
    standIn.world.publish([{ name: 'n', version: '1.0.1' }], { visibleInMs: HOUR_MS });

    expect(await ids()).toEqual(['n', 'other']);
    pass(HOUR_MS);
    expect(await ids()).toEqual(['other', 'n']);
  });
});

describe('lost rows', () => {
  it('keeps the older row while documents and _all_docs have the new revision', async () => {
    const { standIn, client } = open;
    publish('n');
    const before = await client.changes(0);
    standIn.world.publish([{ name: 'n', version: '1.0.1' }], { lost: true });
    publish('next');

    expect(standIn.fired['lost-row']).toBe(0);
    expect(await ids(before.last_seq)).toEqual(['next']);
    expect(standIn.fired['lost-row']).toBe(1);
    expect(await client.allDocs()).toMatchObject({ n: expect.stringMatching(/^2-/) });
    expect(await client.versions('n')).toEqual(['1.0.0', '1.0.1']);
    expect(standIn.world.truth[1]).toMatchObject({ version: '1.0.1', seq: '', knob: 'lost-row' });
  });

  it('makes a package vanish without a row', async () => {
    const { standIn, client } = open;
    publish('gone', 'stays');
    const before = await client.changes(0);
    standIn.world.unpublish('gone', undefined, { lost: true });
    publish('next');

    expect(await ids(before.last_seq)).toEqual(['next']);
    expect(await ids()).toEqual(['gone', 'stays', 'next']);
    expect((await client.document('gone')).status).toBe(404);
    expect(Object.keys(await client.allDocs())).toEqual(['next', 'stays']);
    expect(standIn.fired).toMatchObject({ 'lost-deletion': 1, tombstone: 1 });
    expect(standIn.world.truth.at(-2)).toMatchObject({ kind: 'unpublished', name: 'gone', seq: '' });
  });
});

describe('the head', () => {
  it('stands still for a time, and then moves on', async () => {
    const { standIn, client, pass } = open;
    publish('a');
    const frozen = await head();
    standIn.world.stall(HOUR_MS);
    await client.changes(frozen);
    publish('b');

    expect([await head(), await ids()]).toEqual([frozen, ['a']]);
    expect(await client.changes(frozen)).toEqual({ results: [], last_seq: frozen });
    pass(HOUR_MS);
    expect(await ids(frozen)).toEqual(['b']);
    expect(await head()).toBeGreaterThan(frozen);
    expect(standIn.fired['frozen-head']).toBe(1);
  });

  it('goes back for a while: rows beyond it are gone, and since is echoed', async () => {
    const { standIn, client, pass } = open;
    publish('a', 'b', 'c');
    const known = (await client.changes(0)).last_seq;
    standIn.world.lowerHead(4, HOUR_MS);

    expect(await head()).toBe(known - 4);
    expect(await ids()).toEqual(['a']);
    expect(await client.changes(known)).toEqual({ results: [], last_seq: known });
    pass(HOUR_MS);
    expect([await head(), await ids()]).toEqual([known, ['a', 'b', 'c']]);
    expect(standIn.fired).toMatchObject({ 'lowered-head': 1, 'past-head': 1 });
  });

  it('begins again lower: rows keep their order, later ones follow from there', async () => {
    const { standIn, client } = open;
    publish('a', 'b');
    const known = (await client.changes(0)).last_seq;
    standIn.world.resetHead(500);
    publish('c');

    const page = await client.changes(0);
    expect(page.results.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(page.last_seq).toBe(await head());
    expect(page.last_seq).toBeLessThan(known - 400);
    expect(await ids(known)).toEqual([]);
    expect(standIn.fired).toMatchObject({ 'head-reset': 1, 'lowered-head': 0 });
  });
});

describe('pages', () => {
  it.each([
    ['duplicate-row', ['a', 'b', 'b', 'c']],
    ['out-of-order', ['c', 'b', 'a']],
  ] as const)('has a %s once', async (kind, spoilt) => {
    publish('a', 'b', 'c');
    open.standIn.knobs.arm('feed', { kind });

    const page = await open.client.changes(0);

    expect(page.results.map(({ id }) => id)).toEqual(spoilt);
    expect(await ids()).toEqual(['a', 'b', 'c']);
    expect(open.standIn.fired[kind]).toBe(1);
  });

  it('has its numbers as strings', async () => {
    publish('a');
    open.standIn.knobs.arm('feed', { kind: 'string-seqs' });

    expect(await open.client.changes(0)).toMatchObject({
      results: [{ seq: expect.stringMatching(/^\d+$/) }],
      last_seq: expect.stringMatching(/^\d+$/),
    });
  });

  it('has malformed rows among the good ones, all of them in time', async () => {
    publish('a', 'b');
    open.standIn.knobs.arm('feed', { kind: 'malformed-rows' }, 4);
    const seen: unknown[] = [];

    for (let nth = 0; nth < 4; nth++) {
      const { results } = await open.client.changes(0);
      const good = results.filter((row: unknown) => {
        return row !== null && typeof row === 'object' && 'id' in row && (row.id === 'a' || row.id === 'b');
      });
      expect(good).toHaveLength(2);
      seen.push(...results.filter((row) => !good.includes(row)).map((row) => JSON.stringify(row)));
    }

    expect(new Set(seen).size).toBeGreaterThan(25);
    expect(open.standIn.fired['malformed-rows']).toBe(4);
  });

  it('waits for a page that it can spoil', async () => {
    open.standIn.knobs.arm('feed', { kind: 'duplicate-row' });
    await head();
    await ids();
    publish('a', 'b');

    expect(await open.client.changes(0, 2)).toMatchObject({ results: [{ id: 'a' }, { id: 'b' }] });
    expect(open.standIn.fired['duplicate-row']).toBe(0);
    expect(await ids()).toHaveLength(3);
  });

  it('counts hostile ids and deleted rows that are given', async () => {
    open.standIn.world.appendRow('../x');
    open.standIn.world.appendRow('harmless');
    open.standIn.world.appendRow('gone', true);

    await ids();

    expect(open.standIn.fired).toMatchObject({ 'hostile-id': 1, 'deleted-row': 0 });
    publish('n');
    open.standIn.world.unpublish('n');
    await ids();
    expect(open.standIn.fired).toMatchObject({ 'hostile-id': 2, 'deleted-row': 1 });
  });
});

describe('bulk', () => {
  it('appends rows and names without packages, and pages through both', async () => {
    const { standIn, client } = open;
    standIn.world.appendMany(25_000);
    publish('bulk-00012345', 'a');
    let since = 0;
    let rows = 0;

    for (let page = await client.changes(0, 10_000); page.results.length > 0; ) {
      rows += page.results.length;
      since = page.last_seq;
      page = await client.changes(since, 10_000);
    }
    const names = (
      await client.get(`/_all_docs?limit=3&startkey=${encodeURIComponent('"bulk-00024998"')}`)
    ).json();

    expect([rows, since]).toEqual([25_001, await head()]);
    expect(names).toMatchObject({ total_rows: 25_001, offset: 24_999 });
    expect(names.rows).toMatchObject([{ id: 'bulk-00024998' }, { id: 'bulk-00024999' }]);
  });

  it('rewrites names in alphabetical order', async () => {
    publish('c', 'a', 'b', 'd');
    const before = await head();

    expect(open.standIn.world.rewrite(2, 'b')).toBe(2);

    expect(await ids(before)).toEqual(['b', 'c']);
    expect(await open.client.allDocs()).toMatchObject({
      a: expect.stringMatching(/^1-/),
      b: expect.stringMatching(/^2-/),
    });
  });
});
