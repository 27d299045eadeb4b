import {
  createTraffic,
  createWeather,
  startNpmStandIn,
  type Traffic,
  WEATHER_RATES,
  type Weather,
  type WeatherRates,
} from '@weir/registries/npm/stand-in';
import { askCarelessly } from './careless-client.ts';
import type { Course, CourseOptions, CourseParts } from './course.ts';
import { HISTORY_NAME, readFeedLedger } from './feed-ledger.ts';
import { startTarballReader } from './tarballs.ts';
import { createTold, type Told } from './told.ts';

/** Of the files that were told, one in so many is fetched. */
const FETCH_ONE_IN = 3;
/**
 * By the fast clock. A feeder at its pace asks seven times at most; one that catches up goes above this on a slow
 * machine, too (60 was never reached with other campaigns beside).
 */
const REQUESTS_A_MINUTE = 10;

function scaleRates(factor: number): WeatherRates {
  const rates = Object.entries(WEATHER_RATES).map(([knob, rate]) => [knob, Math.min(0.5, rate * factor)]);
  return Object.fromEntries(rates) as WeatherRates;
}

/** npm, misbehaving in every way that its stand-in knows. */
export async function openNpmCourse(parts: CourseParts, options: CourseOptions): Promise<Course> {
  const { clock, store, random } = parts;
  await using stack = new AsyncDisposableStack();
  const standIn = stack.use(
    await startNpmStandIn({
      clock,
      seed: options.seed,
      behaviour: { pollLimit: { requestsMax: REQUESTS_A_MINUTE, windowSeconds: 60, retryAfterSeconds: 60 } },
    }),
  );
  const told: Told = createTold(standIn, store);
  const tarballs = stack.use(await startTarballReader(clock, standIn.url));
  let running: { readonly traffic: Traffic; readonly weather: Weather } | null = null;
  const owned = stack.move();
  return {
    registry: 'npmjs',
    addresses: { registry: 'npmjs', feedUrl: standIn.feedUrl, documentsUrl: standIn.url },
    seed() {
      standIn.world.publish([{ name: HISTORY_NAME, version: '1.0.0', time: '2020-01-01T00:00:00.000Z' }]);
    },
    begin() {
      const weather = createWeather(standIn, {
        seed: options.seed + 1,
        rates: scaleRates(options.weather),
        largeBytes: options.largeBytes,
        oversizedBytes: options.oversizedBytes,
      });
      const traffic = createTraffic(standIn, {
        seed: options.seed + 2,
        names: options.names,
        weather,
        pickRemovable: () => told.pickRecorded(random),
      });
      running = { traffic, weather };
    },
    step() {
      running?.traffic.step();
    },
    async look() {
      const releases = await told.refresh();
      tarballs.add(releases.filter((_, at) => at % FETCH_ONE_IN === 0));
    },
    provoke(knobs) {
      running?.weather.hurry(knobs);
    },
    polls: () => standIn.requestCounts.feed,
    askCarelessly: () => askCarelessly(standIn, HISTORY_NAME),
    calm() {
      running?.weather.calm();
    },
    readLedger: () => readFeedLedger(standIn, store),
    waitingFiles: () => tarballs.waiting,
    counts: () => running?.traffic.counts ?? {},
    fired: () => standIn.fired,
    files: () => tarballs.outcomes,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
