/** Samples of every detector by its id, for the tests that run the whole analysis over them. */

import { samples as agentAbuse } from './agent-abuse/samples.ts';
import { samples as concealment } from './concealment/samples.ts';
import type { Samples } from './contract.ts';
import { samples as cryptomining } from './cryptomining/samples.ts';
import { samples as decodeAndRun } from './decode-and-run/samples.ts';
import { samples as destruction } from './destruction/samples.ts';
import { samples as dropper } from './dropper/samples.ts';
import { samples as envToNetwork } from './env-to-network/samples.ts';
import { samples as evasion } from './evasion/samples.ts';
import { samples as exfilHost } from './exfil-host/samples.ts';
import { samples as implicitHook } from './implicit-hook/samples.ts';
import { samples as lifecycleScript } from './lifecycle-script/samples.ts';
import { samples as persistence } from './persistence/samples.ts';
import { samples as propagation } from './propagation/samples.ts';
import { samples as remoteDependency } from './remote-dependency/samples.ts';
import { samples as remoteShell } from './remote-shell/samples.ts';
import { samples as shippedExecutable } from './shipped-executable/samples.ts';
import { samples as walletTheft } from './wallet-theft/samples.ts';

export const SAMPLES: Readonly<Record<string, Samples>> = {
  'agent-abuse': agentAbuse,
  concealment: concealment,
  cryptomining: cryptomining,
  'decode-and-run': decodeAndRun,
  destruction: destruction,
  dropper: dropper,
  'env-to-network': envToNetwork,
  evasion: evasion,
  'exfil-host': exfilHost,
  'implicit-hook': implicitHook,
  'lifecycle-script': lifecycleScript,
  persistence: persistence,
  propagation: propagation,
  'remote-dependency': remoteDependency,
  'remote-shell': remoteShell,
  'shipped-executable': shippedExecutable,
  'wallet-theft': walletTheft,
};
