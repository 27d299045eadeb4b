import { createDice, type Dice } from '../../lib/stand-in/dice.ts';
import { createRandom } from '../../lib/stand-in/random.ts';
import { FAULT_KNOBS } from '../../lib/stand-in/transport.ts';
import { faultOf } from '../../lib/stand-in/weather-faults.ts';
import type { Fault } from './faults.ts';
import { HOSTILE_IDS } from './hostile-ids.ts';
import { HOSTILE_KINDS, type HostileKind } from './hostile-kinds.ts';
import { PAGE_KNOBS, TARGETS, type Target } from './knob-list.ts';
import type { PublishOptions } from './publishing.ts';
import type { UnpublishOptions } from './removing.ts';
import type { NpmStandIn } from './server.ts';
import type { TrafficKind, TrafficStep, TrafficWeather } from './traffic-types.ts';
import { DURATIONS, drawHoldMs } from './weather-durations.ts';
import { WEATHER_RATES, type WeatherKnob, type WeatherRates } from './weather-rates.ts';

export interface WeatherOptions {
  readonly seed: number;
  /** Instead of {@link WEATHER_RATES}; 0 keeps a knob still. */
  readonly rates?: Partial<WeatherRates>;
  /** Only these knobs, at their rates. */
  readonly only?: readonly WeatherKnob[];
  /** Padding of `hostile-large` and `hostile-oversized`; 40 and 70 MB when absent. */
  readonly largeBytes?: number;
  readonly oversizedBytes?: number;
}

/** Misbehaviour at given rates while traffic runs; give it to `createTraffic`. */
export interface Weather extends TrafficWeather {
  /** Knobs that turn, for a campaign that asserts that each fired. */
  readonly knobs: readonly WeatherKnob[];
  /** How often each was turned; a client need not have met it. */
  readonly turned: Readonly<Partial<Record<WeatherKnob, number>>>;
  /** Makes those of the given knobs due that weather turns: the next steps turn them. */
  hurry(knobs: readonly string[]): void;
  /** Ends everything that can be ended, so that a client can catch up. Held and late changes still come by themselves. */
  calm(): void;
}

/** registries.md 1.3: the migration of 2025 lowered the head by about 20 million. */
const HEAD_DROP_SEQS = 20_000_000;
/** Faults that may wait for their requests at once: a client that is away must not come back to a wall of them. */
const WAITING_MAX = 3;
const MANY_VERSIONS = 300;

const PUBLISHES: ReadonlySet<TrafficKind> = new Set(['first', 'version', 'several']);

