import type { Truth } from '@weir/registries/npm/stand-in';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { Feeder } from '../context.ts';
import { type FeederHarness, openHarness } from './harness.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };

/** Waits for what a running feeder brings about. */
export function until(check: () => Promise<void> | void): Promise<void> {
  return vi.waitFor(check, PATIENCE);
}

/** A fresh harness for each test of a file, and what such tests ask of it. */
export interface FeederSuite {
  /** The running test's own. */
  readonly harness: FeederHarness;
  /** Starts a feeder that is disposed after the test, and waits until it is at the head. */
  startAtHead(...options: Parameters<FeederHarness['start']>): Promise<Feeder>;
  /** PyPI's, likewise, once its first sweep is over: what is there by then is history. */
  startPypi(...options: Parameters<FeederHarness['startPypi']>): Promise<Feeder>;
  /** Disposes a feeder after the test. */
  keep(feeder: Feeder): Feeder;
  /** `kind name@version` of every event, in order. */
  told(): Promise<string[]>;
  publishedTruth(): string[];
  expectTold(lines: readonly string[]): Promise<void>;
  /** Waits until no package is to be looked at again. */
  expectQuiet(): Promise<void>;
}

/** Registers the hooks of a test file. Call it once, at the top. */
export function useFeeder(): FeederSuite {
  let postgres: TestPostgres;
  let harness: FeederHarness;
  let running: Feeder[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());
  beforeEach(async () => {
    harness = await openHarness(await postgres.createDatabase());
    running = [];
  });
  afterEach(async () => {
    for (const feeder of running) await feeder.resources[Symbol.asyncDispose]();
    await harness[Symbol.asyncDispose]();
  });

  const suite: FeederSuite = {
    get harness() {
      return harness;
    },
    keep(feeder) {
      running.push(feeder);
      return feeder;
    },
    async startAtHead(...options) {
      const feeder = suite.keep(harness.start(...options));
      await until(() => {
        expect(feeder.status()).toMatchObject({ state: 'following', atHead: true });
      });
      return feeder;
    },
    async startPypi(...options) {
      const feeder = suite.keep(harness.startPypi(...options));
      await until(async () => {
        expect(feeder.status()).toMatchObject({ state: 'following', atHead: true });
        expect((await harness.store.sweeps.find('pypi'))?.baselineAt).toBeInstanceOf(Date);
      });
      return feeder;
    },
    async told() {
      return (await harness.events()).map((event) => {
        if (event.type === 'verdict.recorded.v1') throw new Error('not the feeder');
        const { name, version } = event.type === 'release.published.v1' ? event.data.release : event.data;
        return `${event.type.split('.')[1]} ${name}@${version ?? '*'}`;
      });
    },
    publishedTruth() {
      return harness.standIn.world.truth
        .filter((truth: Truth) => truth.kind === 'published')
        .map((truth) => `published ${truth.name}@${truth.version}`);
    },
    async expectTold(lines) {
      await until(async () => expect((await suite.told()).toSorted()).toEqual([...lines].toSorted()));
    },
    async expectQuiet() {
      await until(async () => expect(await harness.store.rechecks.depth()).toEqual([]));
    },
  };
  return suite;
}
