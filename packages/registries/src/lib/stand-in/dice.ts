/**
 * Something that happens at a rate, but never in a long drought: the gaps are between a half and one and a half of
 * the mean, so that a run of n chances brings at least about two thirds of n × rate.
 */
export interface Dice {
  /** One more chance. */
  tick(): void;
  /** True from the chance on at which it should happen, until it is consumed. */
  readonly due: boolean;
  consume(): void;
  /** Makes it due at once. */
  hurry(): void;
}

/** @param rate per chance, 0 to 1; 0 never happens. */
export function createDice(rate: number, random: () => number): Dice {
  let left = rate > 0 ? random() / rate : Number.POSITIVE_INFINITY;
  return {
    tick() {
      left--;
    },
    get due() {
      return left <= 0;
    },
    hurry() {
      left = Math.min(left, 0);
    },
    consume() {
      left += (0.5 + random()) / rate;
    },
  };
}
