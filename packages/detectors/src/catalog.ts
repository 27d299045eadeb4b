import type { Detector } from './contract.ts';
import { decodeAndRun } from './decode-and-run/index.ts';
import { envToNetwork } from './env-to-network/index.ts';
import { exfilHost } from './exfil-host/index.ts';
import { lifecycleScript } from './lifecycle-script/index.ts';
import { manifestConfusion } from './manifest-confusion/index.ts';
import { nameConfusion } from './name-confusion/index.ts';
import { newDependency } from './new-dependency/index.ts';
import { publisherChange } from './publisher-change/index.ts';
import { versionAnomaly } from './version-anomaly/index.ts';

/** Every detector, one line each; a test holds this list and the folders equal. */
export const DETECTORS: readonly Detector[] = [
  decodeAndRun,
  envToNetwork,
  exfilHost,
  lifecycleScript,
  manifestConfusion,
  nameConfusion,
  newDependency,
  publisherChange,
  versionAnomaly,
];
