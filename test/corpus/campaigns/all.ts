import { campaign as artTemplate } from './art-template.ts';
import { campaign as axiosPlainCrypto } from './axios-plain-crypto.ts';
import { campaign as bitwardenCli } from './bitwarden-cli.ts';
import { campaign as chaindrop } from './chaindrop.ts';
import { campaign as chalkDebug } from './chalk-debug.ts';
import { campaign as clipboard } from './clipboard.ts';
import { campaign as colors } from './colors.ts';
import { campaign as easyDayJs } from './easy-day-js.ts';
import { campaign as eslintConfigPrettier } from './eslint-config-prettier.ts';
import { campaign as eslintScope } from './eslint-scope.ts';
import { campaign as eventStream } from './event-stream.ts';
import { campaign as glassworm } from './glassworm.ts';
import { campaign as gluestack } from './gluestack.ts';
import { campaign as indonesianFoods } from './indonesian-foods.ts';
import { campaign as ironworm } from './ironworm.ts';
import type { Campaign } from './kit.ts';
import { campaign as lottieWeb3Xrpl } from './lottie-web3-xrpl.ts';
import { campaign as mediaPayload } from './media-payload.ts';
import { campaign as miniShaiHulud } from './mini-shai-hulud.ts';
import { campaign as nodeIpc } from './node-ipc.ts';
import { campaign as phantomGyp } from './phantom-gyp.ts';
import { campaign as phantomRaven } from './phantom-raven.ts';
import { campaign as polymarket } from './polymarket.ts';
import { campaign as processInjection } from './process-injection.ts';
import { campaign as pypiConfusion } from './pypi-confusion.ts';
import { campaign as pypiCtx } from './pypi-ctx.ts';
import { campaign as pypiDurabletask } from './pypi-durabletask.ts';
import { campaign as pypiHiddenSetup } from './pypi-hidden-setup.ts';
import { campaign as pypiMedia } from './pypi-media.ts';
import { campaign as pypiTeampcp } from './pypi-teampcp.ts';
import { campaign as pypiTorchtriton } from './pypi-torchtriton.ts';
import { campaign as pypiUltralytics } from './pypi-ultralytics.ts';
import { campaign as pypiW4sp } from './pypi-w4sp.ts';
import { campaign as refusalBait } from './refusal-bait.ts';
import { campaign as rspackVant } from './rspack-vant.ts';
import { campaign as s1ngularity } from './s1ngularity.ts';
import { campaign as sandwormMode } from './sandworm-mode.ts';
import { campaign as shaiHulud } from './shai-hulud.ts';
import { campaign as sl4x0 } from './sl4x0.ts';
import { campaign as solanaMemo } from './solana-memo.ts';
import { campaign as torchtriton } from './torchtriton.ts';
import { campaign as trapdoor } from './trapdoor.ts';
import { campaign as uaParserJs } from './ua-parser-js.ts';
import { campaign as unicornTs2 } from './unicorn-ts-2.ts';
import { campaign as webhookStealer } from './webhook-stealer.ts';

/** Every campaign, one file each. */
export const CAMPAIGNS: readonly Campaign[] = [
  artTemplate,
  axiosPlainCrypto,
  bitwardenCli,
  chaindrop,
  chalkDebug,
  clipboard,
  colors,
  easyDayJs,
  eslintConfigPrettier,
  eslintScope,
  eventStream,
  glassworm,
  gluestack,
  indonesianFoods,
  ironworm,
  lottieWeb3Xrpl,
  mediaPayload,
  miniShaiHulud,
  nodeIpc,
  phantomGyp,
  phantomRaven,
  polymarket,
  processInjection,
  pypiConfusion,
  pypiCtx,
  pypiDurabletask,
  pypiHiddenSetup,
  pypiMedia,
  pypiTeampcp,
  pypiTorchtriton,
  pypiUltralytics,
  pypiW4sp,
  refusalBait,
  rspackVant,
  s1ngularity,
  sandwormMode,
  shaiHulud,
  sl4x0,
  solanaMemo,
  torchtriton,
  trapdoor,
  uaParserJs,
  unicornTs2,
  webhookStealer,
];
