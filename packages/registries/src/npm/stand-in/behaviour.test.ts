import { describe, expect, it } from 'vitest';
import { parseBehaviour, STAND_IN_BEHAVIOUR, standInBehaviourSchema } from './behaviour.ts';
import { openStandIn } from './testing/open-stand-in.ts';

describe('behaviour', () => {
  it('takes what a probe wrote, and the defaults for the rest', () => {
    const probed: unknown = JSON.parse(JSON.stringify({ rowAt: 'release', changesLimitMax: 5_000 }));

    expect(parseBehaviour(probed)).toEqual({
      ...STAND_IN_BEHAVIOUR,
      rowAt: 'release',
      changesLimitMax: 5_000,
    });
    expect(standInBehaviourSchema.parse(STAND_IN_BEHAVIOUR)).toEqual(STAND_IN_BEHAVIOUR);
    expect(() => parseBehaviour({ rowAt: 'never' })).toThrow(/rowAt/);
  });

  it('sets limits, statuses and methods', async () => {
    await using strict = await openStandIn({
      behaviour: { changesLimitMax: 2, overLimitStatus: 413, postChangesStatus: 400, allDocsLimitMax: 1 },
    });
    await using lax = await openStandIn({ behaviour: { changesLimitMax: 2, overLimitStatus: 200 } });
    for (const name of ['a', 'b', 'c']) lax.standIn.world.publish([{ name, version: '1.0.0' }]);

    expect((await strict.client.get('/_changes?limit=3')).status).toBe(413);
    expect((await strict.client.get('/_all_docs?limit=2')).status).toBe(413);
    expect((await strict.client.get('/_changes', {}, 'POST')).status).toBe(400);
    expect((await strict.client.get('/n', {}, 'DELETE')).status).toBe(405);
    expect((await lax.client.changes(0, 3)).results).toHaveLength(2);
    expect((await lax.client.get('/_changes', {}, 'POST')).status).toBe(405);
    expect(strict.standIn.fired).toMatchObject({ 'over-limit': 2, 'bad-method': 2 });
  });

  it('limits polls in a window that moves on', async () => {
    const pollLimit = { requestsMax: 2, windowSeconds: 60, retryAfterSeconds: 30 };
    await using open = await openStandIn({ behaviour: { pollLimit } });
    const status = async (): Promise<number> => (await open.client.get('/')).status;

    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    expect((await open.client.get('/_changes')).headers['retry-after']).toBe('1');
    open.pass(60_000);
    expect(await status()).toBe(200);
    expect(open.standIn.fired['poll-limit']).toBe(2);
  });

  it.each(['?since=now', '?feed=longpoll', '?include_docs=true', '?timeout=1', '?doc_ids=[]', '?what=1'])(
    'counts the refusal of _changes%s',
    async (query) => {
      await using open = await openStandIn();

      expect((await open.client.get(`/_changes${query}`)).status).toBe(400);
      expect(open.standIn.fired['bad-parameter']).toBe(1);
    },
  );

  it('refuses a path that is no URL, and documents below the database', async () => {
    await using open = await openStandIn();
    open.standIn.world.publish([{ name: 'n', version: '1.0.0' }]);

    expect((await open.client.get('//')).status).toBe(400);
    expect((await open.client.get('/%E0%A4%A')).status).toBe(400);
    expect((await open.client.get('/registry/n')).status).toBe(404);
  });
});
