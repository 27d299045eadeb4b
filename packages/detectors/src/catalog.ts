import { commandShadowing } from './command-shadowing/index.ts';
import type { Detector } from './contract.ts';
import { decodeAndRun } from './decode-and-run/index.ts';
import { envToNetwork } from './env-to-network/index.ts';
import { exfilHost } from './exfil-host/index.ts';
import { lifecycleScript } from './lifecycle-script/index.ts';

/** Every detector, one line each; a test holds this list and the folders equal. */
export const DETECTORS: readonly Detector[] = [
  commandShadowing,
  decodeAndRun,
  envToNetwork,
  exfilHost,
  lifecycleScript,
];
