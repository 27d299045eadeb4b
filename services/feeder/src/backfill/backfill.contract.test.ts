import { createNpmFeed, createRequests, unlimitedAllowance } from '@weir/registries';
import { silentLogger, systemClock } from '@weir/runtime';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FeederHarness, openHarness } from '../testing/harness.ts';
import { BACKFILL_DEFAULTS, type BackfillOptions, type BackfillStep, backfill } from './backfill.ts';
import { parsePackageList } from './package-list.ts';
import { listSource } from './source.ts';

let postgres: TestPostgres;
let harness: FeederHarness;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  harness = await openHarness(await postgres.createDatabase());
  const { world } = harness.standIn;
  for (const name of ['a', '@s/b', 'c']) {
    for (const version of ['1.0.0', '1.1.0']) world.publish([{ name, version }]);
  }
});
afterEach(() => harness[Symbol.asyncDispose]());

const QUICK: BackfillOptions = { ...BACKFILL_DEFAULTS, leaseMs: 50, retryMs: [20, 20] };

function run(
  text: string,
  options = QUICK,
  signal = new AbortController().signal,
): AsyncGenerator<BackfillStep, void> {
  const { http, evidence } = harness.parts;
  const requests = createRequests({
    http,
    allowance: unlimitedAllowance,
    clock: systemClock,
    random: () => 0,
  });
  const feed = createNpmFeed({ documentsBase: harness.standIn.url, requests, clock: systemClock });
  const deps = {
    store: harness.store,
    evidence,
    clock: systemClock,
    logger: silentLogger,
    feedFor: () => feed,
  };
  return backfill(listSource(parsePackageList(text)), deps, options, signal);
}

async function collect(steps: AsyncIterable<BackfillStep>): Promise<BackfillStep[]> {
  const all: BackfillStep[] = [];
  for await (const step of steps) if (step.package !== null) all.push(step);
  return all;
}

async function outcomes(text: string): Promise<string[]> {
  const steps = await collect(run(text));
  return steps.map((step) => `${step.package} ${step.outcome}`).toSorted();
}

async function told(): Promise<string[]> {
  return (await harness.events()).flatMap((event) =>
    event.type === 'release.published.v1' ? [`${event.data.release.name}@${event.data.release.version}`] : [],
  );
}

describe('backfill', () => {
  it('puts each listed release on the bulk lane, muted', async () => {
    const steps = await collect(run('a\n@s/b@1.0.0\nc\nnone\na@9.9.9'));

    expect(steps.map((step) => `${step.package} ${step.outcome}`).toSorted()).toEqual([
      '@s/b@1.0.0 announced',
      'a announced',
      'a@9.9.9 absent',
      'c announced',
      'none absent',
    ]);
    expect(steps.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5]);
    expect((await told()).toSorted()).toEqual(['@s/b@1.0.0', 'a@1.1.0', 'c@1.1.0']);
    for (const event of await harness.events()) {
      expect(event.data.origin).toEqual({ lane: 'bulk', replay: false, muted: true });
    }
    expect(await harness.store.rechecks.depth()).toEqual([]);
  });

  it('tells nothing twice when a finished list is run again', async () => {
    await outcomes('a\nc');

    expect(await outcomes('a\nc')).toEqual(['a known', 'c known']);
    expect(await told()).toHaveLength(2);
  });

  it('goes on where it was stopped', async () => {
    const text = 'a\n@s/b\nc';
    for await (const step of run(text, { ...QUICK, concurrency: 1 })) {
      if (step.package === null) continue;
      expect(step.done).toBe(1);
      break;
    }

    const steps = await collect(run(text));

    expect(steps.length).toBeLessThan(3);
    expect(steps.at(-1)).toMatchObject({ done: 3, total: 3 });
    expect((await told()).toSorted()).toEqual(['@s/b@1.1.0', 'a@1.1.0', 'c@1.1.0']);
  });

  it('gives what it held back when it is stopped, so that the next run need not wait', async () => {
    const stop = new AbortController();
    const { knobs, requests } = harness.standIn;
    knobs.arm('document', { kind: 'slow', delayMs: 1_000, chunkBytes: 1 });
    const stopped = collect(run('a', { ...QUICK, leaseMs: 3_600_000 }, stop.signal));
    await vi.waitFor(() => expect(requests).toHaveLength(1));

    stop.abort(new Error('enough'));

    await expect(stopped).rejects.toThrow('enough');
    expect(await outcomes('a')).toEqual(['a announced']);
  });

  it('tries again, then gives a package up and records the gap', async () => {
    harness.standIn.knobs.arm('document', { kind: 'html', status: 503 }, 2, 'a');
    harness.standIn.knobs.arm('document', { kind: 'truncated' }, 100, 'c');

    const steps = await collect(run('a\nc'));

    const last = new Map(steps.map((step) => [step.package, step.outcome]));
    expect(Object.fromEntries(last)).toEqual({ a: 'announced', c: 'failed' });
    expect(steps.filter((step) => step.outcome === 'retrying')).toHaveLength(4);
    expect((await harness.store.stats()).gaps).toBe(1);
  });

  it('adds files to a version that was only known as history', async () => {
    const ref = {
      registry: 'npmjs',
      ecosystem: 'npm',
      name: 'a',
      displayName: 'a',
      version: '1.0.0',
      purl: 'pkg:npm/a@1.0.0',
    } as const;
    const at = new Date(systemClock.now());
    await harness.store.transaction((tx) =>
      harness.store.releases.seed(tx, [{ ref, publishedAt: null }], at),
    );

    expect(await outcomes('a@1.0.0')).toEqual(['a@1.0.0 announced']);
    expect(await told()).toEqual(['a@1.0.0']);
  });
});
