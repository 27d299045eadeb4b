/** Samples of every detector by its id, for the tests that run the whole analysis over them. */
import type { Samples } from './contract.ts';
import { samples as decodeAndRun } from './decode-and-run/samples.ts';
import { samples as envToNetwork } from './env-to-network/samples.ts';
import { samples as exfilHost } from './exfil-host/samples.ts';
import { samples as lifecycleScript } from './lifecycle-script/samples.ts';
import { samples as manifestConfusion } from './manifest-confusion/samples.ts';
import { samples as nameConfusion } from './name-confusion/samples.ts';
import { samples as newDependency } from './new-dependency/samples.ts';
import { samples as publisherChange } from './publisher-change/samples.ts';
import { samples as versionAnomaly } from './version-anomaly/samples.ts';

export const SAMPLES: Readonly<Record<string, Samples>> = {
  'decode-and-run': decodeAndRun,
  'env-to-network': envToNetwork,
  'exfil-host': exfilHost,
  'lifecycle-script': lifecycleScript,
  'manifest-confusion': manifestConfusion,
  'name-confusion': nameConfusion,
  'new-dependency': newDependency,
  'publisher-change': publisherChange,
  'version-anomaly': versionAnomaly,
};
