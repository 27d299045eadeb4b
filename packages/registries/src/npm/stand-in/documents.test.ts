import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStandIn, openStandIn } from './testing/open-stand-in.ts';

const MINUTE_MS = 60_000;

let open: OpenStandIn;
beforeEach(async () => {
  open = await openStandIn();
});
afterEach(() => open[Symbol.asyncDispose]());

function publish(name: string, ...versions: readonly string[]): void {
  for (const version of versions) open.standIn.world.publish([{ name, version }]);
}

describe('the edge cache', () => {
  beforeEach(() => {
    open.standIn.world.edge.enabled = true;
  });

  it('keeps a document for 300 s whatever is published, and tells its age', async () => {
    const { client, pass, standIn } = open;
    publish('n', '1.0.0');
    const first = await client.document('n');
    publish('n', '1.0.1');
    pass(245_000);

    const cached = await client.document('n');
    const origin = await client.document('n', '?write=true');
    pass(56_000);
    const later = await client.document('n');

    expect(first.headers).toMatchObject({
      'cf-cache-status': 'MISS',
      'cache-control': 'public, max-age=300',
    });
    expect(first.headers.age).toBeUndefined();
    expect(cached.headers).toMatchObject({ 'cf-cache-status': 'HIT', age: '245' });
    expect(cached.json()._rev).toBe(first.json()._rev);
    expect(origin.headers['cf-cache-status']).toBe('DYNAMIC');
    expect(Object.keys(origin.json().versions as object)).toEqual(['1.0.0', '1.0.1']);
    expect(later.headers['cf-cache-status']).toBe('MISS');
    expect(later.json()._rev).toBe(origin.json()._rev);
    expect(standIn.fired).toMatchObject({ 'edge-stale': 1, 'origin-asked': 1 });
  });

  it('says "not modified" of what is modified', async () => {
    const { client, standIn } = open;
    publish('n', '1.0.0');
    const { etag } = (await client.document('n')).headers;
    publish('n', '1.0.1');

    const stale = await client.document('n', '', { 'if-none-match': String(etag) });
    const fresh = await client.document('n', '?write=true', { 'if-none-match': String(etag) });

    expect([stale.status, fresh.status]).toEqual([304, 200]);
    expect(standIn.fired).toMatchObject({ 'edge-stale-304': 1, 'not-modified': 0 });
  });

  it('can be warm before anybody here asked', async () => {
    publish('n', '1.0.0');
    const pkg = open.standIn.world.find('n');
    if (pkg) open.standIn.world.edge.warm(pkg, 200_000);
    publish('n', '1.0.1');

    expect((await open.client.document('n')).headers.age).toBe('200');
    expect(await open.client.versions('n')).toEqual(['1.0.0']);
    open.pass(100_000);
    expect(await open.client.versions('n')).toEqual(['1.0.0', '1.0.1']);
  });
});

describe('negotiation', () => {
  it('honours ETag and Last-Modified', async () => {
    publish('n', '1.0.0');
    const { headers } = await open.client.document('n');
    const ask = async (name: string, value: unknown): Promise<number> =>
      (await open.client.document('n', '', { [name]: String(value) })).status;

    expect(await ask('if-none-match', headers.etag)).toBe(304);
    expect(await ask('if-none-match', `"x", W/${String(headers.etag)}`)).toBe(304);
    expect(await ask('if-modified-since', headers['last-modified'])).toBe(304);
    open.pass(10_000_000);
    publish('n', '1.0.1');
    expect(await ask('if-none-match', headers.etag)).toBe(200);
    expect(await ask('if-modified-since', headers['last-modified'])).toBe(200);
    expect(open.standIn.fired['not-modified']).toBe(3);
  });

  it.each([
    ['application/json', false, true],
    ['application/json, application/vnd.npm.install-v1+json;q=0.1', false, false],
    ['*/*', false, true],
    ['*/*', true, false],
    ['application/json', true, true],
  ])(
    'answers Accept: %s with the full document or not (any gives abbreviated: %s)',
    async (accept, any, full) => {
      await using other = await openStandIn({ behaviour: { abbreviatedForAnyAccept: any } });
      other.standIn.world.publish([
        { name: '@s/n', version: '1.0.0', manifest: { scripts: { install: 'x' } } },
      ]);

      const body = (await other.client.document('@s/n', '', { accept })).json();

      expect('_rev' in body).toBe(full);
      expect('time' in body).toBe(full);
      expect(other.standIn.fired).toMatchObject({ abbreviated: full ? 0 : 1, 'scoped-name': 1 });
    },
  );
});

describe('absence', () => {
  it('answers 404 for a time, or for some requests', async () => {
    const { client, standIn, pass } = open;
    publish('n', '1.0.0');
    standIn.world.absentFor('n', 5 * MINUTE_MS);

    const absent = [await client.versions('n'), await client.versions('n', '?write=true')];
    pass(5 * MINUTE_MS);

    expect(absent).toEqual([null, null]);
    expect(await client.versions('n')).toEqual(['1.0.0']);
    standIn.world.holdOf('n').documentRequests = 1;
    expect([await client.versions('n'), await client.versions('n')]).toEqual([null, ['1.0.0']]);
    expect(standIn.fired['document-absent']).toBe(3);
  });

  it('serves older revisions for some requests', async () => {
    publish('n', '1.0.0', '1.0.1', '1.0.2');
    Object.assign(open.standIn.world.holdOf('n'), { lagRevisions: 2, lagRequests: 1 });

    expect(await open.client.versions('n', '?write=true')).toHaveLength(3);
    expect(await open.client.versions('n')).toEqual(['1.0.0']);
    expect(await open.client.versions('n')).toHaveLength(3);
    expect(open.standIn.fired['lag-by-requests']).toBe(1);
  });

  it('holds tarballs back, and gives wrong digests', async () => {
    const { client, standIn, pass } = open;
    publish('@s/n', '1.0.0');
    standIn.world.publish([{ name: '@s/n', version: '1.0.1' }], { wrongDigest: true });
    const status = async (version: string): Promise<number> =>
      (await client.get(`/@s/n/-/n-${version}.tgz`)).status;
    standIn.world.tarballsAbsentFor('@s/n', MINUTE_MS);

    expect([await status('1.0.0'), await status('9.9.9')]).toEqual([404, 404]);
    pass(MINUTE_MS);
    standIn.world.holdOf('@s/n').tarballRequests = 1;
    expect([await status('1.0.0'), await status('1.0.0'), await status('1.0.1')]).toEqual([404, 200, 200]);
    expect(standIn.fired).toMatchObject({ 'tarball-absent': 2, 'wrong-digest': 1 });
  });
});

