import { createDice, type Dice } from '../../lib/stand-in/dice.ts';
import { createRandom } from '../../lib/stand-in/random.ts';
import { FAULT_KNOBS, type FaultKnob } from '../../lib/stand-in/transport.ts';
import { faultOf } from '../../lib/stand-in/weather-faults.ts';
import {
  HOSTILE_KNOBS,
  type KnobName,
  TARGETS,
  type Target,
  targetOfHostile,
  type WorldKnob,
} from './knob-list.ts';
import type { Fault, PypiStandIn } from './server.ts';

/** The knobs that weather turns; the others follow from traffic, from behaviour, or from how a client asks. */
export type PypiWeatherKnob = Extract<
  KnobName,
  | `${Target}-${FaultKnob}`
  | (typeof HOSTILE_KNOBS)[number]
  | Extract<
      WorldKnob,
      'rss-stale' | 'page-stale' | 'document-stale' | 'document-lags' | 'page-absent' | 'serial-backwards'
    >
>;

const USUAL = 1 / 1_000;
const RARE = 1 / 8_000;
/** Faults that cost a client its time-out, many megabytes, or an hour of waiting. */
const COSTLY: ReadonlySet<string> = new Set(['hang', 'endless', 'gzip-bomb', 'rate-limit-absurd']);
const WORLD_RATES = {
  'rss-stale': 1 / 50,
  'page-stale': 1 / 10,
  'document-stale': 1 / 10,
  'document-lags': 1 / 50,
  'page-absent': 1 / 50,
  'serial-backwards': 1 / 300,
} as const;
/** Faults that may wait for their requests at once: a client that is away must not come back to a wall of them. */
const WAITING_MAX = 3;
/** Serials that a restored backup lacks. */
const RESTORED_SERIALS = 200;
/** Of the backups, one in so many is older than what clients were told: each list makes them look at everything again. */
const BACKUP_BEHIND_ONE_IN = 10;

/** Weather over a stand-in; the same for the same seed and traffic. */
export interface PypiWeather {
  /** After a change to a project: turns what is due. */
  step(name: string): void;
  /** Makes those of the given knobs due that weather turns: the next steps turn them. */
  hurry(knobs: readonly string[]): void;
  /** Ends everything that would end by itself. */
  calm(): void;
}

/** @param factor on how often each knob turns; targets that no client asks for are left out by `targets`. */
export function createPypiWeather(
  standIn: PypiStandIn,
  options: { readonly seed: number; readonly factor?: number; readonly targets?: readonly Target[] },
): PypiWeather {
  const { world, knobs } = standIn;
  const random = createRandom(options.seed);
  const factor = options.factor ?? 1;
  const targets = options.targets ?? TARGETS;
  const diceOf = (rate: number): Dice => createDice(Math.min(0.5, rate * factor), random);
  const faults = targets.flatMap((target) =>
    FAULT_KNOBS.map((knob) => ({
      name: `${target}-${knob}`,
      target,
      fault: faultOf(knob),
      dice: diceOf(COSTLY.has(knob) ? RARE : USUAL),
    })),
  );
  const hostile = HOSTILE_KNOBS.flatMap((kind) => {
    const target = targetOfHostile(kind);
    return targets.includes(target) ? [{ name: kind, target, fault: { kind }, dice: diceOf(USUAL) }] : [];
  });
  const armed: {
    readonly name: string;
    readonly target: Target;
    readonly fault: Fault;
    readonly dice: Dice;
  }[] = [...faults, ...hostile];
  const worldDice = Object.fromEntries(
    Object.entries(WORLD_RATES).map(([knob, rate]) => [knob, diceOf(rate)]),
  ) as Record<keyof typeof WORLD_RATES, Dice>;
  let rotation = 0;
  let restores = 0;

  function whenDue(knob: keyof typeof WORLD_RATES, act: () => void): void {
    const dice = worldDice[knob];
    dice.tick();
    if (!dice.due) return;
    dice.consume();
    act();
  }

  return {
    step(name) {
      // Each has its turn to be the first: otherwise the last would starve where faults wait for requests.
      rotation = (rotation + 1) % armed.length;
      for (const one of [...armed.slice(rotation), ...armed.slice(0, rotation)]) {
        one.dice.tick();
        if (!one.dice.due || knobs.waiting(one.target) >= WAITING_MAX) continue;
        knobs.arm(one.target, one.fault);
        one.dice.consume();
      }
      const hold = world.holdOf(name);
      whenDue('rss-stale', () => world.holdWindow(1 + Math.floor(random() * 3)));
      whenDue('page-stale', () => {
        hold.pageStale = 1 + Math.floor(random() * 4);
      });
      whenDue('document-stale', () => {
        hold.documentStale = 1 + Math.floor(random() * 2);
      });
      whenDue('document-lags', () => {
        hold.documentLags = 1 + Math.floor(random() * 3);
      });
      whenDue('page-absent', () => {
        // New projects take a while to show; of old ones an answer slips now and then.
        hold.pageAbsent = (world.find(name)?.states.length ?? 0) > 1 ? 1 : 1 + Math.floor(random() * 3);
      });
      whenDue('serial-backwards', () => {
        const isBehind = restores++ % BACKUP_BEHIND_ONE_IN === 0;
        const sinceTold = isBehind ? Math.max(0, world.lastSerial - world.toldSerial) : 0;
        world.restore(sinceTold + RESTORED_SERIALS);
      });
    },
    hurry(names) {
      const wanted = new Set(names);
      for (const { name, dice } of armed) if (wanted.has(name)) dice.hurry();
      for (const [name, dice] of Object.entries(worldDice)) if (wanted.has(name)) dice.hurry();
    },
    calm() {
      knobs.clear();
      world.calm();
    },
  };
}
