import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPair } from './lib/pair.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe('unpublishing with the npm client from a registry that is not ours', () => {
  it('tells once that a version, and that a whole package was unpublished', async () => {
    await using pair = await openPair(postgres);
    const { weir, mirror, npm } = pair;
    for (const name of ['part', '@acme/whole']) {
      for (const version of ['1.0.0', '1.1.0']) await npm.publish(name, version);
      await mirror.tell(name);
    }
    const published = ['part', '@acme/whole'].flatMap((name) =>
      ['1.0.0', '1.1.0'].map((version) => `published ${name}@${version}`),
    );
    await weir.expectTold(published);

    await npm.run('unpublish', 'part@1.0.0');
    await mirror.tell('part');
    await npm.run('unpublish', '@acme/whole', '--force');
    expect(await mirror.tell('@acme/whole')).toBeNull();
    const told = [...published, 'removed part@1.0.0', 'removed @acme/whole@*'];
    await weir.expectTold(told);

    await npm.publish('part', '1.2.0');
    await mirror.tell('part');
    await weir.expectTold([...told, 'published part@1.2.0']);
    expect(await weir.platform.store.stats()).toMatchObject({ gaps: 0, parked: 0 });
  });

  it('records a name that comes back, whose revisions count from the start', async () => {
    await using pair = await openPair(postgres);
    const { weir, mirror, npm } = pair;
    for (const version of ['1.0.0', '1.1.0']) await npm.publish('phoenix', version);
    const before = await mirror.tell('phoenix');
    const published = ['published phoenix@1.0.0', 'published phoenix@1.1.0'];
    await weir.expectTold(published);
    await npm.run('unpublish', 'phoenix', '--force');
    await mirror.tell('phoenix');
    await weir.expectTold([...published, 'removed phoenix@*']);

    await npm.publish('phoenix', '2.0.0');
    const after = await mirror.tell('phoenix');

    expect([before, after]).toEqual([expect.stringMatching(/^6-/), expect.stringMatching(/^3-/)]);
    await weir.expectTold([...published, 'removed phoenix@*', 'published phoenix@2.0.0']);
    expect(await weir.platform.store.stats()).toMatchObject({ gaps: 0, parked: 0 });
  });

  it('tells what went and what came when a name comes back between two looks', async () => {
    await using pair = await openPair(postgres);
    const { weir, mirror, npm } = pair;
    for (const version of ['1.0.0', '1.1.0']) await npm.publish('phoenix', version);
    await mirror.tell('phoenix');
    const published = ['published phoenix@1.0.0', 'published phoenix@1.1.0'];
    await weir.expectTold(published);

    await npm.run('unpublish', 'phoenix', '--force');
    await npm.publish('phoenix', '2.0.0');
    await mirror.tell('phoenix');

    const gone = ['removed phoenix@1.0.0', 'removed phoenix@1.1.0'];
    await weir.expectTold([...published, ...gone, 'published phoenix@2.0.0']);
  });
});