describe('removal', () => {
  it('leaves a document with time.unpublished, whose row says deleted', async () => {
    publish('n', '1.0.0', '1.0.1');
    open.standIn.world.unpublish('n');

    const body = (await open.client.document('n')).json();

    expect(body).toMatchObject({ time: { unpublished: { name: 'n', versions: ['1.0.0', '1.0.1'] } } });
    expect(body).not.toHaveProperty('versions');
    expect(body).not.toHaveProperty('dist-tags');
    expect(await open.client.changes(0)).toMatchObject({ results: [{ id: 'n', deleted: true }] });
    expect(await open.client.allDocs()).toEqual({});
    expect(open.standIn.fired).toMatchObject({ 'unpublished-document': 1, 'deleted-row': 1 });
  });

  it('leaves a tombstone, or a document with an ordinary row', async () => {
    const { client, standIn } = open;
    publish('stone', '1.0.0');
    publish('kept', '1.0.0');
    standIn.world.unpublish('stone', undefined, { as: 'tombstone' });
    standIn.world.unpublish('kept', undefined, { as: 'kept' });

    const { results } = await client.changes(0);

    expect((await client.document('stone')).status).toBe(404);
    expect((await client.document('kept')).status).toBe(200);
    expect(results.map((row) => [row.id, row.deleted])).toEqual([
      ['stone', true],
      ['kept', undefined],
    ]);
    expect(Object.keys(await client.allDocs())).toEqual(['kept']);
    standIn.world.publish([{ name: 'stone', version: '2.0.0' }]);
    expect(await client.versions('stone')).toEqual(['2.0.0']);
  });

  it('keeps times of removed versions, and puts a placeholder for a takedown', async () => {
    publish('n', '1.0.0', '1.0.1');
    open.standIn.world.unpublish('n', ['1.0.1']);
    const removed = (await open.client.document('n')).json();
    open.standIn.world.takedown('n');
    const taken = (await open.client.document('n')).json();

    expect(removed).toMatchObject({
      versions: { '1.0.0': {} },
      time: { '1.0.1': expect.any(String) },
      'dist-tags': {},
    });
    expect(taken).toMatchObject({
      description: 'security holding package',
      versions: { '0.0.1-security': { _npmUser: { name: 'npm' } } },
      'dist-tags': { latest: '0.0.1-security' },
    });
    expect(open.standIn.fired['security-holding']).toBe(1);
    expect(open.standIn.world.truth.map(({ kind, version }) => [kind, version])).toEqual([
      ['published', '1.0.0'],
      ['published', '1.0.1'],
      ['removed', '1.0.1'],
      ['takedown', null],
    ]);
  });
});

describe('many versions', () => {
  it('brings several in one revision', async () => {
    const versions = ['1.0.0', '1.0.1', '1.0.2', '2.0.0', '3.0.0-rc.1'];
    open.standIn.world.publish(versions.map((version) => ({ name: 'n', version })));

    expect((await open.client.document('n')).json()._rev).toMatch(/^1-/);
    expect(await open.client.versions('n')).toEqual(versions);
    expect(open.standIn.fired['several-versions']).toBe(1);
  });

  it('pads a document with thousands of real versions', async () => {
    open.standIn.world.publishMany('n', 2_000, 4_000_000, { time: '2015-01-01T00:00:00.000Z' });

    const reply = await open.client.document('n');

    expect(reply.body.length).toBeGreaterThan(3_500_000);
    expect(reply.body.length).toBeLessThan(4_500_000);
    expect(open.standIn.world.truth).toHaveLength(2_000);
    expect(open.standIn.fired['many-versions']).toBe(1);
  });

  it('costs no more to publish one by one', async () => {
    const tarball = Buffer.from('tiny');
    for (let at = 0; at < 3_000; at++) {
      open.standIn.world.publish([{ name: 'n', version: `1.0.${at}`, tarball, tag: `t${at % 3}` }]);
    }

    const body = (await open.client.document('n')).json();

    expect(body).toMatchObject({ _rev: expect.stringMatching(/^3000-/), 'dist-tags': { t0: '1.0.2997' } });
    expect(Object.keys(body.versions as object)).toHaveLength(3_000);
  });

  it('moves dist-tags without a version', async () => {
    publish('n', '1.0.0', '1.0.1');
    open.standIn.world.tag('n', 'latest', '1.0.0');
    open.standIn.world.touch('n');

    const body = (await open.client.document('n')).json();

    expect(body).toMatchObject({ _rev: expect.stringMatching(/^4-/), 'dist-tags': { latest: '1.0.0' } });
    expect(open.standIn.world.truth).toHaveLength(2);
  });
});
