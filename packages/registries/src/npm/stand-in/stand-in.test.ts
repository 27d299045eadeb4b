import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTarball } from '../../lib/stand-in/tarball.ts';
import { busyMinute } from './busy-minute.ts';
import { type NpmStandIn, startNpmStandIn } from './server.ts';

describe('the npm stand-in', () => {
  let standIn: NpmStandIn;

  beforeEach(async () => {
    standIn = await startNpmStandIn({ firstSeq: 1_000 });
  });
  afterEach(() => standIn[Symbol.asyncDispose]());

  async function get(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown; headers: Headers }> {
    const response = await fetch(`${standIn.url}${path}`, { headers });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? null : JSON.parse(text),
      headers: response.headers,
    };
  }

  it.each([
    '?since=now',
    '?since=-1',
    '?limit=10001',
    '?feed=longpoll',
    '?include_docs=true',
    '?timeout=1',
    '?heartbeat=1',
  ])('refuses _changes%s with 400', async (query) => {
    expect((await get(`/registry/_changes${query}`)).status).toBe(400);
  });

  it('answers one row a name, with sparse numbers, and echoes a since past its head', async () => {
    for (const version of ['1.0.0', '1.0.1']) standIn.world.publish([{ name: 'a', version }]);
    standIn.world.publish([{ name: 'b', version: '1.0.0' }]);

    const { body } = await get('/registry/_changes?since=0');
    const past = await get('/registry/_changes?since=999999999');
    const root = await get('/');

    expect(body).toMatchObject({
      results: [{ id: 'a', changes: [{ rev: expect.stringMatching(/^2-/) }] }, { id: 'b' }],
    });
    expect(past.body).toEqual({ results: [], last_seq: 999_999_999 });
    expect(root.body).toMatchObject({ db_name: 'registry', doc_count: 2, update_seq: expect.any(Number) });
  });

  it('hides a late row behind its own number', async () => {
    standIn.world.publish([{ name: 'late', version: '1.0.0' }], 60_000);
    standIn.world.publish([{ name: 'b', version: '1.0.0' }]);

    const { body } = await get('/_changes?since=0');

    expect((body as { results: { id: string }[] }).results.map(({ id }) => id)).toEqual(['b']);
    expect(Number(standIn.world.truth[0]?.seq)).toBeLessThan(Number(standIn.world.truth[1]?.seq));
  });

  it('negotiates documents as npm does', async () => {
    standIn.world.publish([{ name: '@s/n', version: '1.0.0', manifest: { scripts: { install: 'x' } } }]);

    const full = await get('/@s%2Fn', { accept: 'application/json' });
    const brief = await get('/@s/n', {
      accept: 'application/vnd.npm.install-v1+json; q=0.1, application/json',
    });
    const same = await get('/@s%2Fn', { 'if-none-match': full.headers.get('etag') ?? '' });
    const one = await get('/@s%2Fn/latest');

    expect(full.body).toMatchObject({ name: '@s/n', time: { '1.0.0': expect.any(String) } });
    expect(brief.body).toMatchObject({ versions: { '1.0.0': { hasInstallScript: true } } });
    expect(brief.body).not.toHaveProperty('_rev');
    expect(same.status).toBe(304);
    expect(one.body).toMatchObject({ version: '1.0.0' });
  });

  it('lists all documents from a key on', async () => {
    for (const name of ['c', 'a', 'b']) standIn.world.publish([{ name, version: '1.0.0' }]);

    const { body } = await get(`/registry/_all_docs?limit=2&startkey=${encodeURIComponent('"b"')}`);

    expect(body).toMatchObject({
      total_rows: 3,
      offset: 1,
      rows: [{ id: 'b', value: { rev: expect.stringMatching(/^1-/) } }, { id: 'c' }],
    });
  });
});

describe('buildTarball', () => {
  it('makes a ustar archive below package/', () => {
    const tar = gunzipSync(buildTarball({ 'package.json': '{}', 'lib/a.js': 'x'.repeat(600) }));

    expect(tar.length % 512).toBe(0);
    expect(tar.toString('latin1', 0, 20)).toBe('package/package.json');
    expect(tar.toString('latin1', 257, 262)).toBe('ustar');
    const stored = Number.parseInt(tar.toString('latin1', 148, 154), 8);
    const header = Buffer.from(tar.subarray(0, 512)).fill(0x20, 148, 156);
    expect(stored).toBe(header.reduce((sum, byte) => sum + byte, 0));
  });
});

describe('busyMinute', () => {
  it('is the same for the same seed, and shows an attack early', () => {
    const steps = busyMinute({ seed: 3 });

    expect(busyMinute({ seed: 3 })).toEqual(steps);
    expect(steps.filter((step) => step.attack === null).length).toBe(40);
    expect(steps.filter((step) => step.attack !== null).length).toBe(6);
    expect(steps.find((step) => step.attack !== null)?.afterMs).toBeLessThan(2_000);
    expect(steps.map((step) => step.afterMs)).toEqual(
      steps.map((step) => step.afterMs).toSorted((a, b) => a - b),
    );
  });

  it('aims at reserved names only', () => {
    const text = busyMinute()
      .flatMap((step) => step.publications)
      .flatMap(({ files, manifest }) => [...Object.values(files ?? {}), JSON.stringify(manifest)])
      .map(String)
      .flatMap((part) => [
        part,
        ...[...part.matchAll(/'([A-Za-z0-9+/=]{60,})'/g)].map((hit) => atob(hit[1] ?? '')),
      ])
      .join('\n');
    const hosts = [...text.matchAll(/https?:\/\/([^/\s'":]+)|host: '([^']+)'/g)].map(
      (hit) => hit[1] ?? hit[2] ?? '',
    );

    expect(hosts.length).toBeGreaterThan(5);
    for (const host of hosts) expect(host).toMatch(/\.(?:example|invalid|test)$|^203\.0\.113\.\d+$/);
  });
});
