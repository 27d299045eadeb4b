import { type Allowance, AppError, type RegistryFeed } from '@weir/model';
import { createNpmFeed, createRequests, unlimitedAllowance } from '@weir/registries';
import { silentLogger, systemClock } from '@weir/runtime';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FeederHarness, openHarness } from '../testing/harness.ts';
import { BACKFILL_DEFAULTS, type BackfillOptions, type BackfillStep, backfill } from './backfill.ts';
import { type BackfillSource, changedSince, everyPackage } from './source.ts';

let postgres: TestPostgres;
let harness: FeederHarness;
let allowance: Allowance;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  harness = await openHarness(await postgres.createDatabase());
  allowance = unlimitedAllowance;
  for (let at = 0; at < 25; at++) {
    const name = `p${String(at).padStart(2, '0')}`;
    harness.standIn.world.publish([{ name, version: '1.0.0' }]);
  }
});
afterEach(() => harness[Symbol.asyncDispose]());

const QUICK: BackfillOptions = { ...BACKFILL_DEFAULTS, leaseMs: 100, retryMs: [20, 20, 20] };

function openFeed(): RegistryFeed {
  const requests = createRequests({
    http: harness.parts.http,
    allowance,
    clock: systemClock,
    random: () => 0,
  });
  const { url, feedUrl } = harness.standIn;
  return createNpmFeed({ feedBase: feedUrl, documentsBase: url, requests, clock: systemClock, pageLimit: 6 });
}

function run(
  source: (feed: RegistryFeed) => BackfillSource,
  signal = new AbortController().signal,
  options = QUICK,
): AsyncGenerator<BackfillStep, void> {
  const feed = openFeed();
  const { evidence } = harness.parts;
  const deps = {
    store: harness.store,
    evidence,
    clock: systemClock,
    logger: silentLogger,
    feedFor: () => feed,
  };
  return backfill(source(feed), deps, options, signal);
}

async function collect(steps: AsyncIterable<BackfillStep>): Promise<BackfillStep[]> {
  const all: BackfillStep[] = [];
  for await (const step of steps) all.push(step);
  return all;
}

const everything = (feed: RegistryFeed): BackfillSource => ({
  ...everyPackage(feed, 25, 'stand-in'),
  waitingMax: 6,
});

async function announced(): Promise<string[]> {
  const events = await harness.events();
  return events
    .flatMap((event) => (event.type === 'release.published.v1' ? [event.data.release.name] : []))
    .toSorted();
}

const ALL = Array.from({ length: 25 }, (_, at) => `p${String(at).padStart(2, '0')}`);

describe('every package of a registry', () => {
  it('passes by a few at a time, and is told as done of the total', async () => {
    let most = 0;
    const steps: BackfillStep[] = [];
    // Long leases: on a busy machine one that ends is done twice, and counted twice.
    const patient = { ...QUICK, leaseMs: 60_000 };
    for await (const step of run(everything, undefined, patient)) {
      steps.push(step);
      most = Math.max(most, await harness.store.rechecks.count('backfill:all-stand-in'));
    }

    expect(await announced()).toEqual(ALL);
    expect(most).toBeLessThanOrEqual(12);
    expect(steps[0]).toMatchObject({ package: null, outcome: 'collecting', done: 0, total: 25 });
    expect(steps.at(-1)).toMatchObject({ outcome: 'announced', done: 25, total: 25 });
    expect(await harness.store.rechecks.depth()).toEqual([]);
    for (const event of await harness.events())
      expect(event.data.origin).toEqual({ lane: 'bulk', replay: false, muted: true });
  });

  it('goes on where it was stopped, however often', async () => {
    let stops = 0;
    for (let ended = false; !ended; ) {
      ended = true;
      let seen = 0;
      for await (const step of run(everything)) {
        seen += step.package === null ? 0 : 1;
        if (seen < 4 || step.done === step.total) continue;
        ended = false;
        stops += 1;
        break;
      }
    }

    expect(stops).toBeGreaterThan(1);
    expect(await announced()).toEqual(ALL);
    const reads = harness.standIn.requests.filter(({ path }) => path.includes('_all_docs'));
    expect(reads.length).toBeLessThanOrEqual(6);
    expect(await harness.store.rechecks.depth()).toEqual([]);
  });

  it('waits while the feed does not answer, and loses no name', async () => {
    harness.standIn.knobs.arm('feed', { kind: 'html', status: 503 }, 4);

    await collect(run(everything));

    expect(await announced()).toEqual(ALL);
  });

  it('is shared by processes that work on it at once', async () => {
    const runs = await Promise.all([collect(run(everything)), collect(run(everything))]);

    expect(await announced()).toEqual(ALL);
    const done = runs.flat().filter(({ outcome }) => outcome === 'announced');
    expect(done.map((step) => String(step.package)).toSorted()).toEqual(ALL);
    expect(await harness.store.rechecks.depth()).toEqual([]);
  });

  it('pauses while the allowance is used up, and gives nothing up', async () => {
    let leases = 0;
    allowance = {
      ...unlimitedAllowance,
      async lease(_account, priority) {
        leases += 1;
        if (priority !== 'backfill' || leases % 3 !== 0) return 4;
        throw new AppError('REQUEST_ALLOWANCE_SPENT', 'used up', {
          retriable: true,
          fields: { retryAfterMs: 30 },
        });
      },
    };

    const steps = await collect(run(everything));

    expect(steps.map(({ outcome }) => outcome)).toContain('paused');
    expect(steps.map(({ outcome }) => outcome)).not.toContain('retrying');
    expect(await announced()).toEqual(ALL);
    expect((await harness.store.stats()).gaps).toBe(0);
  });
});

describe('what changed since a position', () => {
  it('is every package with a row after it, deletions left out, up to the head', async () => {
    const { world } = harness.standIn;
    const since = String(world.changes.head(systemClock.now()));
    world.publish([{ name: 'p03', version: '1.1.0' }]);
    world.publish([{ name: 'new', version: '1.0.0' }]);
    world.publish([{ name: 'gone', version: '1.0.0' }]);
    world.unpublish('gone');
    world.publish([{ name: 'p03', version: '1.2.0' }]);
    for (let at = 10; at < 20; at++) world.publish([{ name: `p${at}`, version: '2.0.0' }]);

    const steps = await collect(run((feed) => changedSince(feed, since, 'stand-in')));

    const names = ['new', 'p03', ...ALL.slice(10, 20)];
    expect(await announced()).toEqual(names);
    const done = steps.filter((step) => step.package !== null);
    expect(done.map((step) => step.done)).toEqual(names.map((_, index) => index + 1));
    expect(done.every((step) => step.total === names.length)).toBe(true);
  });

  it('is nothing at the head or beyond it', async () => {
    for (const beyond of [0, 1_000]) {
      const since = String(harness.standIn.world.changes.head(systemClock.now()) + beyond);
      const steps = await collect(run((feed) => changedSince(feed, since, 'stand-in')));

      expect(steps.filter((step) => step.package !== null)).toEqual([]);
    }
    expect(await harness.store.rechecks.depth()).toEqual([]);
  });
});
