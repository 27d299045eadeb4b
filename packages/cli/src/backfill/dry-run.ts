import { configureFeeder, readFeederEnv } from '@weir/feeder';
import { openRecord, userAgent } from '@weir/platform';
import {
  parsePipConfig,
  readNpmClientConfig,
  readNpmEnvironment,
  readPipEnvironment,
} from '@weir/registries';
import { createHttpClient } from '@weir/runtime';
import type { Store } from '@weir/store';
import { openFollowed } from '../compose/followed.ts';
import { startSession } from '../compose/session.ts';
import { interruptible } from '../output/interruptible.ts';
import { createForecaster, type Forecast } from './forecast.ts';
import type { Which } from './which.ts';

type Deps = Pick<ReturnType<typeof startSession>['deps'], 'clock' | 'random'> & { readonly store: Store };

async function forecastFollowed(
  which: Exclude<Which, { kind: 'list' }>,
  deps: Deps,
  signal: AbortSignal,
): Promise<Forecast> {
  const { clock, random, store } = deps;
  await using http = createHttpClient({ userAgent: userAgent() });
  await using followed = openFollowed({ http, clock, random, allowance: store.allowance });
  const source = await followed.openSource(which, signal);
  let packages = source.total;
  if (packages === null) {
    packages = 0;
    // A name has one row, so that rows can be counted without keeping names.
    for (let position: string | null = null; ; ) {
      const batch = await source.read(position, signal);
      packages += batch.packages.length;
      position = batch.next;
      if (position === null) break;
    }
  }
  const { monthlyRequestsMax } = followed.config;
  return createForecaster(
    { allowance: store.allowance, clock },
    followed.account,
    monthlyRequestsMax,
  )(packages);
}

/** The forecast alone: announces and stores nothing, asks for as many pages as it takes to count. */
export async function forecastOnly(which: Which): Promise<Forecast> {
  const { config, deps } = startSession('backfill', { quiet: true });
  using interrupt = interruptible();
  await using record = await openRecord(config, deps);
  const { store } = record;
  if (which.kind !== 'list') return await forecastFollowed(which, { ...deps, store }, interrupt.signal);
  const { monthlyRequestsMax } = configureFeeder(readFeederEnv());
  const index =
    which.list.registry === 'npmjs'
      ? (await readNpmClientConfig(readNpmEnvironment())).registry
      : parsePipConfig(readPipEnvironment()).addresses.simple;
  const account = new URL(index).host;
  const { allowance } = store;
  return createForecaster(
    { allowance, clock: deps.clock },
    account,
    monthlyRequestsMax,
  )(which.list.packages.length);
}
