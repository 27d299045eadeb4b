import type { Samples } from '../../contract.ts';
import { CONTROL } from './control.ts';
import { HIDING } from './hiding.ts';
import { type Pair, samplesOf } from './kit.ts';
import { STAYING } from './staying.ts';
import { THEFT } from './theft.ts';
import { WORMS } from './worms.ts';

/** A pair for each rule. */
export const PAIRS: readonly Pair[] = [...WORMS, ...THEFT, ...CONTROL, ...HIDING, ...STAYING];
export const samples: Samples = samplesOf(PAIRS);
