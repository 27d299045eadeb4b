import { agentAbuse } from './agent-abuse/index.ts';
import { capabilityDelta } from './capability-delta/index.ts';
import { clonedPackage } from './cloned-package/index.ts';
import { commandShadowing } from './command-shadowing/index.ts';
import { concealment } from './concealment/index.ts';
import type { Detector } from './contract.ts';
import { cryptomining } from './cryptomining/index.ts';
import { decodeAndRun } from './decode-and-run/index.ts';
import { destruction } from './destruction/index.ts';
import { dropper } from './dropper/index.ts';
import { emptyRelease } from './empty-release/index.ts';
import { envToNetwork } from './env-to-network/index.ts';
import { evasion } from './evasion/index.ts';
import { exfilHost } from './exfil-host/index.ts';
import { foreignModule } from './foreign-module/index.ts';
import { implicitHook } from './implicit-hook/index.ts';
import { lifecycleScript } from './lifecycle-script/index.ts';
import { likeness } from './likeness/index.ts';
import { loadTime } from './load-time/index.ts';
import { manifestConfusion } from './manifest-confusion/index.ts';
import { nameConfusion } from './name-confusion/index.ts';
import { newDependency } from './new-dependency/index.ts';
import { persistence } from './persistence/index.ts';
import { propagation } from './propagation/index.ts';
import { publisherChange } from './publisher-change/index.ts';
import { remoteDependency } from './remote-dependency/index.ts';
import { remoteShell } from './remote-shell/index.ts';
import { reputation } from './reputation/index.ts';
import { shippedExecutable } from './shipped-executable/index.ts';
import { siblingDivergence } from './sibling-divergence/index.ts';
import { sourcelessCode } from './sourceless-code/index.ts';
import { surveillance } from './surveillance/index.ts';
import { versionAnomaly } from './version-anomaly/index.ts';
import { walletTheft } from './wallet-theft/index.ts';
import { wheelRecord } from './wheel-record/index.ts';
import { yara } from './yara/index.ts';

/** Every detector, one line each; a test holds this list and the folders equal. */
export const DETECTORS: readonly Detector[] = [
  agentAbuse,
  capabilityDelta,
  clonedPackage,
  commandShadowing,
  concealment,
  cryptomining,
  decodeAndRun,
  destruction,
  dropper,
  emptyRelease,
  envToNetwork,
  evasion,
  exfilHost,
  foreignModule,
  implicitHook,
  lifecycleScript,
  likeness,
  loadTime,
  manifestConfusion,
  nameConfusion,
  newDependency,
  persistence,
  propagation,
  publisherChange,
  remoteDependency,
  remoteShell,
  reputation,
  shippedExecutable,
  siblingDivergence,
  sourcelessCode,
  surveillance,
  versionAnomaly,
  walletTheft,
  wheelRecord,
  yara,
];
