import { systemClock } from '@weir/runtime';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Couch, startCouch } from './lib/couch.ts';
import { publishToCouch, unpublishFromCouch } from './lib/couch-packages.ts';
import { PATIENCE, startFollower } from './lib/follower.ts';

let postgres: TestPostgres;
let couch: Couch;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  couch = await startCouch();
});
afterEach(() => couch[Symbol.asyncDispose]());

describe('Weir on a CouchDB that is not ours', () => {
  it('tells every publish, removal and deletion once, and judges every file', async () => {
    await publishToCouch(couch, 'before', ['1.0.0']);
    const bases = { feed: couch.databaseUrl, documents: couch.databaseUrl };
    await using weir = await startFollower(await postgres.createDatabase(), bases);

    const names = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? `p${at}` : `@acme/p${at}`));
    for (const name of names) await publishToCouch(couch, name, ['1.0.0']);
    await couch.put('_design/app', { views: {} });
    await publishToCouch(couch, '@acme/many', ['1.0.0', '1.0.1', '1.1.0', '2.0.0']);
    await publishToCouch(couch, 'twice', ['1.0.0']);
    await publishToCouch(couch, 'twice', ['1.0.1']);
    const published = [
      ...names.map((name) => `published ${name}@1.0.0`),
      ...['1.0.0', '1.0.1', '1.1.0', '2.0.0'].map((version) => `published @acme/many@${version}`),
      'published twice@1.0.0',
      'published twice@1.0.1',
    ];
    await weir.expectTold(published);

    await unpublishFromCouch(couch, '@acme/many', '1.0.1');
    await couch.remove('twice');
    await couch.remove('p0');
    const removed = ['removed @acme/many@1.0.1', 'removed twice@*', 'removed p0@*'];
    await weir.expectTold([...published, ...removed]);

    const verdicts = await weir.verdicts();
    expect(verdicts).toHaveLength(published.length);
    expect(new Set(verdicts).size).toBe(published.length);
    expect(verdicts.filter((line) => !line.endsWith(': benign'))).toEqual([]);
    expect(await weir.platform.store.stats()).toMatchObject({ gaps: 0, parked: 0 });
  });

  it('goes on where it stopped', async () => {
    const database = await postgres.createDatabase();
    const bases = { feed: couch.databaseUrl, documents: couch.databaseUrl };
    await using first = await startFollower(database, bases);
    await publishToCouch(couch, 'a', ['1.0.0']);
    await first.expectTold(['published a@1.0.0']);
    await first[Symbol.asyncDispose]();

    await publishToCouch(couch, 'a', ['1.0.1']);
    await publishToCouch(couch, 'b', ['1.0.0']);

    await using second = await startFollower(database, bases);
    await second.expectTold(['published a@1.0.1', 'published b@1.0.0']);
  });

  it('tells nothing twice, and misses nothing, while it sweeps all names without a pause', async () => {
    const bases = { feed: couch.databaseUrl, documents: couch.databaseUrl };
    const sweep = { enabled: true, everyMs: 1 };
    for (const name of ['old', '@acme/old']) await publishToCouch(couch, name, ['1.0.0']);
    await using weir = await startFollower(await postgres.createDatabase(), bases, { sweep });
    const { sweeps } = weir.platform.store;
    await vi.waitFor(async () => expect((await sweeps.find('npmjs'))?.kind).toBe('diff'), PATIENCE);

    const names = Array.from({ length: 10 }, (_, at) => `p${at}`);
    for (const name of names) await publishToCouch(couch, name, ['1.0.0']);
    const published = names.map((name) => `published ${name}@1.0.0`);
    await weir.expectTold(published);
    for (const name of ['p0', 'p1']) await couch.remove(name);
    const told = [...published, 'removed p0@*', 'removed p1@*'];
    await weir.expectTold(told);

    const at = new Date(systemClock.now());
    await vi.waitFor(async () => {
      const last = await sweeps.find('npmjs');
      expect(last?.finishedAt && last.startedAt > at ? last.names : null).toBe(10);
    }, PATIENCE);
    await weir.expectTold(told);
  });
});
