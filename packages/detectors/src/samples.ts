/** Samples of every detector by its id, for the tests that run the whole analysis over them. */

import { samples as agentAbuse } from './agent-abuse/samples.ts';
import { samples as capabilityDelta } from './capability-delta/samples.ts';
import { samples as clonedPackage } from './cloned-package/samples.ts';
import { samples as commandShadowing } from './command-shadowing/samples.ts';
import { samples as concealment } from './concealment/samples.ts';
import type { Samples } from './contract.ts';
import { samples as cryptomining } from './cryptomining/samples.ts';
import { samples as decodeAndRun } from './decode-and-run/samples.ts';
import { samples as destruction } from './destruction/samples.ts';
import { samples as dropper } from './dropper/samples.ts';
import { samples as emptyRelease } from './empty-release/samples.ts';
import { samples as envToNetwork } from './env-to-network/samples.ts';
import { samples as evasion } from './evasion/samples.ts';
import { samples as exfilHost } from './exfil-host/samples.ts';
import { samples as foreignModule } from './foreign-module/samples.ts';
import { samples as implicitHook } from './implicit-hook/samples.ts';
import { samples as lifecycleScript } from './lifecycle-script/samples.ts';
import { samples as likeness } from './likeness/samples.ts';
import { samples as loadTime } from './load-time/samples.ts';
import { samples as manifestConfusion } from './manifest-confusion/samples.ts';
import { samples as nameConfusion } from './name-confusion/samples.ts';
import { samples as newDependency } from './new-dependency/samples.ts';
import { samples as persistence } from './persistence/samples.ts';
import { samples as propagation } from './propagation/samples.ts';
import { samples as publisherChange } from './publisher-change/samples.ts';
import { samples as remoteDependency } from './remote-dependency/samples.ts';
import { samples as remoteShell } from './remote-shell/samples.ts';
import { samples as reputation } from './reputation/samples.ts';
import { samples as shippedExecutable } from './shipped-executable/samples.ts';
import { samples as siblingDivergence } from './sibling-divergence/samples.ts';
import { samples as sourcelessCode } from './sourceless-code/samples.ts';
import { samples as surveillance } from './surveillance/samples.ts';
import { samples as versionAnomaly } from './version-anomaly/samples.ts';
import { samples as walletTheft } from './wallet-theft/samples.ts';
import { samples as wheelRecord } from './wheel-record/samples.ts';
import { samples as yara } from './yara/samples.ts';

export const SAMPLES: Readonly<Record<string, Samples>> = {
  'agent-abuse': agentAbuse,
  'capability-delta': capabilityDelta,
  'cloned-package': clonedPackage,
  'command-shadowing': commandShadowing,
  concealment,
  cryptomining,
  'decode-and-run': decodeAndRun,
  destruction,
  dropper,
  'empty-release': emptyRelease,
  'env-to-network': envToNetwork,
  evasion,
  'exfil-host': exfilHost,
  'foreign-module': foreignModule,
  'implicit-hook': implicitHook,
  'lifecycle-script': lifecycleScript,
  likeness,
  'load-time': loadTime,
  'manifest-confusion': manifestConfusion,
  'name-confusion': nameConfusion,
  'new-dependency': newDependency,
  persistence,
  propagation,
  'publisher-change': publisherChange,
  'remote-dependency': remoteDependency,
  'remote-shell': remoteShell,
  reputation,
  'shipped-executable': shippedExecutable,
  'sibling-divergence': siblingDivergence,
  'sourceless-code': sourcelessCode,
  surveillance,
  'version-anomaly': versionAnomaly,
  'wallet-theft': walletTheft,
  'wheel-record': wheelRecord,
  yara,
};
