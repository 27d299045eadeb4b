import type { RegistryFeed, ReleaseFacts } from '@weir/model';
import { createNpmFeed, createRequests, unlimitedAllowance } from '@weir/registries';
import { type NpmStandIn, startNpmStandIn } from '@weir/registries/npm/stand-in';
import { createHttpClient, systemClock } from '@weir/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askDependencies } from './dependency-facts.ts';

const stack = new AsyncDisposableStack();
const SIGNAL = AbortSignal.timeout(30_000);
let standIn: NpmStandIn;
let feed: RegistryFeed;

beforeAll(async () => {
  standIn = stack.use(await startNpmStandIn());
  const http = stack.use(createHttpClient({ userAgent: 'weir-test' }));
  const requests = stack.use(
    createRequests({ http, clock: systemClock, random: () => 0, allowance: unlimitedAllowance }),
  );
  feed = createNpmFeed({ documentsBase: standIn.url, requests, clock: systemClock });
  standIn.world.publish([{ name: 'young', version: '1.0.0', time: '2026-11-20T10:00:00.000Z' }]);
});
afterAll(() => stack.disposeAsync());

/** Facts of an update of `name` that brings `dependencies`, as the stand-in's document gives them. */
async function factsOf(name: string, dependencies: Readonly<Record<string, string>>): Promise<ReleaseFacts> {
  standIn.world.publish([{ name, version: '1.0.0', time: '2020-01-01T00:00:00.000Z' }]);
  standIn.world.publish([{ name, version: '1.0.1', manifest: { dependencies } }]);
  const found = await feed.resolveOne(name, '1.0.1', 'live', SIGNAL);
  if (found.kind === 'absent') throw new Error(found.reason);
  return found.release.facts;
}

it('asks the registry since when a new dependency is there, and who has it', async () => {
  const facts = await factsOf('asker', { young: '^1.0.0', missing: '1', '../../x': '1' });

  expect(await askDependencies(facts, () => feed, SIGNAL)).toEqual([
    { name: 'young', createdAt: '2026-11-20T10:00:00.000Z', maintainers: ['ann'], judged: null },
    { name: 'missing', createdAt: null, maintainers: null, judged: null },
    { name: '../../x', createdAt: null, maintainers: null, judged: null },
  ]);
});

it('asks nothing for a first release, and a bounded number of times for an update', async () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`d${at}`, '1']));
  const facts = await factsOf('many', many);
  const asked: string[] = [];
  const feedFor = (name: string): RegistryFeed => {
    asked.push(name);
    return feed;
  };

  expect(await askDependencies({ ...facts, previousVersion: null }, feedFor, SIGNAL)).toEqual([]);
  expect(await askDependencies(facts, feedFor, SIGNAL)).toHaveLength(5);
  expect(asked).toHaveLength(5);
});
