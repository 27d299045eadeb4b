import { agentAbuse } from './agent-abuse/index.ts';
import { concealment } from './concealment/index.ts';
import type { Detector } from './contract.ts';
import { cryptomining } from './cryptomining/index.ts';
import { decodeAndRun } from './decode-and-run/index.ts';
import { destruction } from './destruction/index.ts';
import { dropper } from './dropper/index.ts';
import { envToNetwork } from './env-to-network/index.ts';
import { evasion } from './evasion/index.ts';
import { exfilHost } from './exfil-host/index.ts';
import { implicitHook } from './implicit-hook/index.ts';
import { lifecycleScript } from './lifecycle-script/index.ts';
import { persistence } from './persistence/index.ts';
import { propagation } from './propagation/index.ts';
import { remoteDependency } from './remote-dependency/index.ts';
import { remoteShell } from './remote-shell/index.ts';
import { shippedExecutable } from './shipped-executable/index.ts';
import { walletTheft } from './wallet-theft/index.ts';

/** Every detector, one line each; a test holds this list and the folders equal. */
export const DETECTORS: readonly Detector[] = [
  agentAbuse,
  concealment,
  cryptomining,
  decodeAndRun,
  destruction,
  dropper,
  envToNetwork,
  evasion,
  exfilHost,
  implicitHook,
  lifecycleScript,
  persistence,
  propagation,
  remoteDependency,
  remoteShell,
  shippedExecutable,
  walletTheft,
];
