import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStandIn, openStandIn } from './testing/open-stand-in.ts';

let open: OpenStandIn;
beforeEach(async () => {
  open = await openStandIn();
  for (const name of ['d', 'b', '@s/n', 'c', 'a']) open.standIn.world.publish([{ name, version: '1.0.0' }]);
});
afterEach(() => open[Symbol.asyncDispose]());

async function list(query: string): Promise<unknown[]> {
  const { rows } = (await open.client.get(`/registry/_all_docs${query}`)).json() as {
    rows: { id?: string }[];
  };
  return rows.map((row) => row.id ?? row);
}

const key = (text: string): string => encodeURIComponent(JSON.stringify(text));

describe('_all_docs', () => {
  it.each([
    ['', ['@s/n', 'a', 'b', 'c', 'd']],
    ['?limit=2', ['@s/n', 'a']],
    [`?startkey=${key('b')}`, ['b', 'c', 'd']],
    [`?startkey=${key('aa')}&limit=1`, ['b']],
    [`?startkey=${key('a')}&endkey=${key('c')}`, ['a', 'b', 'c']],
    [`?startkey=${key('a')}&endkey=${key('c')}&inclusive_end=false`, ['a', 'b']],
    [`?key=${key('c')}`, ['c']],
    [`?key=${key('nothing')}`, []],
    ['?descending=true&limit=2', ['d', 'c']],
    [`?descending=true&startkey=${key('c')}&endkey=${key('a')}`, ['c', 'b', 'a']],
    [`?keys=${encodeURIComponent('["a","x"]')}`, ['a', { key: 'x', error: 'not_found' }]],
  ])('answers %s', async (query, expected) => {
    expect(await list(query)).toEqual(expected);
  });

  it('follows names that come and go', async () => {
    await list('');
    open.standIn.world.unpublish('b');
    open.standIn.world.publish([{ name: 'bb', version: '1.0.0' }]);
    expect(await list('')).toEqual(['@s/n', 'a', 'bb', 'c', 'd']);

    open.standIn.world.publish([{ name: 'b', version: '2.0.0' }]);
    expect(await list('')).toEqual(['@s/n', 'a', 'b', 'bb', 'c', 'd']);
  });

  it.each(['?include_docs=true', '?limit=10001', '?startkey=b', '?startkey=5', '?keys={}', '?skip=1'])(
    'refuses %s',
    async (query) => {
      expect((await open.client.get(`/_all_docs${query}`)).status).toBe(400);
    },
  );
});
