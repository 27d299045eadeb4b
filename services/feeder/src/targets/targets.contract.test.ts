import type { PackageEdge } from '@weir/model';
import { systemClock } from '@weir/runtime';
import type { StoredEdge, StoredFile } from '@weir/store';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Feeder } from '../context.ts';
import { type FeederHarness, openHarness } from '../testing/harness.ts';

let postgres: TestPostgres;
let harness: FeederHarness;
let feeder: Feeder;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  harness = await openHarness(await postgres.createDatabase());
  for (const version of ['1.0.0', '1.4.0', '2.0.0'])
    harness.standIn.world.publish([{ name: 'helper', version }]);
});
afterEach(async () => {
  await feeder.resources[Symbol.asyncDispose]();
  await harness[Symbol.asyncDispose]();
});

/** Notes that `app` runs packages, as the analyzer does, and starts the feeder. */
async function bringIn(specs: readonly (readonly [string, string])[], muted = false): Promise<void> {
  const { store } = harness;
  const found = await startAndFind();
  const brings = specs.map(
    ([name, spec]): PackageEdge => ({
      channel: 'run',
      ecosystem: 'npm',
      name,
      spec,
      url: null,
      stage: 'install',
      file: 'package.json',
      line: 1,
    }),
  );
  await store.transaction((tx) =>
    store.edges.save(tx, { file: found, edges: brings, muted, at: new Date(systemClock.now()) }),
  );
}

/** Starts the feeder, and finds the file of `app` once it has it. */
async function startAndFind(): Promise<StoredFile> {
  feeder = harness.start();
  await vi.waitFor(() => expect(feeder.status().cursor).not.toBeNull(), 10_000);
  harness.standIn.world.publish([{ name: 'app', version: '1.0.0' }]);
  return vi.waitFor(async () => {
    const [file] = await harness.store.releases.findFilesByRelease('npmjs', 'app', '1.0.0');
    if (!file) throw new Error('not there yet');
    return file;
  }, 10_000);
}

async function edges(): Promise<readonly StoredEdge[]> {
  return harness.store.edges.listFrom('npmjs', 'app', '1.0.0');
}

async function settled(): Promise<string[]> {
  return vi.waitFor(async () => {
    const all = await edges();
    expect(all.filter(({ state }) => state === 'pending')).toEqual([]);
    return all.map(({ edge, state, target }) => `${edge.name}@${edge.spec} ${state} ${target?.purl ?? '-'}`);
  }, 10_000);
}

async function announced(): Promise<string[]> {
  return (await harness.events()).flatMap((event) =>
    event.type === 'release.published.v1' && event.data.release.name === 'helper'
      ? [`${event.data.release.version} ${event.data.origin.lane}${event.data.origin.muted ? ' muted' : ''}`]
      : [],
  );
}

describe('packages that releases bring in', () => {
  it('are put on the bulk lane and linked, by version, range and tag', async () => {
    await bringIn([
      ['helper', '1.0.0'],
      ['helper', '^1.1'],
      ['helper', ''],
    ]);

    expect(await settled()).toEqual([
      'helper@1.0.0 linked pkg:npm/helper@1.0.0',
      'helper@^1.1 linked pkg:npm/helper@1.4.0',
      'helper@ linked pkg:npm/helper@2.0.0',
    ]);
    expect((await announced()).toSorted()).toEqual(['1.0.0 bulk', '1.4.0 bulk', '2.0.0 bulk']);
    expect(await harness.store.rechecks.count('target:npmjs')).toBe(0);
  });

  it('stay as silent as what brought them', async () => {
    await bringIn([['helper', '1.0.0']], true);

    await settled();

    expect(await announced()).toEqual(['1.0.0 bulk muted']);
  });

  it('that do not exist, or cannot, are noted as that', async () => {
    await bringIn([
      ['helper', '9.9.9'],
      ['unclaimed', ''],
      ['../../etc', ''],
    ]);

    expect(await settled()).toEqual(['helper@9.9.9 absent -', 'unclaimed@ absent -', '../../etc@ failed -']);
    expect(await announced()).toEqual([]);
  });

  it('are looked for again when the registry does not answer, and then given up with the reason', async () => {
    harness.standIn.world.publish([{ name: 'broken', version: '1.0.0' }]);
    harness.standIn.knobs.arm('document', { kind: 'html', status: 503 }, 1, 'helper');
    harness.standIn.knobs.arm('document', { kind: 'truncated' }, 1_000, 'broken');
    await bringIn([
      ['helper', '1.0.0'],
      ['broken', ''],
    ]);

    expect(await settled()).toEqual(['helper@1.0.0 linked pkg:npm/helper@1.0.0', 'broken@ failed -']);
    expect((await edges())[1]?.reason).toMatch(/REGISTRY_MALFORMED/);
  });
});