/** Weather over a stand-in; the same for the same seed and traffic. It puts the edge cache on when it needs it. */
export function createWeather(standIn: NpmStandIn, options: WeatherOptions): Weather {
  const { world, knobs: faults, timeline } = standIn;
  const random = createRandom(options.seed);
  const rates = { ...WEATHER_RATES, ...options.rates };
  const all = (Object.keys(rates) as WeatherKnob[]).filter((knob) => {
    return rates[knob] > 0 && (options.only?.includes(knob) ?? true);
  });
  const dice = new Map<WeatherKnob, Dice>(all.map((knob) => [knob, createDice(rates[knob], random)]));
  const turned: Partial<Record<WeatherKnob, number>> = {};
  let serial = 0;
  let rotation = 0;
  if (dice.has('edge-stale')) world.edge.enabled = true;

  /** One more chance for each; the first that is due happens, the others wait. */
  function pickDue<K extends WeatherKnob>(knobs: readonly K[]): K | null {
    for (const knob of knobs) dice.get(knob)?.tick();
    const due = knobs.find((knob) => dice.get(knob)?.due) ?? null;
    if (due) turn(due);
    return due;
  }

  function turn(knob: WeatherKnob): void {
    dice.get(knob)?.consume();
    turned[knob] = (turned[knob] ?? 0) + 1;
  }

  /** Does what is due, where it can be done now. */
  function whenDue(knob: WeatherKnob, act: () => boolean | void): void {
    const one = dice.get(knob);
    one?.tick();
    if (one?.due && act() !== false) turn(knob);
  }

  function arm(target: Target, fault: Fault): boolean {
    if (faults.waiting(target) >= WAITING_MAX) return false;
    faults.arm(target, fault);
    return true;
  }

  function publishOptions(name: string | null): PublishOptions {
    const pkg = name === null ? undefined : world.find(name);
    if (pkg) whenDue('edge-stale', () => world.edge.warm(pkg, random() * 0.8 * DURATIONS.cacheMs));
    const knob = pickDue([
      'late-row',
      'lost-row',
      'held-row',
      'held-rev',
      'held-silent',
      'blocked',
      'wrong-digest',
    ]);
    switch (knob) {
      case 'late-row':
        return { visibleInMs: DURATIONS.lateMs * (0.2 + random()) };
      case 'lost-row':
        return { lost: true };
      case 'held-row':
        return { hold: { ms: drawHoldMs(random), release: 'row' } };
      case 'held-rev':
        return { hold: { ms: drawHoldMs(random), release: 'rev' } };
      case 'held-silent':
        return { hold: { ms: drawHoldMs(random), release: 'silent' } };
      case 'blocked':
        return { blocked: true };
      case 'wrong-digest':
        return { wrongDigest: true };
      case null:
        return {};
    }
  }

  function removalOptions(kind: TrafficKind): UnpublishOptions {
    if (kind === 'unpublish') {
      const knob = pickDue(['lost-deletion', 'tombstone']);
      if (knob === 'lost-deletion') return { lost: true };
      if (knob === 'tombstone') return { as: 'tombstone' };
      return random() < 0.3 ? { as: 'kept' } : {};
    }
    const knob = pickDue(['late-row', 'lost-row']);
    if (knob === null) return {};
    return knob === 'late-row' ? { visibleInMs: DURATIONS.lateMs * (0.2 + random()) } : { lost: true };
  }

  function paddingOf(kind: HostileKind): number | null {
    if (kind === 'large') return options.largeBytes ?? null;
    return kind === 'oversized' ? (options.oversizedBytes ?? null) : null;
  }

  function turnToPackage({ kind, name }: TrafficStep): void {
    if (!PUBLISHES.has(kind)) return;
    const hold = world.holdOf(name);
    // By time, and by requests: a client that comes late has to meet it too.
    whenDue('document-absent', () => {
      world.absentFor(name, DURATIONS.absentMs * random());
      hold.documentRequests = Math.floor(random() * 3);
    });
    whenDue('tarball-absent', () => {
      world.tarballsAbsentFor(name, DURATIONS.absentMs * random());
      hold.tarballRequests = Math.floor(random() * 3);
    });
    whenDue('lag-by-requests', () => {
      Object.assign(hold, { lagRevisions: 1, lagRequests: 2 });
    });
    for (const hostile of Object.keys(HOSTILE_KINDS) as HostileKind[]) {
      whenDue(`hostile-${hostile}`, () => {
        world.disfigure(name, hostile, DURATIONS.hostileMs, { sizeBytes: paddingOf(hostile), answers: 2 });
      });
    }
  }

  function turnToFeed(): void {
    for (const knob of PAGE_KNOBS) whenDue(knob, () => arm('feed', { kind: knob }));
    whenDue('hostile-id', () => {
      world.appendRow(HOSTILE_IDS[serial++ % HOSTILE_IDS.length] ?? '');
    });
    whenDue('frozen-head', () => world.stall(DURATIONS.stallMs * (0.5 + random())));
    whenDue('lowered-head', () => world.lowerHead(HEAD_DROP_SEQS, DURATIONS.loweredMs * (0.5 + random())));
    // Numbers end at zero: after several resets there is no room for another.
    whenDue('head-reset', () => {
      if (world.changes.lastSeq < 2 * HEAD_DROP_SEQS) return false;
      world.resetHead(HEAD_DROP_SEQS);
    });
    whenDue('many-versions', () => {
      const time = new Date(timeline.now() - 1_000 * DURATIONS.dayMs).toISOString();
      world.publishMany(`weir-many-${serial++}`, MANY_VERSIONS, MANY_VERSIONS * 1_000, { time });
    });
  }

  return {
    knobs: all,
    turned,
    optionsFor(kind, name) {
      if (kind === 'stage') return {};
      return PUBLISHES.has(kind) ? publishOptions(name) : removalOptions(kind);
    },
    step(changed) {
      // Each has its turn to be the first: otherwise the last would starve where faults wait for requests.
      rotation = (rotation + 1) % FAULT_KNOBS.length;
      const knobs = [...FAULT_KNOBS.slice(rotation), ...FAULT_KNOBS.slice(0, rotation)];
      for (const target of TARGETS) {
        for (const knob of knobs) whenDue(`${target}-${knob}`, () => arm(target, faultOf(knob)));
      }
      turnToPackage(changed);
      turnToFeed();
    },
    hurry(names) {
      const wanted = new Set(names);
      for (const [knob, one] of dice) if (wanted.has(knob)) one.hurry();
    },
    calm() {
      faults.clear();
      world.calm();
    },
  };
}
