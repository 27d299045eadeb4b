import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOSTILE_KINDS, type HostileKind, isHostileVersion } from './hostile-kinds.ts';
import { type OpenStandIn, openStandIn } from './testing/open-stand-in.ts';

const MINUTE_MS = 60_000;
const KINDS = Object.keys(HOSTILE_KINDS) as HostileKind[];

let open: OpenStandIn;
beforeEach(async () => {
  open = await openStandIn();
  for (const version of ['1.0.0', '1.0.1']) open.standIn.world.publish([{ name: 'n', version }]);
});
afterEach(() => open[Symbol.asyncDispose]());

interface Dist {
  readonly dist: { readonly integrity: string };
}

async function versions(): Promise<Record<string, Dist>> {
  return (await open.client.document('n')).json().versions as Record<string, Dist>;
}

describe('hostile documents', () => {
  it.each(KINDS.filter((kind) => kind !== 'versions-array' && kind !== 'not-an-object'))(
    'keep the good versions beside %s, and end',
    async (kind) => {
      const good = await versions();
      open.standIn.world.disfigure('n', kind, MINUTE_MS, { sizeBytes: 1_000 });

      const hostile = await versions();
      const extra = Object.keys(hostile).filter((version) => !Object.hasOwn(good, version));

      for (const [version, { dist }] of Object.entries(good)) expect(hostile[version]?.dist).toEqual(dist);
      expect(extra.filter((version) => !isHostileVersion(version))).toEqual([]);
      expect(open.standIn.fired[`hostile-${kind}`]).toBe(1);
      expect(open.standIn.world.truth).toHaveLength(2);
      open.pass(MINUTE_MS);
      expect(await versions()).toEqual(good);
      expect(open.standIn.fired[`hostile-${kind}`]).toBe(1);
    },
  );

  it.each(['versions-array', 'not-an-object'] as const)('lose all for a time as %s', async (kind) => {
    open.standIn.world.disfigure('n', kind, MINUTE_MS);
    const body: unknown = JSON.parse((await open.client.document('n')).body.toString());
    const found = kind === 'versions-array' ? (body as { versions: unknown }).versions : body;

    expect(found).toBeInstanceOf(Array);
    expect(open.standIn.fired[`hostile-${kind}`]).toBe(1);
  });

  it('have keys that only JSON text can carry', async () => {
    open.standIn.world.disfigure('n', 'prototype-keys', MINUTE_MS);
    const body = (await open.client.document('n')).json();

    for (const part of [body, body.versions, body.time, body['dist-tags']]) {
      expect(Object.keys(part as object)).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
    }
    open.standIn.world.disfigure('n', 'versions', MINUTE_MS);
    const keys = Object.keys(await versions());
    expect(keys).toEqual(expect.arrayContaining(['', '1.0.0\u0000', '../../etc/passwd', '\ud800']));
    expect(Object.values(await versions())).toContain(null);
  });

  it('have times, tags and revisions of wrong types', async () => {
    const read = async (kind: HostileKind): Promise<Record<string, unknown>> => {
      open.standIn.world.disfigure('n', kind, MINUTE_MS);
      return (await open.client.document('n')).json();
    };

    expect(Object.values((await read('times')).time as object).map((time) => typeof time)).toContain(
      'number',
    );
    expect(await read('tags')).toMatchObject({
      'dist-tags': { latest: '404.0.0-hostile.tags', next: ['1.0.0'] },
    });
    expect(await read('containers')).toMatchObject({
      time: expect.any(Array),
      'dist-tags': expect.any(Array),
    });
    expect(await read('revision')).toMatchObject({ _rev: { rev: '1-a' } });
    expect(await read('foreign-name')).toMatchObject({ name: '../../decoy' });
    expect(String((await read('nuls')).readme)).toContain('\u0000');
  });

  it('nest deeper than a recursive reader can go', async () => {
    open.standIn.world.disfigure('n', 'deep', MINUTE_MS);
    const { deep } = (await open.client.document('n')).json();

    expect(() => JSON.stringify(deep)).toThrow(RangeError);
  });

  it('end after so many answers', async () => {
    open.standIn.world.disfigure('n', 'versions-array', MINUTE_MS, { answers: 2 });
    const isHostile = async (): Promise<boolean> => Array.isArray(await versions());

    expect([await isHostile(), await isHostile(), await isHostile()]).toEqual([true, true, false]);
  });

  it('are as large as they are told', async () => {
    open.standIn.world.disfigure('n', 'large', MINUTE_MS);
    expect((await open.client.document('n')).body.length).toBeGreaterThan(40_000_000);
    open.standIn.world.disfigure('n', 'oversized', MINUTE_MS);
    expect((await open.client.document('n')).body.length).toBeGreaterThan(64 * 1024 * 1024);
    open.standIn.world.calm();
    expect((await open.client.document('n')).body.length).toBeLessThan(5_000);
  });
});
