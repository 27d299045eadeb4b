import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStandIn, openStandIn } from './testing/open-stand-in.ts';

const HOLD_MS = 300_000;

let open: OpenStandIn;
beforeEach(async () => {
  open = await openStandIn();
});
afterEach(() => open[Symbol.asyncDispose]());

async function look(name = 'n'): Promise<{ rev: unknown; row: unknown; versions: readonly string[] | null }> {
  const { results } = await open.client.changes(0);
  const row = results.find(({ id }) => id === name) as { changes: { rev: string }[] } | undefined;
  const reply = await open.client.document(name);
  const rev = reply.status === 200 ? String(reply.json()._rev).split('-')[0] : null;
  return { rev, row: row?.changes[0]?.rev.split('-')[0] ?? null, versions: await open.client.versions(name) };
}

describe('held versions', () => {
  it.each([
    ['row', { rev: '3', row: '3' }],
    ['rev', { rev: '3', row: '2' }],
    ['silent', { rev: '2', row: '2' }],
  ] as const)('are released with a %s', async (release, after) => {
    const { standIn, pass, client, clock } = open;
    standIn.world.publish([{ name: 'n', version: '1.0.0' }]);
    standIn.world.publish([{ name: 'n', version: '1.0.1' }], { hold: { ms: HOLD_MS, release } });

    const held = await look();
    const manifest = await client.get('/n/1.0.1');
    const tarball = await client.get('/n/-/n-1.0.1.tgz');
    const etag = (await client.document('n')).headers.etag;
    const truthBefore = standIn.world.truth.length;
    const dueAtMs = clock.now() + standIn.timeline.scaled(HOLD_MS);
    pass(HOLD_MS * 2);

    expect(held).toEqual({ rev: '2', row: '2', versions: ['1.0.0'] });
    expect([manifest.status, tarball.status, truthBefore]).toEqual([404, 404, 1]);
    expect(await look()).toEqual({ ...after, versions: ['1.0.0', '1.0.1'] });
    expect((await client.document('n')).headers.etag).not.toBe(etag);
    expect(standIn.world.truth[1]).toMatchObject({
      kind: 'published',
      version: '1.0.1',
      visibleAtMs: dueAtMs,
      knob: `held-${release}`,
    });
    expect(standIn.world.truth[1]?.seq).not.toBe('');
    expect(standIn.fired[`held-${release}`]).toBe(1);
  });

  it('are not counted when nobody looked meanwhile', async () => {
    open.standIn.world.publish([{ name: 'n', version: '1.0.0' }], { hold: { ms: HOLD_MS, release: 'row' } });
    open.pass(HOLD_MS);

    expect((await look()).versions).toEqual(['1.0.0']);
    expect(open.standIn.fired['held-row']).toBe(0);
  });

  it('leave a new name without a document', async () => {
    open.standIn.world.publish([{ name: 'n', version: '1.0.0' }], { hold: { ms: HOLD_MS, release: 'row' } });

    expect(await look()).toEqual({ rev: null, row: '1', versions: null });
    expect(open.standIn.fired['held-row']).toBe(1);
    open.pass(HOLD_MS);
    expect(await look()).toEqual({ rev: '2', row: '2', versions: ['1.0.0'] });
  });

  it('never appear when the package goes first', async () => {
    const { world } = open.standIn;
    world.publish([{ name: 'n', version: '1.0.0' }]);
    world.publish([{ name: 'n', version: '1.0.1' }], { hold: { ms: HOLD_MS, release: 'row' } });
    world.takedown('n');
    open.pass(HOLD_MS);

    expect((await look()).versions).toEqual(['0.0.1-security']);
    expect(world.truth.map(({ kind }) => kind)).toEqual(['published', 'takedown']);
  });

  it('never appear when they are blocked', async () => {
    const { world } = open.standIn;
    world.publish([{ name: 'n', version: '1.0.0' }]);
    world.publish([{ name: 'n', version: '1.0.1' }], { blocked: true });
    open.pass(100 * HOLD_MS);

    expect(await look()).toEqual({ rev: '2', row: '2', versions: ['1.0.0'] });
    expect(world.truth).toHaveLength(1);
    expect(open.standIn.fired.blocked).toBe(1);
  });
});

describe('where the row of a held version shows', () => {
  it('can be at its release', async () => {
    await using other = await openStandIn({ behaviour: { rowAt: 'release' } });
    other.standIn.world.publish([{ name: 'n', version: '1.0.0' }], { hold: { ms: HOLD_MS, release: 'rev' } });

    const before = await other.client.changes(0);
    other.pass(HOLD_MS);
    const after = await other.client.changes(0);

    expect([before.results.length, after.results.length]).toEqual([0, 1]);
    expect((await other.client.document('n')).json()._rev).toMatch(/^1-/);
  });

  it('can be at its release, behind the numbers that were given meanwhile', async () => {
    await using other = await openStandIn({ behaviour: { rowAt: 'upload-shown-at-release' } });
    const { world } = other.standIn;
    world.publish([{ name: 'n', version: '1.0.0' }], { hold: { ms: HOLD_MS, release: 'row' } });
    world.publish([{ name: 'other', version: '1.0.0' }]);

    const before = await other.client.changes(0);
    other.pass(HOLD_MS);
    const after = await other.client.changes(0);

    expect(before.results.map(({ id }) => id)).toEqual(['other']);
    expect(after.results.map(({ id }) => id)).toEqual(['n', 'other']);
    expect(await other.client.versions('n')).toEqual(['1.0.0']);
    expect(other.standIn.fired['late-row']).toBe(1);
  });
});

describe('staged versions', () => {
  it.each([
    ['kept', ['0.0.0-stage'], ['0.0.0-stage', '1.0.0']],
    ['removed', ['0.0.0-stage'], ['1.0.0']],
    ['absent', null, ['1.0.0']],
  ] as const)('show a placeholder first, and later it is %s', async (stagePlaceholder, before, after) => {
    await using other = await openStandIn({ behaviour: { stagePlaceholder } });
    const { standIn, client, pass } = other;
    standIn.world.stage([{ name: 'n', version: '1.0.0' }], { ms: HOLD_MS });

    expect(await client.versions('n')).toEqual(before);
    expect(standIn.world.truth).toEqual([]);
    pass(HOLD_MS);
    expect(await client.versions('n')).toEqual(after);
    expect(standIn.world.truth).toMatchObject([{ kind: 'published', version: '1.0.0' }]);
    expect(standIn.fired['stage-placeholder']).toBe(before === null ? 0 : 1);
  });
});
