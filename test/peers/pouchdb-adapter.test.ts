import type { NamesPage, RegistryFeed } from '@weir/model';
import { createNpmFeed, createRequests, unlimitedAllowance } from '@weir/registries';
import { createHttpClient, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Couch, startCouch } from './lib/couch.ts';
import { publishToCouch, unpublishFromCouch } from './lib/couch-packages.ts';

const { signal } = new AbortController();

let stack: AsyncDisposableStack;
let couch: Couch;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  couch = stack.use(await startCouch());
});
afterEach(() => stack.disposeAsync());

function openFeed(base: string, pageLimit?: number): RegistryFeed {
  const http = stack.use(createHttpClient({ userAgent: 'weir-test' }));
  const allowance = unlimitedAllowance;
  const requests = stack.use(createRequests({ http, clock: systemClock, random: () => 0, allowance }));
  const limit = pageLimit === undefined ? {} : { pageLimit };
  return createNpmFeed({ feedBase: base, documentsBase: base, requests, clock: systemClock, ...limit });
}

describe('the npm adapter on a CouchDB that is not ours', () => {
  it('finds the head where the database says it', async () => {
    await couch.put('a', {});
    await couch.put('b', {});

    expect(await openFeed(couch.databaseUrl).head(signal)).toBe('2');
  });

  it('reads an empty feed, and one beyond its end, as the head', async () => {
    const feed = openFeed(couch.databaseUrl);

    expect(await feed.head(signal)).toBe('0');
    const nothing = { rows: [], problems: [], atHead: true };
    expect(await feed.readPage('0', signal)).toEqual({ ...nothing, nextCursor: '0' });
    expect(await feed.readPage('4000000000', signal)).toEqual({ ...nothing, nextCursor: '4000000000' });
  });

  it('reads page by page to the head, without design documents, each row once', async () => {
    for (const id of ['a', '@s/b', '_design/app', 'c', 'd', '_design/scratch', 'e']) await couch.put(id, {});
    const feed = openFeed(couch.databaseUrl, 2);

    const pages = [];
    for (let cursor = '0', atHead = false; !atHead; ) {
      const page = await feed.readPage(cursor, signal);
      pages.push([page.rows.map(({ seq, name }) => `${seq} ${name}`), page.nextCursor]);
      ({ nextCursor: cursor, atHead } = page);
    }

    expect(pages).toEqual([
      [['1 a', '2 @s/b'], '2'],
      [['4 c'], '4'],
      [['5 d'], '6'],
      [['7 e'], '7'],
    ]);
  });

  it('sees the newest revision of a package only, and its deletion', async () => {
    const first = await couch.put('kept', { versions: {} });
    await couch.put('gone', {});
    const second = await couch.put('kept', { versions: { '1.0.0': {} } });
    const deleted = await couch.remove('gone');

    const { rows, nextCursor } = await openFeed(couch.databaseUrl).readPage('0', signal);

    expect(first).toMatch(/^1-/);
    expect(rows).toMatchObject([
      { seq: '3', name: 'kept', revision: second, deleted: false },
      { seq: '4', name: 'gone', revision: deleted, deleted: true },
    ]);
    expect(nextCursor).toBe('4');
    expect(JSON.parse(rows[1]?.raw ?? '')).toMatchObject({ id: 'gone', deleted: true });
  });

  it('takes ids that CouchDB allows and npm does not as problems beside the rows', async () => {
    for (const id of ['../../etc/passwd', 'a b', 'x'.repeat(300), 'nul\u0000', 'good'])
      await couch.put(id, {});

    const { rows, problems } = await openFeed(couch.databaseUrl).readPage('0', signal);

    expect(rows.map(({ name }) => name)).toEqual(['good']);
    expect(problems.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'name-invalid'));
  });

  it.each(['plain', '@acme/core'])('resolves the document that a row of %s names', async (name) => {
    await publishToCouch(couch, name, ['1.0.0', '1.1.0']);
    const revision = await unpublishFromCouch(couch, name, '1.0.0');
    const feed = openFeed(couch.databaseUrl);

    for (const fresh of [false, true]) {
      const resolved = await feed.resolve(name, { known: new Set(), fresh }, signal);
      expect(resolved).toMatchObject({
        kind: 'present',
        revision,
        listed: ['1.1.0'],
        removed: [{ version: '1.0.0' }],
        unpublished: false,
        problems: [],
      });
      const served = resolved.kind === 'present' ? resolved.revision : null;
      expect(feed.coversRevision(served, revision)).toBe(true);
    }
    await couch.remove(name);
    expect(await feed.resolve(name, { known: new Set(), fresh: true }, signal)).toEqual({
      kind: 'absent',
      status: 404,
    });
  });
});

describe('the names of a CouchDB that is not ours', () => {
  async function readAll(pageLimit?: number): Promise<readonly string[][]> {
    const feed = openFeed(couch.databaseUrl, pageLimit);
    const pages: string[][] = [];
    for (let key: string | null = null, isFirst = true; isFirst || key !== null; isFirst = false) {
      const { names, nextKey }: NamesPage = await feed.readNames(key, signal);
      pages.push(names.map(({ name, revision }) => `${name} ${revision}`));
      key = nextKey;
    }
    return pages;
  }

  it.each([
    ['in one page', undefined, 1],
    // Each page after the first begins with the last name of the one before.
    ['page by page', 3, 3],
  ])(
    'are those of the living packages, %s, each once with its newest revision',
    async (_how, pageLimit, pageCount) => {
      const revisions = new Map<string, string>();
      for (const id of ['d', 'a', '@s/b', 'c', '123', 'a', '_design/app', 'gone'])
        revisions.set(id, await couch.put(id, {}));
      await couch.remove('gone');

      const pages = await readAll(pageLimit);

      const expected = ['123', '@s/b', 'a', 'c', 'd'].map((id) => `${id} ${revisions.get(id)}`);
      expect(pages.flat()).toEqual(expected);
      expect(pages).toHaveLength(pageCount);
    },
  );

  it('are none in an empty database, and what is no name is a problem', async () => {
    expect(await readAll()).toEqual([[]]);

    await couch.put('../../etc/passwd', {});

    const { names, problems, nextKey } = await openFeed(couch.databaseUrl).readNames(null, signal);
    expect([names, nextKey]).toEqual([[], null]);
    expect(problems).toMatchObject([{ code: 'name-invalid' }]);
  });
});
